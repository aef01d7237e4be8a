"""«Прибыло после даты учёта: k»: pupils who came after 20 September and may stand among the participants.

Kept with the contingent of a grade; it is added to the pupils when participants are compared with them, never to an
official value. Skipped: grades where the number is already so. Returns how many grades changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from monitoring.models import Campaign, Cohort, Population, Submission
from monitoring.rules import why_not_fill
from monitoring.values import MOST_PEOPLE
from schools.models import School, User
from schools.workflow import StepRefused


@transaction.atomic
def state_arrivals(
    *,
    school: School,
    year: int,
    arrived: Mapping[int, int],
    person: User | None,
    population: int = Population.ALL,
    submission: Submission | None = None,
) -> int:
    """Write the number of late arrivals by grade; whoever may fill the report it is stated in (else the first) may."""
    reason = "" if person is None else _why_not(person, school, year, submission)
    if reason:
        raise StepRefused(f"Не сохранено: {reason}")
    if any(grade not in school.grades or not 0 <= number <= MOST_PEOPLE for grade, number in arrived.items()):
        raise StepRefused(
            "Прибывших указывают целым числом и только для классов, которым организация обучает."
        )
    changed = 0
    for grade, number in arrived.items():
        cell, created = Cohort.objects.get_or_create(
            school=school,
            year_id=year,
            population=population,
            grade=grade,
            defaults={"arrived_later": number},
        )
        if not created and cell.arrived_later != number:
            Cohort.objects.filter(pk=cell.pk).update(arrived_later=number)
        changed += created or cell.arrived_later != number
    return changed


def _why_not(person: User, school: School, year: int, submission: Submission | None) -> str:
    if submission is not None:
        wave = submission.wave
        return why_not_fill(person, school, submission, wave.campaign, opens=wave.opens)
    campaign = Campaign.objects.filter(municipality_id=school.municipality_id, year_id=year).first()
    submissions = Submission.objects.filter(school=school, wave__campaign=campaign).order_by("wave__number")
    return why_not_fill(person, school, submissions.first(), campaign)

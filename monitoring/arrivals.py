"""«Прибыло после даты учёта: k»: pupils who came after 20 September and may stand among the participants.

Kept with the contingent of a grade; it is added to the pupils when participants are compared with them, never to an
official value. Every change is kept in the history, as cells of the code ARRIVED. Skipped: grades where the number is
already so. Returns how many grades changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from monitoring.history import ARRIVED
from monitoring.models import Campaign, CellChange, CellKind, Cohort, Population, Submission
from monitoring.rules import why_not_fill, writes_on_behalf
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
    changes = []
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
        before = 0 if created else cell.arrived_later
        if before != number:
            changes.append(_change(school, year, population, grade, before, number, person))
    CellChange.objects.bulk_create(changes)
    return len(changes)


def _change(
    school: School, year: int, population: int, grade: int, before: int, now: int, person: User | None
) -> CellChange:
    kind = CellKind.PUPILS_WITH_DISABILITIES if population == Population.DISABILITIES else CellKind.PUPILS
    return CellChange(
        school=school, year=year, kind=kind, code=ARRIVED, grade=grade, old=str(before or ""), new=str(now or ""),
        person=person, door=CellChange.Door.FORM, on_behalf=writes_on_behalf(person, school), at=timezone.now(),
    )  # fmt: skip


def _why_not(person: User, school: School, year: int, submission: Submission | None) -> str:
    if submission is not None:
        wave = submission.wave
        return why_not_fill(person, school, submission, wave.campaign, opens=wave.opens)
    campaign = Campaign.objects.filter(municipality_id=school.municipality_id, year_id=year).first()
    submissions = Submission.objects.filter(school=school, wave__campaign=campaign).order_by("wave__number")
    return why_not_fill(person, school, submissions.first(), campaign)

"""The demonstration grown to sixty organisations, and fifty people who work in it.

Further schools are copies of the demonstration's general schools under names of their own: their numbers of all years
and their reports, whatever state these are in. Values and recommendations are then made by the pipeline.
"""

from __future__ import annotations

from django.core.management import call_command
from django.db import models
from django.test import Client

from config.pipeline import advance
from monitoring.models import Campaign, Cohort, MetricValue, Participation, Submission
from monitoring.revisions import bump
from schools.models import Municipality, Role, School, User
from tests.cast import make_person

SCHOOLS, OFFICERS, ANALYSTS, HEADS = 60, 12, 6, 32


def make_portal() -> Municipality:
    call_command("demo", verbosity=0)
    okrug = Municipality.objects.get()
    patterns = list(
        School.objects.filter(municipality=okrug, kind__in=("basic", "secondary")).order_by("code")
    )
    missing = SCHOOLS - School.objects.filter(municipality=okrug).count()
    for number in range(missing):
        _copy(patterns[number % len(patterns)], number)
    bump([(okrug.pk, year) for year in Campaign.objects.values_list("year_id", flat=True)])
    assert not advance().failed
    return okrug


def _copy(pattern: School, number: int) -> None:
    school = School.objects.get(pk=pattern.pk)
    school.pk, school.code = None, f"more-{number:02}"
    school.short_name = school.full_name = f"Средняя общеобразовательная школа посёлка № {number + 1}"
    school.save()
    for model in (Cohort, Participation, MetricValue, Submission):
        rows: list[models.Model] = list(model.objects.filter(school=pattern))
        for row in rows:
            row.pk, row.school = None, school
        model.objects.bulk_create(rows, batch_size=500)


def make_people(okrug: Municipality) -> list[User]:
    """Officers and analysts of the municipality and the heads of its schools, in the order they take their seats."""
    of_okrug = [(Role.OFFICER, OFFICERS), (Role.ANALYST, ANALYSTS)]
    people = [
        make_person(f"{role}-{number}", "Анна", "Петровна", "Соколова", role=role, municipality=okrug)
        for role, count in of_okrug
        for number in range(count)
    ]
    schools = School.objects.filter(municipality=okrug, kind__in=("basic", "secondary")).order_by("-code")
    heads = [
        make_person(f"head-of-{school.code}", "Ольга", "Ивановна", "Ёлкина", role=Role.HEAD, school=school)
        for school in schools[:HEADS]
    ]
    return people + heads


def session_of(person: User) -> str:
    """The session of somebody who has logged in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value

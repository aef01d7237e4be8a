"""Seeded worlds of the sizes of docs/performance.md: one school year with all its facts accepted, nothing computed yet.

Every organisation teaches grades 1–11 and answers everything: 11 grades × (pupils + five events) = 66 facts; twenty
indicators are shares of pupils who took part in an event, in four ranges of grades each. Regions, municipalities,
schools, campaigns, reports and revisions stand as if people had collected them. The same world on both databases.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from indicators.models import Goal, Indicator, Target, Term
from monitoring.models import Campaign, Cohort, Event, Participation, Revision, Submission, Wave
from schools.grades import Grades
from schools.models import DEFAULT_GRADES, Kind, Locality, Municipality, Region, School, SchoolYear
from schools.models.fields import SCALE
from tests.bench.loading import advance_keys, load, settle, unchecked

YEAR = 2021
GRADES = range(1, 12)
EVENTS = 5
RANGES = ("1-11", "6-11", "8-11", "5-9", "9-11", "1-4", "9", "10-11")
SHARES = 4
"""Indicators of each event: `EVENTS * SHARES` in all."""


@dataclass(frozen=True)
class Size:
    regions: int
    municipalities: int
    schools: int

    @property
    def facts(self) -> int:
        return self.schools * len(GRADES) * (1 + EVENTS)

    @property
    def results(self) -> int:
        return (self.schools + self.municipalities) * EVENTS * SHARES


FEDERAL = Size(regions=85, municipalities=2_500, schools=40_000)
REGIONAL = Size(regions=1, municipalities=50, schools=1_000)
MUNICIPAL = Size(regions=1, municipalities=1, schools=60)


def make_world(size: Size, *, seed: int = 1, year: int = YEAR) -> None:
    """Fill an empty, migrated database: keys of places count from 1, the schools of a municipality stand together."""
    make_places(size, year=year)
    with unchecked():
        _facts(size, seed, year)
    settle()


def make_places(size: Size, *, year: int = YEAR) -> None:
    """The world without its facts."""
    SchoolYear.objects.get_or_create(year=year)
    with unchecked():
        _places(size)
        _campaigns(size, year)
        _catalogue(size, year)
    advance_keys(Region, Municipality, School, Campaign, Wave, Event, Indicator)
    settle()


def municipality_of(size: Size, school: int) -> int:
    """Both counted from 1; as many schools in each municipality as in any other, give or take one."""
    return (school - 1) * size.municipalities // size.schools + 1


def _places(size: Size) -> None:
    load(Region, ("id", "code", "name"), ((n, f"{n:02}", f"Регион {n}") for n in range(1, size.regions + 1)))
    municipalities = (
        (
            n,
            f"{n:05}",
            (n - 1) * size.regions // size.municipalities + 1,
            *[f"Округ {n}"] * 3,
            f"Управление {n}",
        )
        for n in range(1, size.municipalities + 1)
    )
    names = ("id", "code", "region_id", "name", "name_genitive", "name_prepositional", "authority")
    load(Municipality, names, municipalities)
    schools = (
        (
            n, f"s-{n:05}", municipality_of(size, n), f"Школа {n}", f"Средняя школа {n}", f"школа {n:05}",
            Kind.SECONDARY.value, DEFAULT_GRADES[Kind.SECONDARY].mask,
            (Locality.URBAN if n % 3 else Locality.RURAL).value, timezone.now(),
        )
        for n in range(1, size.schools + 1)
    )  # fmt: skip
    names = ("id", "code", "municipality_id", "short_name", "full_name", "name_key", "kind", "grades", "locality",
             "changed_at")  # fmt: skip
    load(School, names, schools)


def _campaigns(size: Size, year: int) -> None:
    """One campaign with one wave per municipality, its reports all accepted."""
    places, now = range(1, size.municipalities + 1), timezone.now()
    due = dt.date(year + 1, 6, 1)
    load(Campaign, ("id", "municipality_id", "year_id"), ((n, n, year) for n in places))
    load(Wave, ("id", "campaign_id", "name", "due"), ((n, n, "Сбор за год", due) for n in places))
    reports = (
        (municipality_of(size, n), n, Submission.State.ACCEPTED.value, now, now, now)
        for n in range(1, size.schools + 1)
    )
    load(Submission, ("wave_id", "school_id", "state", "submitted_at", "accepted_at", "changed_at"), reports)
    load(Revision, ("municipality_id", "year", "number"), ((n, year, 1) for n in places))


def _catalogue(size: Size, year: int) -> None:
    """Events, the indicators of each, and a plan of 40 % for every municipality."""
    events = ((n, f"event-{n}", f"Мероприятие {n}", f"мероприятие {n}", n) for n in range(1, EVENTS + 1))
    load(Event, ("id", "code", "name", "name_key", "position"), events)
    goal = Goal.objects.create(code="coverage", topic="support", text="Охват мероприятиями")
    numbers = range(1, EVENTS * SHARES + 1)
    indicators = ((n, f"share-{n}", goal.pk, f"Доля участников {n}", n, timezone.now()) for n in numbers)
    load(Indicator, ("id", "code", "goal_id", "name", "position", "changed_at"), indicators)
    load(Term, ("indicator_id", "side", "kind", "event_id", "grades"), _terms())
    targets = (
        (n, year, municipality, 40 * SCALE)
        for n in numbers
        for municipality in range(1, size.municipalities + 1)
    )
    load(Target, ("indicator_id", "year_id", "municipality_id", "value"), targets)


def _terms() -> Iterator[tuple[object, ...]]:
    for n in range(EVENTS * SHARES):
        event, grades = n // SHARES + 1, Grades.parse(RANGES[n % len(RANGES)]).mask
        yield n + 1, Term.Side.NUMERATOR.value, Term.Kind.EVENT.value, event, grades
        yield n + 1, Term.Side.DENOMINATOR.value, Term.Kind.PUPILS.value, None, grades


def _facts(size: Size, seed: int, year: int) -> None:
    """By school, as people enter them, all accepted; nowhere more participants than pupils."""
    pupils = random.Random(seed)
    load(
        Cohort,
        ("school_id", "year_id", "population", "grade", "value", "accepted"),
        ((n, year, 0, grade, k, k) for n in range(1, size.schools + 1) for grade in GRADES
         for k in (60 + int(pupils.random() * 40),)),
    )  # fmt: skip
    part = random.Random(seed + 1)
    load(
        Participation,
        ("school_id", "year_id", "population", "event_id", "grade", "value", "accepted"),
        ((n, year, 0, event, grade, k, k) for n in range(1, size.schools + 1) for event in range(1, EVENTS + 1)
         for grade in GRADES for k in (int(part.random() * 60),)),
    )  # fmt: skip

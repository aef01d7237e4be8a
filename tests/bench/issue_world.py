"""The world of the measure of issue: one municipality, its schools with values of three years, plans and rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from indicators.compute import recompute
from indicators.models import Indicator, Target, Term
from monitoring.models import Campaign, Cohort, Event, Participation, Population, Submission, Wave
from recommendations.models import Rule
from schools.grades import Grades
from schools.models import Kind, Municipality, Region, School, SchoolYear
from tests.cast import make_municipality

YEAR = 2021
TODAY = dt.date(2022, 1, 20)
YEARS = (YEAR - 2, YEAR - 1, YEAR)
NINE = 1 << 9
PUPILS = 60
PLAN = 12
"""Per cent; participants spread evenly between 0 and 60, some more at 0, so that a fifth of the values is below."""
TRIGGERS = (
    "below_target", "below_target", "below_target", "below_target", "below_target", "below_target", "zero", "zero",
    "falling", "below_municipality", "best_practice", "no_data", "late", "below_target", "below_target", "zero",
    "falling", "best_practice", "no_data", "below_target",
)  # fmt: skip
"""Of 20 rules; one more would ask what these do."""
TEXT = "По показателю «{показатель}» охвачено {значение} при плане {план}, не хватает {не_хватает}. Срок – до {срок}."


def make_world(*, schools: int, rules: int = len(TRIGGERS), seed: int = 1) -> Municipality:
    """Every report is accepted but those of one school in fifty, which are late and have no numbers."""
    random = Random(seed)
    region = Region.objects.create(code="42", name="Область")
    okrug = make_municipality(region, "32622000", "Речной округ", "Речного округа", "Речном округе")
    there = School.objects.bulk_create(
        School(
            municipality=okrug, code=f"s-{n:05}", short_name=f"Школа № {n}", kind=Kind.SECONDARY,
            grades=Grades.parse("1-11"), locality="rural",
        )
        for n in range(schools)
    )  # fmt: skip
    indicators = [_indicator(n) for n in range(rules)]
    for year in YEARS:
        _report(okrug, there, indicators, year, random)
    for n, (indicator, trigger) in enumerate(zip(indicators, TRIGGERS, strict=False)):
        Target.objects.create(indicator=indicator, year_id=YEAR, municipality=okrug, value=Decimal(PLAN))
        Rule.objects.create(
            code=f"r-{n:02}", trigger=trigger, indicator=indicator, text=TEXT, due="05-15", position=n,
            margin=Decimal(30) if trigger == "below_municipality" else None,
        )  # fmt: skip
    for year in YEARS:
        recompute(municipality_id=okrug.pk, year=year)
    return okrug


def _indicator(number: int) -> Indicator:
    event = Event.objects.create(code=f"event-{number}", name=f"Мероприятие {number}", grades=Grades(NINE))
    indicator = Indicator.objects.create(
        code=f"share-{number:02}", name=f"Доля участников мероприятия {number}", position=number
    )
    Term.objects.create(indicator=indicator, side="numerator", kind="event", event=event, grades=Grades(NINE))
    Term.objects.create(indicator=indicator, side="denominator", kind="pupils", grades=Grades(NINE))
    indicator.event = event
    return indicator


def _report(
    okrug: Municipality, schools: list[School], indicators: list[Indicator], year: int, random: Random
) -> None:
    SchoolYear.objects.create(year=year)
    campaign = Campaign.objects.create(municipality=okrug, year_id=year)
    wave = Wave.objects.create(campaign=campaign, name="Годовой отчёт", due=dt.date(year, 12, 20))
    reported = [school for place, school in enumerate(schools) if place % 50 != 7]
    Submission.objects.bulk_create(
        [Submission(wave=wave, school=school, state="accepted") for school in reported]
    )
    cell = {"year_id": year, "grade": 9, "population": Population.ALL}
    Cohort.objects.bulk_create(
        [Cohort(school=school, value=PUPILS, accepted=PUPILS, **cell) for school in reported]
    )
    Participation.objects.bulk_create(
        [
            Participation(school=school, event=indicator.event, **cell, **_answer(random))
            for school in reported
            for indicator in indicators
        ],
        batch_size=2000,
    )


def _answer(random: Random) -> dict[str, int | str]:
    """A number, or in one case of twenty «н/д»."""
    number = random.randint(-6, PUPILS)
    if random.random() < 0.05:
        return {"mark": "n", "accepted_mark": "n"}
    return {"value": max(0, number), "accepted": max(0, number)}

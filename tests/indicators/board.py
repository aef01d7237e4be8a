"""A small municipality with values: facts by hand, computed by the engine.

okrug, 2021/2022: «Билет», grades 6–11, plan 30 %
    school        12 of 60  → 20,0 %, 6 people short
    small_school  20 of 40  → 50,0 %
    kindergarten  does not teach these grades
contracts (count, own of okrug): school 3, small_school no answer; plan 5
juniors (judged for the municipality as a whole): school 6 of 60, plan 20 %
places (counted for the municipality): school 7
declared: valid, without a formula
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from indicators.compute import recompute
from indicators.models import Goal, Indicator, Term
from indicators.targets import set_target
from monitoring.models import (
    Campaign,
    Cohort,
    Event,
    Metric,
    MetricValue,
    Participation,
    Submission,
    Wave,
)
from schools.grades import Grades
from schools.models import Municipality, School, SchoolYear
from tests.cast import make_school

YEAR = 2021


@dataclass
class Board:
    campaign: Campaign
    event: Event
    metric: Metric
    bilet: Indicator
    contracts: Indicator
    juniors: Indicator
    places: Indicator
    declared: Indicator

    def pupils(self, school: School, year: int = YEAR, *, number: int = 10) -> None:
        """As many in each of the grades 6–11 the school teaches."""
        for grade in school.grades & self.event.grades:
            Cohort.objects.create(
                school=school, year_id=year, grade=grade, population=0, value=number, accepted=number
            )

    def takes_part(self, school: School, number: int, year: int = YEAR, **words: object) -> None:
        """All in the 6th grade; 0 in the others."""
        for grade in school.grades & self.event.grades:
            people = number if grade == 6 else 0
            Participation.objects.create(
                school=school, year_id=year, event=self.event, grade=grade, population=0,
                **{"value": people, "accepted": people, **words},
            )  # fmt: skip

    def answers(self, school: School, number: int, metric: Metric | None = None) -> None:
        MetricValue.objects.create(
            school=school, year_id=YEAR, metric=metric or self.metric, value=number, accepted=number
        )

    def hands_in(self, school: School) -> None:
        wave, _ = Wave.objects.get_or_create(campaign=self.campaign, number=1, defaults={"name": "Год"})
        Submission.objects.create(wave=wave, school=school, state=Submission.State.SUBMITTED)

    def compute(self, year: int = YEAR) -> None:
        recompute(municipality_id=self.campaign.municipality_id, year=year, force=True)


def make_indicator(
    code: str, name: str, numerator: dict, denominator: dict | None = None, **words
) -> Indicator:
    indicator = Indicator.objects.create(code=code, name=name, **words)
    for side, term in (("numerator", numerator), ("denominator", denominator)):
        if term:
            Term.objects.create(indicator=indicator, side=side, **term)
    return indicator


@pytest.fixture
def board(
    year: SchoolYear, okrug: Municipality, school: School, small_school: School, kindergarten: School
) -> Board:
    campaign = Campaign.objects.create(municipality=okrug, year=year)
    grades = Grades.parse("6-11")
    event = Event.objects.create(
        code="bilet", name="Проект «Билет в будущее»", short_name="«Билет в будущее»", grades=grades
    )
    metric = Metric.objects.create(
        code="contracts", name="Договоры с предприятиями", unit="шт.", kinds=["basic", "secondary"]
    )
    stock = Metric.objects.create(code="places", name="Учебные места", unit="мест")
    goal = Goal.objects.create(code="early", topic="early_guidance", text="Знакомить с профессиями")
    in_event, in_grades = (
        {"kind": "event", "event": event, "grades": grades},
        {"kind": "pupils", "grades": grades},
    )
    made = Board(
        campaign, event, metric,
        bilet=make_indicator("bilet", "Доля охваченных «Билетом»", in_event, in_grades, goal=goal,
                             short_name="«Билет»",
                             source="Сведения организаций", position=1, min_denominator=5),
        contracts=make_indicator("contracts", "Договоры", {"kind": "metric", "metric": metric}, unit="count",
                                 decimals=0, municipality=okrug, position=2),
        juniors=make_indicator("juniors", "Доля юниоров", in_event, in_grades, judged_at="municipality", position=3),
        places=make_indicator("places", "Учебные места", {"kind": "metric", "metric": stock}, unit="count", decimals=0,
                              level="municipality", judged_at="municipality", position=4),
        declared=make_indicator("declared", "Доля без формулы", {}, position=5),
    )  # fmt: skip
    for indicator, value in ((made.bilet, 30), (made.contracts, 5), (made.juniors, 20)):
        set_target(indicator=indicator, year=YEAR, municipality=okrug, value=Decimal(value))
    made.pupils(school)
    made.pupils(small_school)
    made.takes_part(school, 12)
    made.takes_part(small_school, 20)
    made.answers(school, 3)
    made.answers(school, 7, stock)
    made.compute()
    return made


def more_schools(board: Board, okrug: Municipality, numbers: range) -> None:
    """An organisation for each number, each with everything, the last of them waiting to be accepted."""
    for n in numbers:
        one = make_school(okrug, f"okr-1{n}", f"Новая школа {n}")
        board.pupils(one)
        board.takes_part(one, n)
        board.answers(one, n)
    board.hands_in(one)
    board.compute()

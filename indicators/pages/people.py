"""«План в людях»: how many the plan means at the new contingent, how many are marked, how many are left.

The municipality's indicators with a plan, and the organisations of the chosen one. What is missing is named: the
organisations whose contingent is not accepted. Five queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indicators.models import Indicator
from indicators.needed import Need
from indicators.pages.filters import Asked, in_order
from indicators.pages.links import Links
from indicators.pages.needs import Needs, read_needs
from indicators.pages.printing import options
from schools.models import Municipality, School
from schools.numbers import counted


@dataclass(frozen=True)
class IndicatorLine:
    """`need` None: nobody's contingent is known, or only organisations have a plan of their own."""

    indicator: Indicator
    need: Need | None
    url: str
    chosen: bool

    @property
    def order(self) -> int:
        """Where somebody is still to come first, then what is met, then what is not known; as set within these."""
        if self.need is None or self.need.left is None:
            return 2
        return int(self.need.is_met)


@dataclass(frozen=True)
class SchoolNeed:
    school: School
    need: Need
    url: str


@dataclass(frozen=True)
class LackingSchool:
    school: School
    url: str
    waiting: bool


@dataclass(frozen=True)
class PeoplePage:
    year: int
    asked: Asked
    lines: list[IndicatorLine]
    chosen: Indicator | None
    need: Need | None
    rows: list[SchoolNeed]
    lacking: list[LackingSchool]
    indicators: list[Indicator]
    all_schools: int

    @property
    def query(self) -> str:
        """Indicator and filters without the sorting, as they stand in an address."""
        return _query(self.chosen, self.asked)

    @property
    def reset(self) -> str:
        """The address without filters; empty where there are none."""
        return f"?{_query(self.chosen, Asked(sort=self.asked.sort))}" if self.asked.narrows else ""

    @property
    def choice(self) -> list[dict[str, Any]]:
        """The select of the indicator, for the filter bar."""
        if self.chosen is None:
            return []
        codes = [(indicator.code, indicator.heading) for indicator in self.indicators]
        choose = options("indicator", "Показатель", "", codes, self.chosen.code)
        return [{**choose, "options": choose["options"][1:]}]

    @property
    def shown(self) -> str:
        return f"Показано организаций: {len(self.rows)} из {self.all_schools}"

    @property
    def met(self) -> int:
        return sum(line.need is not None and line.need.is_met for line in self.lines)

    @property
    def known(self) -> int:
        return sum(line.need is not None and line.need.needed is not None for line in self.lines)

    @property
    def heading(self) -> str:
        if not self.lines:
            return "План в людях: плановых значений ещё нет"
        if not self.known:
            return "План в людях: контингент ещё не принят"
        if self.met == self.known:
            return f"План в людях: нужное число набрано по всем показателям, их {self.known}"
        word = counted(self.known - self.met, "показателю", "показателям", "показателям")
        return f"План в людях: по {word} из {self.known} нужное число {'не набрано' if self.over else 'ещё не набрано'}"

    @property
    def over(self) -> bool:
        """The year has ended: nobody is to come any more."""
        return any(line.need is not None and line.need.over for line in self.lines)

    @property
    def left_heading(self) -> str:
        return "Не хватило" if self.over else "Осталось"

    @property
    def judges_schools(self) -> bool:
        return self.chosen is not None and self.chosen.judges_schools

    @property
    def other_plan_year(self) -> int | None:
        """The year whose plan is shown because this one has none."""
        return self.need.plan_year if self.need and self.need.plan_year != self.year else None


COLUMNS: dict[str, Callable[[SchoolNeed], Any]] = {
    "name": lambda row: row.school.name_key,
    "needed": lambda row: row.need.needed,
    "marked": lambda row: row.need.marked,
    "left": lambda row: row.need.left,
}


def people_page(
    municipality: Municipality, year: int, asked: Asked, *, indicator: str = "", this_year: int
) -> PeoplePage:
    """`indicator` is the code of the one whose organisations are listed."""
    needs = read_needs(municipality.pk, year, this_year=this_year)
    schools = list(School.objects.filter(municipality=municipality).order_by("name_key", "code"))
    planned = {*needs.plans.municipal, *(number for _, number in needs.plans.own)}
    shown = [i for i in needs.indicators if i.pk in planned and needs.counted.get(i.pk)]
    chosen = _chosen(shown, needs, indicator)
    links = Links(year)
    rows = _rows(schools, chosen, needs, links) if chosen else []
    lacking = needs.lacking(chosen) if chosen else {}
    return PeoplePage(
        year=year,
        asked=asked,
        lines=sorted(
            (_indicator_line(i, needs, i == chosen, asked) for i in shown), key=lambda line: line.order
        ),
        chosen=chosen,
        need=needs.of_municipality(chosen) if chosen else None,
        rows=in_order([row for row in rows if asked.takes_school(row.school)], asked.sort, COLUMNS),
        lacking=[
            LackingSchool(school, links.form(school.code), lacking[school.pk])
            for school in schools
            if school.pk in lacking and asked.takes_school(school)
        ],
        indicators=shown,
        all_schools=len(rows),
    )


def _indicator_line(indicator: Indicator, needs: Needs, chosen: bool, asked: Asked) -> IndicatorLine:
    url = f"?{_query(indicator, asked)}#schools"
    return IndicatorLine(indicator, needs.of_municipality(indicator), url, chosen)


def _query(indicator: Indicator | None, asked: Asked) -> str:
    return urlencode([*([("indicator", indicator.code)] if indicator else []), *asked.pairs])


def _chosen(shown: Sequence[Indicator], needs: Needs, code: str) -> Indicator | None:
    """The one asked for, else the first whose organisations still have somebody to bring in, else the first."""
    for indicator in shown:
        if indicator.code == code:
            return indicator
    judged = [i for i in shown if i.judges_schools]
    waiting = (i for i in judged if (need := needs.of_municipality(i)) and need.left)
    return next(waiting, next(iter(judged or shown), None))


def _rows(schools: Sequence[School], indicator: Indicator, needs: Needs, links: Links) -> list[SchoolNeed]:
    return [
        SchoolNeed(school, need, links.trace(school.code, indicator.code))
        for school in schools
        if (need := needs.of_school(indicator, school.pk, school.grades)) is not None
    ]

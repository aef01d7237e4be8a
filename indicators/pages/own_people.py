"""The plan in people of one organisation, for its head: what each plan asks of it and how much is left.

From its accepted numbers, and where its report holds newer ones from these, said so. Four queries.
"""

from __future__ import annotations

from dataclasses import dataclass

from indicators.models import Indicator
from indicators.needed import Need
from indicators.pages.links import Links
from indicators.pages.needs import read_needs
from schools.models import School
from schools.numbers import counted


@dataclass(frozen=True)
class OwnNeed:
    need: Need
    url: str


@dataclass(frozen=True)
class OwnPeoplePage:
    """What is not met comes first, the most people first; `lacking` waits for the contingent of the organisation."""

    school: School
    year: int
    lines: list[OwnNeed]
    lacking: list[Indicator]

    @property
    def met(self) -> int:
        return sum(line.need.is_met for line in self.lines)

    @property
    def finding(self) -> str:
        if not self.lines:
            return "контингент ещё не введён" if self.lacking else "плана ещё нет"
        left = len(self.lines) - self.met
        if not left:
            return "всё нужное набрано"
        word = counted(left, "показателю", "показателям", "показателям")
        return f"по {word} из {len(self.lines)} ещё есть кого вовлечь"

    @property
    def heading(self) -> str:
        return f"План в людях: {self.finding}"

    @property
    def preliminary(self) -> bool:
        return any(line.need.preliminary for line in self.lines)

    @property
    def other_plan_years(self) -> list[int]:
        return sorted({line.need.plan_year for line in self.lines} - {self.year})


def own_people_page(school: School, year: int, *, this_year: int) -> OwnPeoplePage:
    needs = read_needs(school.municipality_id, year, this_year=this_year, school=school.pk)
    links = Links(year)
    lines, lacking = [], []
    for indicator in needs.indicators:
        need = needs.of_school(indicator, school.pk, school.grades)
        if need is not None and need.needed is not None:
            lines.append(OwnNeed(need, links.trace(school.code, indicator.code)))
        elif needs.plans.of_school(indicator, school.pk) and school.pk in needs.lacking(indicator):
            lacking.append(indicator)
    lines.sort(key=lambda line: (line.need.is_met, -(line.need.left or 0)))
    return OwnPeoplePage(school, year, lines, lacking)

"""Percentages of a form being filled in: working numbers of one organisation against plan. Three queries."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.analysis import Judged, Status, missed_words
from indicators.pages.printing import missing, sides
from indicators.preliminary import preliminary_schools
from indicators.queries import indicators_of, plans_of
from schools.models import School

ORDER = {Status.MISSED: 0, Status.ACHIEVED: 1}


@dataclass(frozen=True)
class Line:
    judged: Judged

    @property
    def sides(self) -> str:
        return sides(self.judged)

    @property
    def missing(self) -> str:
        return missing(self.judged)


@dataclass(frozen=True)
class LivePage:
    """`waiting` counts the indicators for which a number is still missing."""

    school: School
    lines: list[Line]
    waiting: int

    @property
    def missed(self) -> int:
        return sum(line.judged.missed for line in self.lines)

    @property
    def below(self) -> str:
        """What missing a plan is called of these: «ниже плана»."""
        return missed_words(*(line.judged.indicator.better for line in self.lines if line.judged.missed))


def live_page(school: School, year: int) -> LivePage:
    municipality_id = school.municipality_id
    indicators = indicators_of(municipality_id, year)
    plans = plans_of(municipality_id, year)
    rows = preliminary_schools(municipality_id, year, [school.pk], indicators=indicators, plans=plans)
    known = [Line(row) for row in rows if row.value is not None]
    return LivePage(
        school,
        sorted(known, key=lambda line: ORDER.get(line.judged.status, len(ORDER))),
        sum(row.status == Status.NO_DATA for row in rows),
    )

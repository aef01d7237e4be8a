"""Organisations by the value of one indicator: ranked, short of the plan, without data.

Small groups keep their value but take no place: instead of it stands how many they are, «2 чел.».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from indicators.analysis import Judged
from indicators.models import Indicator
from indicators.pages.links import Links
from indicators.pages.printing import Printed
from schools.models import School
from schools.numbers import format_number


@dataclass(frozen=True)
class SchoolLine(Printed):
    """`rank` is empty for small groups and where there is no value."""

    school: School
    judged: Judged
    passport: str
    trace: str
    rank: int | None = None

    @property
    def size(self) -> str:
        """What stands in the place of a rank where the group is small."""
        return f"{format_number(self.judged.denominator)}\u00a0чел." if self.is_small else ""


def school_lines(
    judged: Iterable[Judged], schools: Mapping[int, School], links: Links, indicator: Indicator
) -> list[SchoolLine]:
    """By name."""
    found = [
        SchoolLine(school, one, links.passport(school.code), links.trace(school.code, indicator.code))
        for one in judged
        if (school := schools.get(one.place_id)) is not None
    ]
    return sorted(found, key=lambda line: line.school.name_key)


def ranked(lines: Sequence[SchoolLine], indicator: Indicator) -> list[SchoolLine]:
    """The best first, equal values share a place; small groups stand among them without one."""
    known = sorted(
        (line for line in lines if line.judged.value is not None),
        key=lambda line: line.judged.value or Fraction(0),
        reverse=indicator.better == Indicator.Better.HIGHER,
    )
    found: list[SchoolLine] = []
    place, taken, last = 0, 0, None
    for line in known:
        rank = None
        if not line.is_small:
            taken += 1
            place = place if line.judged.value == last else taken
            rank, last = place, line.judged.value
        found.append(replace(line, rank=rank))
    return found


def short_of_plan(lines: Sequence[SchoolLine]) -> list[SchoolLine]:
    """Those below the plan, the furthest in people first; small groups are not blamed."""
    missed = [line for line in lines if line.judged.missed and line.judged.short and not line.is_small]
    return sorted(missed, key=lambda line: -(line.judged.short or 0))

"""An indicator by groups: levels of education, kinds of organisation, town and village; each Σn ÷ Σd against the plan.

A percent or ratio is judged by the municipality's plan; counts and money of a part have none. No query: levels are
given, the others are sums of the organisations' values. Levels are computed on reading: where the stored value is of an
earlier moment, their group says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.analysis import Judged
from indicators.by_level import Levels
from indicators.models import Indicator, Target
from indicators.pages.printing import Printed, widest
from indicators.pages.ranking import SchoolLine
from indicators.sums import sum_of
from schools.models import KIND_PLURALS, Kind, Locality

LOCALITIES = {Locality.URBAN: "город", Locality.RURAL: "село"}


@dataclass(frozen=True)
class GroupLine(Printed):
    """`query` narrows the ranking to the organisations of the group."""

    name: str
    judged: Judged
    query: str

    @property
    def verdict(self) -> str:
        """Of the bar: a small group has none."""
        return "" if self.is_small else self.judged.status.value


@dataclass(frozen=True)
class Group:
    """Shown where it has at least two lines: one alone says what the whole says.

    `newer`: computed from numbers accepted after the value of the whole was.
    """

    title: str
    lines: list[GroupLine]
    newer: bool = False

    @property
    def scale(self) -> Fraction | None:
        rows = [line.judged for line in self.lines]
        return None if rows[0].indicator.is_percent else widest(rows)


def groups_of(
    lines: Sequence[SchoolLine],
    levels: Levels,
    indicator: Indicator,
    *,
    year: int,
    target: Target | None,
    stored: Judged | None,
) -> list[Group]:
    """`stored` is the municipality's value, which stands beside the groups."""

    def gather(field: str, names: dict[str, str]) -> list[GroupLine]:
        found = []
        for value, name in names.items():
            rows = [line.judged for line in lines if getattr(line.school, field) == value]
            judged = sum_of(rows, indicator, year=year, target=target)
            if judged.expected:
                found.append(GroupLine(name, judged, f"{field}={value}"))
        return found

    groups = [
        Group(
            "По уровням образования",
            [GroupLine(str(one.label), row, f"level={one.value}") for one, row in levels.lines],
            newer=levels.differ_from(stored),
        ),
        Group("По видам организаций", gather("kind", {kind.value: KIND_PLURALS[kind] for kind in Kind})),
        Group("По местности", gather("locality", {one.value: LOCALITIES[one] for one in Locality})),
    ]  # fmt: skip
    return [group for group in groups if len(group.lines) > 1]

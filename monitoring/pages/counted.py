"""A figure that a register counts, in the form: the number, where it comes from, whether the report says another."""

from __future__ import annotations

from dataclasses import dataclass

from monitoring.in_force import agreements_counted, counts_agreements, is_counted
from monitoring.models import Metric
from monitoring.sheet import Sheet
from schools.numbers import counted


@dataclass(frozen=True, slots=True)
class CountedView:
    """`count` is None where the register says nothing yet, so that the number is typed.

    `held` stands in the report.
    """

    metric: Metric
    count: int | None
    held: str

    @property
    def replaces(self) -> bool:
        """Nobody types it."""
        return is_counted(self.metric, self.count)

    @property
    def words(self) -> str:
        if self.count is None:
            return "вести договоры в реестре"
        return f"по реестру: {counted(self.count, 'договор', 'договора', 'договоров')}"

    @property
    def differs(self) -> str:
        if self.count is None or self.held == str(self.count):
            return ""
        return f"по реестру {self.count}, в отчёте {self.held or 'пусто'}"


def count_of(sheet: Sheet) -> int | None:
    """Agreements of the school in the year; one query, and none where the form asks nothing counted."""
    if not any(counts_agreements(column.metric) for column in sheet.columns):
        return None
    place = (sheet.school.pk, sheet.year)
    return agreements_counted([place[0]], [place[1]]).get(place)

"""A total almost as it was a year ago, while its parts by level are not: errors that cancel out.

Levels: 1–4 (НОО), 5–9 (ООО), 10–11 (СОО). The total changed by at most a twentieth, a level by more than a fifth and by
at least ten. Compared with last year's accepted numbers; skipped where a cell of either year is no number. One problem
at the column, for pupils, pupils with disabilities and participants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitoring.checks.problem import Problem
from monitoring.columns import Column
from monitoring.sheet import NOTHING, Ref, Sheet
from schools.grades import UNGRADED, Grades
from schools.numbers import format_number

LEVELS = tuple(Grades.parse(text) for text in ("1-4", "5-9", "10-11"))
SMALLEST_CHANGE = 10


class _Level(NamedTuple):
    """The sums of one level: now and a year ago."""

    label: str
    now: int
    before: int

    @property
    def is_moved(self) -> bool:
        change = abs(self.now - self.before)
        return change >= SMALLEST_CHANGE and 5 * change > self.before


def check_levels_shifted(sheet: Sheet) -> Iterator[Problem]:
    for column in sheet.people_columns:
        levels = _levels(sheet, column)
        total, before = sum(level.now for level in levels), sum(level.before for level in levels)
        moved = [level for level in levels if level.is_moved]
        if moved and 20 * abs(total - before) <= before:
            said = "; ".join(
                f"{level.label}: было {format_number(level.before)}, стало {format_number(level.now)}"
                for level in moved
            )
            head = f"Всего {format_number(total)}, почти как год назад ({format_number(before)})"
            ref = Ref(column.kind, column.code, UNGRADED)
            yield Problem("levels_shifted", "doubtful", ref, f"{head}, а по уровням иначе: {said}.")


def _levels(sheet: Sheet, column: Column) -> list[_Level]:
    """Nothing where a cell of either year is no number."""
    found = []
    for level in LEVELS:
        grades = column.applicable(sheet.school) & level
        now = [sheet.value(column.kind, column.code, grade).number for grade in grades]
        last = [sheet.last.get(Ref(column.kind, column.code, g), NOTHING).accepted.number for g in grades]
        if None in now or None in last:
            return []
        if grades:
            found.append(_Level(grades.label, *(int(sum(n or 0 for n in year)) for year in (now, last))))
    return found

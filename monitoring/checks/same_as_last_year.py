"""A whole form that repeats last year's accepted one; fewer than five numbers above 0 may agree by chance."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.problem import WHOLE_FORM, Problem
from monitoring.sheet import Sheet

FEWEST_NUMBERS = 5


def check_same_as_last_year(sheet: Sheet) -> Iterator[Problem]:
    entered = [cell for cell in sheet.cells if cell.value.number is not None]
    if sum(1 for cell in entered if cell.value.number) < FEWEST_NUMBERS:
        return
    if all(cell.value.number == cell.last_year.number for cell in entered):
        yield Problem(
            "same_as_last_year",
            "doubtful",
            WHOLE_FORM,
            "Все числа совпадают с прошлогодними: не прошлый ли это отчёт?",
        )

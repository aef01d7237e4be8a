"""A number that is 0 now and was at least five a year ago (accepted)."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.problem import Problem
from monitoring.sheet import Sheet
from schools.numbers import format_number

SMALLEST_BEFORE = 5


def check_sudden_zero(sheet: Sheet) -> Iterator[Problem]:
    for cell in sheet.cells:
        now, before = cell.value.number, cell.last_year.number
        if now == 0 and before is not None and before >= SMALLEST_BEFORE:
            yield Problem(
                "sudden_zero", "doubtful", cell.ref, f"Стало 0, год назад было {format_number(before)}."
            )

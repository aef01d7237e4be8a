"""A number that changed by more than a third against last year's accepted one.

Changes of fewer than ten are skipped: one class more or less would always be a third. A number that became 0 is
`sudden_zero`; one that was 0 has nothing to compare with.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from monitoring.checks.problem import Problem
from monitoring.sheet import Sheet, SheetCell
from schools.numbers import format_number

SMALLEST_CHANGE = 10


def check_jump(sheet: Sheet) -> Iterator[Problem]:
    for cell in sheet.cells:
        if jumps(cell):
            was, now = (format_number(value.number or 0) for value in (cell.last_year, cell.value))
            yield Problem(
                "jump", "doubtful", cell.ref, f"Изменилось больше чем на треть: было {was}, стало {now}."
            )


def jumps(cell: SheetCell) -> bool:
    now, before = cell.value.number, cell.last_year.number
    if not now or not before:
        return False
    change = abs(Decimal(now) - before)
    return change >= SMALLEST_CHANGE and 3 * change > before

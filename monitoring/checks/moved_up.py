"""A class that moved up a grade and changed by more than a quarter: grade g − 1 accepted last year, grade g now.

Rows put into each other's place cancel out in the total and are found here; where two of them explain each other,
the sentence says so. Changes of fewer than eight pupils are skipped, and so are the grades where a level begins (1, 5,
10: pupils come from elsewhere and go) and cells that `jump` speaks of already. Grade 12 belongs to no level here.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.jump import jumps
from monitoring.checks.problem import Problem
from monitoring.models import CellKind
from monitoring.sheet import NOTHING, Ref, Sheet, SheetCell
from schools.grades import grade_label
from schools.numbers import format_number

SMALLEST_CHANGE = 8
GRADES = (2, 3, 4, 6, 7, 8, 9, 11)


def check_moved_up(sheet: Sheet) -> Iterator[Problem]:
    found = {
        cell.ref.grade: cell
        for cell in sheet.cells
        if cell.ref.kind == CellKind.PUPILS and _moved(sheet, cell)
    }
    for grade, cell in found.items():
        if not jumps(cell):
            yield Problem(
                "moved_up", "doubtful", cell.ref, _message(sheet, cell, _swapped_with(sheet, grade))
            )


def _moved(sheet: Sheet, cell: SheetCell) -> bool:
    now, before = cell.value.number, _below(sheet, cell.ref.grade)
    if cell.ref.grade not in GRADES or not now or not before:
        return False
    change = abs(int(now) - before)
    return change >= SMALLEST_CHANGE and 4 * change > before


def _below(sheet: Sheet, grade: int) -> int | None:
    """The pupils of the grade below, as accepted last year."""
    number = sheet.last.get(Ref(CellKind.PUPILS.value, "", grade - 1), NOTHING).accepted.number
    return None if number is None else int(number)


def _swapped_with(sheet: Sheet, grade: int) -> int | None:
    """The other grade whose number fits this one while this number fits the other."""
    now = sheet.number(CellKind.PUPILS, "", grade)
    for other in GRADES:
        theirs = sheet.number(CellKind.PUPILS, "", other)
        if other != grade and theirs is not None and now is not None:
            mine_before, theirs_before = _below(sheet, grade), _below(sheet, other)
            if _is_near(now, theirs_before) and _is_near(theirs, mine_before):
                return other
    return None


def _is_near(number: int, before: int | None) -> bool:
    return before is not None and abs(number - before) <= 2


def _message(sheet: Sheet, cell: SheetCell, other: int | None) -> str:
    grade = cell.ref.grade
    said = (
        f"Год назад в этих классах ({grade_label(grade - 1)}) было {format_number(_below(sheet, grade) or 0)}, "
        f"теперь {format_number(cell.value.number or 0)}"
    )
    return f"{said}." if other is None else f"{said}; не переставлены ли строки с {other}\u00a0классом?"

"""Two events with the same participants in every grade: often one column pasted twice.

Columns with fewer than three numbers above 0 are skipped: they agree by chance.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.problem import Problem
from monitoring.models import CellKind
from monitoring.sheet import Ref, Sheet
from schools.grades import UNGRADED

FEWEST_NUMBERS = 3


def check_same_columns(sheet: Sheet) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], str] = {}
    for column in sheet.columns:
        if column.kind != CellKind.EVENT:
            continue
        cells = [
            (grade, sheet.number(column.kind, column.code, grade))
            for grade in column.applicable(sheet.school)
        ]
        if sum(1 for _, number in cells if number) < FEWEST_NUMBERS:
            continue
        twin = seen.setdefault(tuple(cells), column.label)
        if twin != column.label:
            yield Problem(
                "same_columns",
                "doubtful",
                Ref(column.kind, column.code, UNGRADED),
                f"Все числа «{column.label}» – те же, что у «{twin}».",
            )

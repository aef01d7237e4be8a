"""Which cells the school still has to answer. A number, «н/д» and «x» are answers; blank is not zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitoring.checks.problem import Problem
from monitoring.sheet import Ref, Sheet
from schools.grades import UNGRADED, Grades


@dataclass(frozen=True, slots=True)
class Completeness:
    """Answered cells out of those to answer."""

    filled: int
    asked: int

    @property
    def is_full(self) -> bool:
        return self.filled >= self.asked


def completeness(sheet: Sheet) -> Completeness:
    cells = [cell for cell in sheet.cells if cell.to_fill]
    return Completeness(sum(1 for cell in cells if not cell.value.is_empty), len(cells))


def check_missing(sheet: Sheet) -> Iterator[Problem]:
    """One problem per column, at its first empty cell."""
    for column in sheet.columns:
        to_fill = column.to_fill(sheet.school, sheet.no_pupils)
        empty = Grades.of(g for g in to_fill if sheet.value(column.kind, column.code, g).is_empty)
        if empty:
            where = "" if UNGRADED in empty else f" ({empty.label})"
            yield Problem(
                "missing",
                "missing",
                Ref(column.kind, column.code, next(iter(empty))),
                f"«{column.label}»: не заполнено{where}. Поставьте число, 0 или «н/д».",
            )

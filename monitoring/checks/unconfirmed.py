"""Pupils that came from a contingent file and that the school has not confirmed yet: one problem per column.

Whoever sends the file may be wrong about a grade; the school stands for its own numbers before it hands them in.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.problem import Problem
from monitoring.sheet import Ref, Sheet
from schools.grades import UNGRADED, Grades


def unconfirmed_grades(sheet: Sheet) -> Grades:
    """The grades of the form that still wait, in whatever column."""
    return Grades.of(cell.ref.grade for cell in sheet.cells if cell.unconfirmed)


def check_unconfirmed(sheet: Sheet) -> Iterator[Problem]:
    for column in sheet.columns:
        cells = [cell.ref.grade for cell in sheet.cells if cell.unconfirmed and cell.column is column]
        if cells:
            where = "" if UNGRADED in cells else f" ({Grades.of(cells).label})"
            yield Problem(
                "unconfirmed",
                "missing",
                Ref(column.kind, column.code, cells[0]),
                f"«{column.label}»: внесено из файла контингента{where}. Проверьте и нажмите «Подтвердить контингент».",
            )

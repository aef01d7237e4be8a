"""Two columns with the same figures in every grade: often one column pasted twice.

Events are compared with events that have the same grades; participants, and pupils with disabilities, also with the
pupils of those grades; participants with disabilities also with the participants. Columns with fewer than three
numbers above 0 are skipped: they agree by chance. One problem a column, at the later one.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.problem import Problem
from monitoring.columns import Column
from monitoring.models import CellKind
from monitoring.sheet import Ref, Sheet
from schools.grades import UNGRADED

FEWEST_NUMBERS = 3


def check_same_columns(sheet: Sheet) -> Iterator[Problem]:
    shown = {(column.kind, column.code) for column in sheet.columns}
    earlier: list[Column] = []
    for column in sheet.all_columns:
        if column.is_metric:
            break
        twin = _twin(sheet, column, earlier) if (column.kind, column.code) in shown else None
        if twin is not None:
            yield Problem(
                "same_columns", "doubtful", Ref(column.kind, column.code, UNGRADED),
                f"Все числа «{_name(column)}» – те же, что у «{_name(twin)}».",
            )  # fmt: skip
        earlier.append(column)


def _twin(sheet: Sheet, column: Column, earlier: list[Column]) -> Column | None:
    grades = column.applicable(sheet.school)
    numbers = [sheet.number(column.kind, column.code, grade) for grade in grades]
    if sum(1 for number in numbers if number) < FEWEST_NUMBERS:
        return None
    for other in earlier:
        same_grades = other.applicable(sheet.school) == grades or other.kind == CellKind.PUPILS
        if same_grades and numbers == [sheet.number(other.kind, other.code, grade) for grade in grades]:
            return other
    return None


def _name(column: Column) -> str:
    """With its event: «из них с ОВЗ» alone says nothing."""
    if column.event is not None and column.kind == CellKind.EVENT_WITH_DISABILITIES:
        return f"{column.event.label}: с ОВЗ"
    return column.label

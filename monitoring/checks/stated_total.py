"""A total that the organisation states itself and the sum of its rows: they are to be equal.

Stated totals are metrics with the codes of TOTALS; the sum is that of the contingent. An error in a row that another
row makes good stays hidden in the total of all grades and shows in that of a level. Skipped: grades without a number,
levels the organisation does not teach. Official contingents differ for good reasons, so the school may explain.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.checks.problem import Problem
from monitoring.models import CellKind
from monitoring.sheet import Sheet
from schools.grades import EVERYTHING, Grades
from schools.numbers import format_number

TOTALS = {
    "pupils_total": EVERYTHING,
    **{f"pupils_{a}_{b}": Grades.parse(f"{a}-{b}") for a, b in ((1, 4), (5, 9), (10, 11))},
}


def check_stated_total(sheet: Sheet) -> Iterator[Problem]:
    for cell in sheet.metrics:
        stated = cell.value.number
        grades = TOTALS.get(cell.ref.code, Grades(0)) & sheet.school.grades
        numbers = [sheet.number(CellKind.PUPILS, "", grade) for grade in grades]
        if stated is None or not numbers or None in numbers:
            continue
        total = sum(number or 0 for number in numbers)
        if total != stated:
            yield Problem(
                "stated_total", "doubtful", cell.ref,
                f"Указано {format_number(stated)}, а по строкам ({grades.label}) получается {format_number(total)}.",
            )  # fmt: skip

"""Contradictions and missing cells: what blocks handing in."""

from __future__ import annotations

import pytest

from monitoring.checks import blocking_problems
from monitoring.checks.completeness import Completeness, completeness
from monitoring.sheet import read_sheet
from schools.grades import Grades
from tests.cast import make_school
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.usefixtures("catalogue")


def found(problems) -> list[tuple[str, str, str, int]]:
    return [problem.key for problem in problems]


def test_contradictions_of_a_draft_block_and_missing_cells_are_named_by_column(okrug):
    school = make_school(okrug, "okr-07", "Малая школа", grades=Grades.parse("6-7"))
    send(
        *[fact("okr-07", "pupils", grade=g, value=v) for g, v in ((6, 10), (7, 0))],
        fact("okr-07", "event", "bilet", 6, 11),
        fact("okr-07", "event", "lessons", 6, "н/д"),
        draft=True,
    )
    problems = blocking_problems(read_sheet(school=school, year=2021))
    assert found(problems) == [
        ("participants_above_pupils", "event", "bilet", 6),
        ("missing", "pupils_with_disabilities", "", 6),
        ("missing", "event", "abilimpix", 6),
    ]
    assert problems[0].message == (
        "6\u00a0класс: участников 11, а обучающихся 10; проверьте оба числа или укажите в форме, "
        "сколько прибыло после даты учёта."
    )
    assert completeness(read_sheet(school=school, year=2021)) == Completeness(filled=4, asked=6)

"""Each check on a small form: what it finds and what it leaves alone."""

from __future__ import annotations

import pytest

from monitoring.checks import blocking_problems, doubts
from monitoring.checks.completeness import Completeness, completeness
from monitoring.models import Metric
from monitoring.sheet import read_sheet
from schools.grades import Grades
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db):
    make_catalogue()
    Metric.objects.all().delete()


def found(problems) -> list[tuple[str, str, str, int]]:
    return [problem.key for problem in problems]


def doubts_of(school):
    return found(doubts(read_sheet(school=school, year=2021)))


def test_a_change_over_a_third_is_doubtful_unless_it_is_small(school):
    send(
        *[fact("okr-01", "pupils", grade=g, value=v, year=2020) for g, v in ((1, 30), (2, 30), (3, 12))],
        accept=True,
    )
    send(*[fact("okr-01", "pupils", grade=g, value=v) for g, v in ((1, 40), (2, 41), (3, 21), (4, 99))])
    assert doubts_of(school) == [("jump", "pupils", "", 2)]


def test_a_sudden_zero_is_doubtful_from_five_on(school):
    send(*[fact("okr-01", "event", "bilet", g, v, year=2020) for g, v in ((6, 5), (7, 4))], accept=True)
    send(*[fact("okr-01", "event", "bilet", g, 0) for g in (6, 7)])
    assert doubts_of(school) == [("sudden_zero", "event", "bilet", 6)]


def test_two_events_with_the_same_figures_are_doubtful(okrug):
    school = make_school(okrug, "okr-06", "Вторая школа", Kind.BASIC)
    same = [fact("okr-06", "event", code, g, 10 + g) for code in ("abilimpix", "bilet") for g in (6, 7, 8, 9)]
    send(*same)
    assert doubts_of(school) == []  # grade 5 of the one and not of the other
    school.grades = school.grades & Grades.parse("6-9")
    school.save()
    assert doubts_of(school) == [("same_columns", "event", "bilet", 13)]


def test_a_form_equal_to_last_years_is_doubtful(school):
    for year in (2020, 2021):
        send(*[fact("okr-01", "pupils", grade=g, value=20 + g, year=year) for g in range(1, 6)], accept=True)
    assert doubts_of(school) == [("same_as_last_year", "", "", 13)]
    send(fact("okr-01", "pupils", grade=6, value=1))
    assert doubts_of(school) == []


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

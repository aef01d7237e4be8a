"""Two columns with the same figures."""

from __future__ import annotations

import pytest

from monitoring.checks.same_columns import check_same_columns
from schools.grades import Grades
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.checks.finding import cells, problems, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")

FIGURES = {grade: 10 + grade for grade in (6, 7, 8, 9)}


def test_two_events_with_the_same_figures_are_doubtful_where_their_grades_are_the_same(okrug):
    school = make_school(okrug, "okr-06", "Вторая школа", Kind.BASIC)
    for event in ("abilimpix", "bilet"):
        send_grades("okr-06", "event", event, FIGURES)
    assert cells(check_same_columns, school) == []  # grade 5 of the one and not of the other
    school.grades = school.grades & Grades.parse("6-9")
    school.save()
    assert cells(check_same_columns, school) == [("event", "bilet", 13)]


def test_participants_like_the_pupils_of_their_grades_and_pupils_like_those_with_disabilities_are_doubtful(
    school,
):
    pupils = {grade: 10 + grade for grade in range(1, 12)}
    send_grades("okr-01", "pupils", "", pupils)
    send_grades("okr-01", "event", "bilet", {g: n for g, n in pupils.items() if g > 5})
    assert cells(check_same_columns, school) == [("event", "bilet", 13)]
    send_grades("okr-01", "pupils_with_disabilities", "", pupils)
    send_grades("okr-01", "event_with_disabilities", "bilet", {g: n for g, n in pupils.items() if g > 5})
    assert [(found.ref.kind, found.message) for found in problems(check_same_columns, school)] == [
        (
            "pupils_with_disabilities",
            "Все числа «Из них с ОВЗ и инвалидностью» – те же, что у «Обучающихся».",
        ),
        ("event", "Все числа «Билет в будущее» – те же, что у «Обучающихся»."),
        ("event_with_disabilities", "Все числа «Билет в будущее: с ОВЗ» – те же, что у «Обучающихся»."),
    ]


def test_fewer_than_three_numbers_agree_by_chance(school):
    send_grades("okr-01", "pupils", "", {1: 20, 2: 21})
    send_grades("okr-01", "pupils_with_disabilities", "", {1: 20, 2: 21})
    assert cells(check_same_columns, school) == []

"""A share far from those of the other organisations."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitoring.checks.outlier import check_outlier, is_far
from monitoring.sheet import read_sheets
from schools.grades import Grades
from tests.cast import make_school
from tests.monitoring.checks.finding import cells, plain, problems, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def others(okrug, school, neighbour_school):
    school.grades = Grades.parse("8-9")
    school.save()
    schools = [make_school(okrug, f"okr-1{n}", f"Школа {n}", grades=Grades.parse("8-9")) for n in range(5)]
    for number, other in enumerate([*schools, neighbour_school]):
        send_grades(other.code, "pupils", "", {8: 20, 9: 20})
        send_grades(other.code, "event", "bilet", {8: 4 + number, 9: 6})
    return schools


def test_a_share_far_from_the_others_is_doubtful_and_the_sentence_gives_the_numbers(school, others):
    send_grades("okr-01", "pupils", "", {8: 25, 9: 25})
    send_grades("okr-01", "event", "bilet", {8: 24})
    assert cells(check_outlier, school) == []  # grade 9 is not entered yet
    send_grades("okr-01", "event", "bilet", {9: 22})
    assert [(tuple(found.ref), plain(found.message)) for found in problems(check_outlier, school)] == [
        (
            ("event", "bilet", 13),
            (
                "Участвуют 92 % обучающихся (46 из 50); у других организаций (5) обычно 28–33 %, "
                "посередине 30 %."
            ),
        )
    ]
    send_grades("okr-01", "event", "bilet", {8: 10, 9: 12})
    assert cells(check_outlier, school) == []


def test_four_others_are_too_few_to_compare_with(school, others):
    send_grades("okr-01", "pupils", "", {8: 25, 9: 25})
    send_grades("okr-01", "event", "bilet", {8: 24, 9: 22})
    send_grades(others[0].code, "event", "bilet", {8: "н/д", 9: "н/д"})
    assert cells(check_outlier, school) == []


def test_far_is_outside_the_fences_and_a_quarter_from_the_median():
    shares = [Fraction(n, 100) for n in (20, 25, 30, 35, 40)]  # middle half 25–35, fences 10 and 50
    assert [is_far(Fraction(n, 100), shares) for n in (50, 51, 54, 55)] == [False, False, False, True]
    assert not is_far(Fraction(45, 100), [Fraction(30, 100)] * 5)  # all alike: 15 points are not far


@pytest.mark.parametrize("number", [1, 3])
def test_peers_cost_one_query_for_any_number_of_schools(number, others, django_assert_num_queries):
    with django_assert_num_queries(5):
        read_sheets(schools=others[:number], year=2021, with_peers=True)

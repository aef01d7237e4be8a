"""A class that moved up a grade."""

from __future__ import annotations

import pytest

from monitoring.checks.moved_up import check_moved_up
from tests.monitoring.checks.finding import cells, plain, problems, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")

LAST_YEAR = {5: 40, 6: 30, 7: 44, 8: 41, 9: 40, 10: 40}


def test_two_rows_put_into_each_others_place_are_found_though_the_total_agrees(school):
    send_grades("okr-01", "pupils", "", LAST_YEAR, year=2020)
    send_grades("okr-01", "pupils", "", {6: 40, 7: 30, 8: 44, 9: 41})
    assert cells(check_moved_up, school) == []
    send_grades("okr-01", "pupils", "", {6: 30, 7: 40})
    assert [(found.ref.grade, plain(found.message)) for found in problems(check_moved_up, school)] == [
        (
            7,
            "Год назад в этих классах (6 класс) было 30, теперь 40; не переставлены ли строки с 6 классом?",
        ),
    ]  # in grade 6 a quarter less is not yet doubtful


def test_where_a_level_begins_pupils_come_and_go(school):
    send_grades("okr-01", "pupils", "", {4: 20, 9: 60}, year=2020)
    send_grades("okr-01", "pupils", "", {5: 60, 10: 20})
    assert cells(check_moved_up, school) == []


def test_small_changes_and_what_jump_speaks_of_are_left_alone(school):
    send_grades("okr-01", "pupils", "", {6: 20, 7: 10, 8: 8}, year=2020)
    send_grades("okr-01", "pupils", "", {7: 40, 8: 3, 9: 15})
    assert cells(check_moved_up, school) == []  # 20 → 40 is a jump of grade 7; 10 → 3 and 8 → 15 are small

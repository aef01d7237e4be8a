"""Sums by level against the total."""

from __future__ import annotations

import pytest

from monitoring.checks.levels_shifted import check_levels_shifted
from tests.monitoring.checks.finding import cells, plain, problems, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")

LAST_YEAR = dict.fromkeys(range(1, 12), 30)


def test_errors_that_cancel_out_in_the_total_are_found_by_level(school):
    send_grades("okr-01", "pupils", "", LAST_YEAR, year=2020)
    send_grades("okr-01", "pupils", "", {**LAST_YEAR, 1: 22, 2: 22, 3: 22, 4: 22, 10: 46, 11: 46})
    assert [(tuple(found.ref), plain(found.message)) for found in problems(check_levels_shifted, school)] == [
        (
            ("pupils", "", 13),
            (
                "Всего 330, почти как год назад (330), а по уровням иначе: 1–4 классы: было 120, стало 88; "
                "10–11 классы: было 60, стало 92."
            ),
        )
    ]


def test_a_total_that_changed_too_and_an_unknown_cell_are_left_alone(school):
    send_grades("okr-01", "pupils", "", LAST_YEAR, year=2020)
    send_grades("okr-01", "pupils", "", {**LAST_YEAR, 10: 46, 11: 46})
    assert cells(check_levels_shifted, school) == []  # 32 more, a tenth
    send_grades("okr-01", "pupils", "", {1: 14, 2: 14, 3: "н/д"})
    assert cells(check_levels_shifted, school) == []

"""A change over a third."""

from __future__ import annotations

import pytest

from monitoring.checks.jump import check_jump
from tests.monitoring.checks.finding import cells, problems, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_change_over_a_third_is_doubtful_unless_it_is_small(school):
    send_grades("okr-01", "pupils", "", {1: 30, 2: 30, 3: 12}, year=2020)
    send_grades("okr-01", "pupils", "", {1: 40, 2: 41, 3: 21, 4: 99})
    assert cells(check_jump, school) == [("pupils", "", 2)]
    assert problems(check_jump, school)[0].message == "Изменилось больше чем на треть: было 30, стало 41."

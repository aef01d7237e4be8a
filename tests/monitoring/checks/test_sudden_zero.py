"""A number that became zero."""

from __future__ import annotations

import pytest

from monitoring.checks.sudden_zero import check_sudden_zero
from tests.monitoring.checks.finding import cells, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_sudden_zero_is_doubtful_from_five_on(school):
    send_grades("okr-01", "event", "bilet", {6: 5, 7: 4}, year=2020)
    send_grades("okr-01", "event", "bilet", {6: 0, 7: 0})
    assert cells(check_sudden_zero, school) == [("event", "bilet", 6)]

"""A form that repeats last year's."""

from __future__ import annotations

import pytest

from monitoring.checks.same_as_last_year import check_same_as_last_year
from tests.monitoring.checks.finding import cells, send_grades

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_form_equal_to_last_years_is_doubtful(school):
    for year in (2020, 2021):
        send_grades("okr-01", "pupils", "", {g: 20 + g for g in range(1, 6)}, year=year)
    assert cells(check_same_as_last_year, school) == [("", "", 13)]
    send_grades("okr-01", "pupils", "", {6: 1})
    assert cells(check_same_as_last_year, school) == []

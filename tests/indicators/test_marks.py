"""Geometry of the small marks."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.templatetags.marks import bullet_geometry, common_scale, share_width, sparkline_geometry

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("value", "plan", "scale", "expected"),
    [
        (Fraction(3400, 152), 30, None, ("22.37", "30", False)),
        (Decimal("12.5"), None, None, ("12.5", "", False)),
        (None, 40, None, ("0", "40", False)),
        (0, 40, None, ("0", "40", False)),
        (130, 40, None, ("65", "20", False)),
        (130, 40, 100, ("100", "40", True)),
        (3, 8, 10, ("30", "80", False)),
    ],
)
def test_bar_and_tick_stand_on_one_scale(value, plan, scale, expected):
    mark = bullet_geometry(value, plan, scale)
    assert (mark["value"], mark["plan"], mark["over"]) == expected
    assert mark["has_value"] is (value is not None)


@given(st.fractions(min_value=-10, max_value=10**7), st.fractions(min_value=0, max_value=10**7))
def test_no_bar_leaves_its_track(value, plan):
    mark = bullet_geometry(value, plan)
    assert 0 <= Decimal(mark["value"]) <= 100
    assert 0 <= Decimal(mark["plan"]) <= 100


def test_rows_under_one_another_share_a_scale():
    assert common_scale([{"value": 130, "plan": 40}, {"value": None}]) == 200
    assert common_scale([{"value": 22}]) == 100


def test_progress_is_a_share_of_the_whole():
    assert [share_width(*pair) for pair in ((17, 19), (0, 19), (5, 0), (None, 3), (30, 19))] == [
        "89.47", "0", "0", "0", "100",
    ]  # fmt: skip


def test_a_gap_parts_the_sparkline():
    line = sparkline_geometry([1, 2, None, 3, 4], 2)
    assert len(line["paths"]) == 2
    assert len(line["dots"]) == 4
    assert sparkline_geometry([]) == {"paths": [], "dots": [], "plan": ""}

"""Reading and printing one cell, for any text whatever."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.models import Metric
from monitoring.values import (
    EMPTY,
    LARGEST_METRIC,
    MOST_PEOPLE,
    CellValue,
    ValueRefused,
    read_metric,
    read_people,
)

MONEY = Metric(name="Средства", unit="тыс. руб.", decimals=2)
NOTE = Metric(name="Заметка", type=Metric.Type.TEXT)


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_any_content_is_read_or_refused_in_words(raw):
    for read in (read_people, lambda text: read_metric(MONEY, text), lambda text: read_metric(NOTE, text)):
        try:
            value = read(raw)
        except ValueRefused as refused:
            said = (refused.code, str(refused)[-1])
        else:
            said = ("", ".")
            assert sum([value.number is not None, bool(value.mark), bool(value.text)]) <= 1
        assert said[1] == "."


@given(st.integers(0, MOST_PEOPLE))
def test_people_are_read_as_they_are_printed(number):
    assert read_people(str(CellValue(number))) == CellValue(number)


@given(st.decimals(0, LARGEST_METRIC - 1, places=2))
def test_exact_numbers_are_read_as_they_are_printed(number):
    assert read_metric(MONEY, str(CellValue(number))) == CellValue(number)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (EMPTY, ""),
        (CellValue(0), "0"),
        (CellValue(100), "100"),
        (CellValue(Decimal("17.8000")), "17,8"),
        (CellValue(Decimal("100.0000")), "100"),
        (CellValue(mark="n"), "н/д"),
        (CellValue(mark="x"), "x"),
        (CellValue(text="план"), "план"),
    ],
)
def test_print(value, printed):
    assert str(value) == printed

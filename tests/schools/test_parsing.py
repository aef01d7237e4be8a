"""What people and spreadsheets write becomes a typed result, and what is printed can be read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.numbers import format_number, parse_number

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17,8", "17.8"),
        ("17.8", "17.8"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u2009234\u202f567,5", "1234567.5"),
        (" 25 ", "25"),
        ("0", "0"),
        ("-5", "-5"),
        ("−5", "-5"),
        (25, "25"),
        (17.8, "17.8"),
        (25.0, "25"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_numbers_are_read(text, value):
    parsed = parse_number(text)
    assert (parsed.kind, parsed.value, parsed.is_percent) == ("number", Decimal(value), False)


@pytest.mark.parametrize("text", ["40 %", "40%", "40\u00a0%"])
def test_a_percent_sign_is_remembered(text):
    parsed = parse_number(text)
    assert (parsed.value, parsed.is_percent) == (Decimal(40), True)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("no_data", ["–", "-", "—", "−", "н/д", "Н/Д", " н/д "]),
        ("not_applicable", ["x", "X", "х", "Х"]),
        ("empty", ["", " ", "\u00a0", None]),
        (
            "invalid",
            ["12 34", "1,2,3", "1.234,5", "много", "5 чел", "٣", "1e5", "--", "9" * 41, True, [], 1e300],
        ),
    ],
)
def test_signs_and_nonsense_are_told_apart(kind, texts):
    assert {parse_number(text).kind for text in texts} == {kind}


@given(st.integers(-(10**12), 10**12))
def test_a_printed_whole_number_is_read_back(number):
    assert parse_number(format_number(number)).value == number


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_printed_decimal_is_read_back(number):
    assert parse_number(format_number(number)).value == number


@given(st.text())
def test_no_text_raises(text):
    assert parse_number(text).kind in {"number", "no_data", "not_applicable", "empty", "invalid"}

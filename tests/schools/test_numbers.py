"""The arithmetic and print of schools.numbers: the examples of the domain and laws that hold for all numbers."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools import numbers

pytestmark = pytest.mark.once

counts = st.integers(min_value=0, max_value=10**9)
populations = st.integers(min_value=1, max_value=10**9)
plans = st.decimals(min_value=0, max_value=150, places=2)


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "expected"),
    [
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),
        (23, 40, 0, "58"),
        (23, 40, 1, "57.5"),
        (280, 2249, 1, "12.4"),
        (280, 2249, 4, "12.4500"),
        (46, 80, 0, "58"),
        (75, 185, 2, "40.54"),
        (0, 5, 1, "0.0"),
        (Decimal("2.5"), 10, 0, "25"),
    ],
)
def test_a_percentage_is_rounded_once_half_up(numerator, denominator, decimals, expected):
    assert str(numbers.percent(numerator, denominator, decimals)) == expected


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 5), (5, None), (5, 0), (0, 0), (None, None)])
def test_a_missing_part_or_a_zero_denominator_is_no_value(numerator, denominator):
    assert numbers.percent(numerator, denominator) is None


@pytest.mark.parametrize("lossy", [0.5, 1.0, True, "1"])
def test_floats_and_other_things_are_refused(lossy):
    with pytest.raises(TypeError):
        numbers.round_half_up(lossy)


@given(counts, populations, st.integers(min_value=0, max_value=6))
def test_rounding_is_the_floor_of_the_exact_fraction_plus_a_half(numerator, denominator, decimals):
    exact = Fraction(100 * numerator, denominator) * 10**decimals
    expected = Fraction(floor(exact + Fraction(1, 2)), 10**decimals)
    rounded = numbers.percent(numerator, denominator, decimals)
    assert Fraction(rounded) == expected
    assert -rounded.as_tuple().exponent == decimals


@given(st.fractions(), st.integers(min_value=0, max_value=6))
def test_rounding_is_symmetric_around_zero(value, decimals):
    assert numbers.round_half_up(-value, decimals) == (numbers.round_half_up(value, decimals)).copy_negate()


@given(counts, populations, plans)
def test_people_short_is_the_smallest_number_that_reaches_the_plan(numerator, denominator, plan):
    short = numbers.people_short(numerator, denominator, plan)
    assert numbers.reaches(Fraction(100 * (numerator + short), denominator), plan)
    if short:
        assert not numbers.reaches(Fraction(100 * (numerator + short - 1), denominator), plan)


@given(counts, populations, plans)
def test_people_too_many_is_the_smallest_number_that_reaches_a_falling_plan(numerator, denominator, plan):
    excess = numbers.people_short(numerator, denominator, plan, "lower")
    assert numbers.reaches(Fraction(100 * (numerator - excess), denominator), plan, "lower")
    if excess:
        assert not numbers.reaches(Fraction(100 * (numerator - excess + 1), denominator), plan, "lower")


@given(counts, populations, plans, st.sampled_from(["higher", "lower"]))
def test_the_numerator_on_the_plan_is_the_numerator_and_the_people_short(
    numerator, denominator, plan, better
):
    needed = numbers.numerator_on_plan(denominator, plan, "percent", better)
    gap = needed - numerator if better == "higher" else numerator - needed
    assert numbers.people_short(numerator, denominator, plan, better) == max(0, gap)


def test_the_numerator_on_the_plan_of_counts_ratios_and_of_nobody():
    assert numbers.numerator_on_plan(152, 30, "percent") == 46
    assert numbers.numerator_on_plan(None, Decimal("4.5"), "count") == 5
    assert numbers.numerator_on_plan(7, Decimal("0.5"), "ratio") == 4
    assert numbers.numerator_on_plan(7, Decimal("0.5"), "ratio", "lower", decimals=1) == Decimal("3.5")
    assert numbers.numerator_on_plan(None, Decimal("12.3"), "money", decimals=1) == Decimal("12.3")
    assert [numbers.numerator_on_plan(none, 30, "percent") for none in (None, 0)] == [None, None]


def test_people_short_of_the_example_and_of_no_value():
    assert numbers.people_short(34, 152, 30) == 12
    assert numbers.people_short(46, 152, 30) == 0
    assert [numbers.people_short(*facts) for facts in ((None, 9, 30), (3, 0, 30), (3, 9, None))] == [None] * 3


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "expected"),
    [
        (34, 152, "percent", Fraction(3400, 152)),
        (34, 152, "ratio", Fraction(34, 152)),
        (34, None, "ratio", 34),
        (Decimal("236.0"), None, "money", 236),
        (34, 152, "count", 34),
        (34, None, "percent", None),
        (34, 0, "ratio", None),
        (None, 5, "count", None),
    ],
)
def test_the_value_of_each_unit(numerator, denominator, unit, expected):
    assert numbers.value_of(numerator, denominator, unit) == expected


def test_the_gap_stands_in_the_unit_of_the_indicator():
    assert numbers.shortfall(1, 8, 20, "percent") == Fraction(15, 2)
    assert numbers.shortfall(3, None, 5, "count") == 2
    assert numbers.shortfall(7, None, 5, "count") == 0
    assert numbers.shortfall(7, None, 5, "count", "lower") == 2
    assert numbers.shortfall(None, 8, 20, "percent") is None


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (1234567, None, "1\u00a0234\u00a0567"),
        (Decimal("17.8"), None, "17,8"),
        (Decimal("40.000"), None, "40"),
        (Decimal(100), None, "100"),
        (Fraction(1, 3), None, "0,3"),
        (Decimal("1234.5"), 2, "1\u00a0234,50"),
        (-3, None, "−3"),
        (Fraction(-1, 100), 1, "0,0"),
    ],
)
def test_numbers_print_with_decimal_comma_and_glued_thousands(value, decimals, expected):
    assert numbers.format_number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "name", "expected"),
    [
        (Fraction(3400, 152), "percent", 1, "", "22,4\u00a0%"),
        (11, "count", 0, "шт.", "11\u00a0шт."),
        (11, "count", 0, "", "11"),
        (236, "money", 1, "", "236,0\u00a0тыс.\u00a0руб."),
        (Fraction(5, 4), "ratio", 2, "", "1,25"),
        (None, "percent", 1, "", "–"),
    ],
)
def test_a_value_carries_its_unit_on_the_same_line(value, unit, decimals, name, expected):
    assert numbers.format_value(value, unit, decimals, name) == expected


def test_a_missed_value_never_prints_as_its_plan():
    assert numbers.format_against_plan(Decimal("39.96"), 40, "percent") == "39,96\u00a0%"
    assert numbers.format_against_plan(Decimal("39.996"), 40, "percent") == "39,996\u00a0%"
    assert numbers.format_against_plan(Decimal("10.04"), 10, "percent", better="lower") == "10,04\u00a0%"
    assert numbers.format_against_plan(Decimal("40.04"), 40, "percent") == "40,0\u00a0%"
    assert numbers.format_against_plan(Decimal("39.94"), 40, "percent") == "39,9\u00a0%"
    assert numbers.format_against_plan(Decimal("39.96"), None, "percent") == "40,0\u00a0%"


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 100), st.sampled_from(["higher", "lower"]))
def test_what_is_printed_agrees_with_the_verdict_of_a_missed_plan(numerator, denominator, plan, better):
    value = Fraction(100 * numerator, denominator)
    if not numbers.reaches(value, plan, better):
        printed = numbers.round_half_up(value, numbers.decimals_against_plan(value, plan, 1, better))
        assert not numbers.reaches(printed, plan, better)


def test_differences_have_their_sign():
    assert numbers.format_points(Fraction(16, 5)) == "+3,2\u00a0п.п."
    assert numbers.format_points(Fraction(-1, 2)) == "−0,5\u00a0п.п."
    assert numbers.format_points(Fraction(1, 100)) == "0,0\u00a0п.п."
    assert numbers.format_points(None) == "–"
    assert numbers.format_signed(12) == "+12"


def test_russian_plurals():
    schools = [
        numbers.plural(n, "школа", "школы", "школ") for n in (1, 2, 4, 5, 0, 11, 12, 14, 21, 22, 111, 101)
    ]
    assert schools == [
        "школа",
        "школы",
        "школы",
        "школ",
        "школ",
        "школ",
        "школ",
        "школ",
        "школа",
        "школы",
        "школ",
        "школа",
    ]
    assert numbers.plural(Decimal("1.5"), "школа", "школы", "школ") == "школы"
    assert numbers.counted(1005, "школа", "школы", "школ") == "1\u00a0005\u00a0школ"

"""Before and after: exact differences, verdicts by direction, words, and what is only noise."""

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.models import Indicator
from roadmap.comparison import Comparison, Sides, Verdict, why_not_comparable

PERCENT = Indicator(pk=1, name="Доля", unit="percent", decimals=1)
LESS = Indicator(pk=2, name="Доля", unit="percent", decimals=1, better="lower")


def sides(numerator, denominator=None):
    return Sides(Decimal(numerator), None if denominator is None else Decimal(denominator))


def compared(before, after, indicator=PERCENT):
    return Comparison(indicator, indicator, before, after)


@pytest.mark.parametrize(
    ("before", "after", "indicator", "verdict", "words"),
    [
        (sides(1, 8), sides(2, 8), PERCENT, Verdict.IMPROVED, "+12,5\u00a0п.п."),
        (sides(2, 8), sides(1, 8), PERCENT, Verdict.WORSE, "−12,5\u00a0п.п."),
        (sides(1, 3), sides(2, 6), PERCENT, Verdict.UNCHANGED, "0,0\u00a0п.п."),
        (sides(1, 8), sides(2, 8), LESS, Verdict.WORSE, "+12,5\u00a0п.п."),
        (sides(2, 8), sides(1, 8), LESS, Verdict.IMPROVED, "−12,5\u00a0п.п."),
        (sides(5000, 10000), sides(5003, 10000), PERCENT, Verdict.IMPROVED, "+0,03\u00a0п.п."),
        (sides(1, 0), sides(1, 2), PERCENT, Verdict.NOT_COMPARABLE, ""),
        (None, sides(1, 2), PERCENT, Verdict.NOT_COMPARABLE, ""),
    ],
)
def test_the_verdict_follows_the_exact_values_and_the_direction(before, after, indicator, verdict, words):
    comparison = compared(before, after, indicator)
    assert (comparison.verdict, comparison.difference_text) == (verdict, words)


def test_a_reason_wins_over_figures():
    comparison = Comparison(PERCENT, PERCENT, sides(1, 2), sides(2, 2), reason="считается иначе")
    assert (comparison.verdict, comparison.difference, comparison.why_not) == (
        Verdict.NOT_COMPARABLE, None, "считается иначе",
    )  # fmt: skip
    assert compared(sides(1, 0), sides(1, 2)).why_not == "знаменатель равен нулю: доля не определена"


def test_one_participant_more_is_noise_and_two_are_not():
    assert compared(sides(10, 50), sides(11, 50)).is_noise
    assert not compared(sides(10, 50), sides(12, 50)).is_noise
    assert not compared(sides(10, 50), sides(10, 50)).is_noise


def test_sides_are_summed_exactly_and_a_side_without_denominator_stays_without():
    both = Sides.summed([sides("0.1", 3), sides("0.2", 4)])
    assert both == sides("0.3", 7)
    assert both.value(PERCENT) == Fraction(30, 7)
    assert Sides.summed([sides(2), sides(3)]) == sides(5)
    assert (sides(34, 152).text, sides(1234).text) == ("34 из 152", "1\u00a0234")


def test_definitions_say_why_years_do_not_compare():
    old = Indicator(pk=3, name="Старая доля", unit="percent")
    same_unit = Indicator(pk=4, name="Новая доля", unit="percent", predecessor=old, comparable=True)
    other_unit = Indicator(pk=5, name="Число", unit="count", predecessor=old, comparable=True)
    other_formula = Indicator(pk=6, name="Иная доля", unit="percent", predecessor=old, label="calendar_year")
    assert [
        why_not_comparable(now, before, 2021)
        for now, before in (
            (old, old), (same_unit, old), (other_unit, old), (other_formula, old), (same_unit, None),
        )
    ] == [
        "",
        "",
        "«Старая доля» измерялся в других единицах или на другом уровне",
        "с 2022 года считается иначе, чем «Старая доля»",
        "новый показатель: годом раньше его не считали",
    ]  # fmt: skip


def test_nothing_ever_says_that_measures_helped():
    assert not any("помог" in verdict.label for verdict in Verdict)

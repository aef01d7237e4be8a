"""Status, gap and print of a value against its plan."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.analysis import Status, judge, missed_words, status_words
from indicators.models import Indicator, Standing, Target

NBSP = "\u00a0"


def judged(numerator, denominator, target=None, *, standing=Standing.KNOWN, **fields):
    indicator = Indicator(
        code="i", name="i", **{"unit": "percent", "decimals": 1, "better": "higher", **fields}
    )
    return judge(
        indicator,
        year=2021,
        place_id=1,
        school_id=1,
        standing=standing,
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        target=None if target is None else Target(value=Decimal(str(target)), version=3),
    )


@pytest.mark.parametrize(
    ("row", "status", "short", "text"),
    [
        (judged(34, 152, 30), Status.MISSED, 12, f"22,4{NBSP}%"),
        (judged(3, 10, 30), Status.ACHIEVED, 0, f"30,0{NBSP}%"),
        (judged(3996, 10000, 40), Status.MISSED, 4, f"39,96{NBSP}%"),
        (judged(1, 8, 13, decimals=0), Status.MISSED, 1, f"12,5{NBSP}%"),
        (judged(0, 0, 30), Status.NO_DATA, None, "–"),
        (judged(None, None, 30, standing=Standing.NO_DATA), Status.NO_DATA, None, "–"),
        (judged(None, None, 30, standing=Standing.NOT_APPLICABLE), Status.NOT_APPLICABLE, None, "–"),
        (judged(5, 10), Status.NO_TARGET, None, f"50,0{NBSP}%"),
        (judged(5, 10, 40, better="lower"), Status.MISSED, 1, f"50,0{NBSP}%"),
        (judged(5, 10, 50, better="lower"), Status.ACHIEVED, 0, f"50,0{NBSP}%"),
        (
            judged(1, 3, Fraction(1, 2) and "0.5", unit="ratio", decimals=2),
            Status.MISSED,
            Fraction(1, 6),
            "0,33",
        ),
    ],
)
def test_a_value_is_judged_by_its_exact_fraction(row, status, short, text):
    assert (row.status, row.short, row.text) == (status, short, text)


def test_a_value_without_a_plan_has_no_gap():
    assert judged(5, 10).gap is None
    assert judged(34, 152, 30).gap == Fraction(30) - Fraction(3400, 152)


def test_missing_the_plan_is_called_by_the_direction_of_the_indicator():
    assert [missed_words(*better) for better in ((), ("higher", "higher"), ("lower",), ("higher", "lower"))] == [
        "ниже плана", "ниже плана", "хуже плана", "хуже плана",
    ]  # fmt: skip
    assert missed_words("higher", own=True) == "ниже своего плана"
    assert [status_words("missed", better) for better in ("higher", "lower", "")] == [
        "ниже плана", "хуже плана", "план не достигнут",
    ]  # fmt: skip
    assert status_words("achieved", "lower") == "план достигнут"

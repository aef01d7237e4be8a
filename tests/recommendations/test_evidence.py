"""Evidence survives its JSON unchanged, and judges exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from recommendations.evidence import Evidence

numbers = st.none() | st.decimals(0, 10**9, places=4)


@given(numbers, numbers, numbers, st.text(max_size=5))
def test_json_and_back_is_the_same(numerator, denominator, target, name):
    evidence = Evidence(
        year=2021,
        trigger="zero",
        name=name,
        numerator=numerator,
        denominator=denominator,
        target=target,
        short=None,
    )
    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) == evidence


def test_only_what_is_known_is_stored_and_numbers_are_strings():
    evidence = Evidence(
        year=2021, trigger="zero", indicator="a", numerator=Decimal("120.0000"), target=Decimal("37.5")
    )
    assert evidence.to_json() == {
        "year": 2021, "trigger": "zero", "indicator": "a", "numerator": "120", "target": "37.5",
    }  # fmt: skip


def test_an_own_recommendation_has_empty_evidence():
    assert Evidence.from_json({}) == Evidence(year=0, trigger="")


def test_values_are_exact():
    evidence = Evidence(
        year=2021, trigger="zero", numerator=Decimal(1), denominator=Decimal(3), target=Decimal(40)
    )
    assert (evidence.value, evidence.gap) == (Fraction(100, 3), Fraction(20, 3))
    assert replace(evidence, denominator=Decimal(0)).value is None


def test_worse_is_further_from_the_plan():
    before = Evidence(
        year=2021, trigger="below_target", numerator=Decimal(2), denominator=Decimal(10), target=Decimal(30)
    )
    assert replace(before, numerator=Decimal(1)).is_worse_than(before)
    assert not replace(before, denominator=Decimal(8)).is_worse_than(before)
    assert replace(before, target=Decimal(50)).is_worse_than(before)
    assert replace(before, target=None, numerator=Decimal(1)).is_worse_than(before)
    lower = replace(before, better="lower", numerator=Decimal(5))
    assert replace(lower, numerator=Decimal(6)).is_worse_than(lower)

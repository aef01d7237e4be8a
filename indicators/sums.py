"""Values of a group of organisations: Σ numerators ÷ Σ denominators of those whose two sides are known.

The same sums the engine stores for a municipality, over whichever of its organisations are given: one kind, one
locality, what a filter leaves, or all of them with supposed numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from indicators.analysis import Judged, judge
from indicators.models import Indicator, Standing, Target


def sum_of(rows: Collection[Judged], indicator: Indicator, *, year: int, target: Target | None) -> Judged:
    """The rows of organisations as one value; `reported` of `expected` counts them, `place_id` is nobody's."""
    known = [row for row in rows if row.standing == Standing.KNOWN]
    expected = sum(row.standing != Standing.NOT_APPLICABLE for row in rows)
    return judge(
        indicator,
        year=year,
        place_id=0,
        school_id=None,
        standing=Standing.KNOWN if known else Standing.NO_DATA if expected else Standing.NOT_APPLICABLE,
        numerator=_sum([row.numerator for row in known]),
        denominator=_sum([row.denominator for row in known]),
        target=target,
        reported=len(known),
        expected=expected,
    )


def _sum(sides: Collection[Decimal | None]) -> Decimal | None:
    """None where a side is missing: a formula without a denominator has none in the sum either."""
    numbers = [side for side in sides if side is not None]
    return sum(numbers, Decimal(0)) if numbers and len(numbers) == len(sides) else None

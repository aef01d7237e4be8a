"""What if: organisations brought to their plan or given other numerators → the value of the municipality.

Arithmetic alone, over values that are known; nothing is read and nothing is written. An organisation whose numbers are
not known stays out of the sums, as it does in the official value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.analysis import Judged, judge
from indicators.models import Indicator, Standing, Target
from indicators.sums import sum_of
from schools.numbers import numerator_on_plan


@dataclass(frozen=True)
class Supposed:
    """`whole` is the municipality as it is and as it would be; `schools` those whose numerator would change, or not."""

    before: Judged
    after: Judged
    schools: Mapping[int, Judged]


def numerator_decimals(indicator: Indicator) -> int:
    """People, visits and organisations are whole; an answer to a metric has the decimals of the metric."""
    terms = [term for term in indicator.terms.all() if term.side == term.Side.NUMERATOR]
    return max((t.metric.decimals for t in terms if t.metric and not t.counts_schools), default=0)


def to_plan(judged: Judged) -> Decimal | None:
    """The numerator with which the organisation would be on its plan; its own where it already is."""
    indicator = judged.indicator
    if judged.target is None or judged.value is None or judged.numerator is None:
        return None
    if not judged.missed:
        return judged.numerator
    decimals = 0 if indicator.is_percent else numerator_decimals(indicator)
    return numerator_on_plan(judged.denominator, judged.target, indicator.unit, indicator.better, decimals)


def suppose(
    rows: Sequence[Judged],
    indicator: Indicator,
    *,
    year: int,
    target: Target | None,
    on_plan: Collection[int] = (),
    numerators: Mapping[int, Decimal] | None = None,
) -> Supposed:
    """`on_plan` and `numerators` name organisations; a numerator of its own goes before the plan."""
    given = numerators or {}
    changed: dict[int, Judged] = {}
    for row in rows:
        supposed = given.get(row.place_id)
        if supposed is None and row.place_id in on_plan:
            supposed = to_plan(row)
        if supposed is not None and row.standing == Standing.KNOWN:
            changed[row.place_id] = _with(row, supposed)
    after = [changed.get(row.place_id, row) for row in rows]
    return Supposed(
        sum_of(rows, indicator, year=year, target=target),
        sum_of(after, indicator, year=year, target=target),
        changed,
    )


def _with(row: Judged, numerator: Decimal) -> Judged:
    target = None if row.target is None else Target(value=row.target, version=row.target_version or 0)
    judged = judge(
        row.indicator,
        year=row.year,
        place_id=row.place_id,
        school_id=row.school_id,
        standing=row.standing,
        numerator=numerator,
        denominator=row.denominator,
        target=target,
    )
    return replace(judged, target_version=row.target_version)

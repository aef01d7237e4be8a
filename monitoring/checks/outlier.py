"""A share of participants that lies far from those of the other organisations of the municipality.

The rule (Tukey's fences): of the other organisations' shares the middle half lies between its quartiles Q1 and Q3; a
share more than one and a half widths of this half outside it is far, provided it is also at least 25 points from the
median. Skipped: fewer than five others with a share, fewer than ten pupils, a column with empty cells or «н/д»,
attendances and events for those with disabilities. One problem at the column.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median, quantiles

from monitoring.checks.problem import Problem
from monitoring.columns import Column
from monitoring.models import CellKind
from monitoring.peers import Share
from monitoring.sheet import Ref, Sheet
from schools.grades import UNGRADED
from schools.numbers import NBSP, round_half_up

FEWEST_OTHERS = 5
FEWEST_PUPILS = 10
FENCE = Fraction(3, 2)
SMALLEST_DISTANCE = Fraction(25, 100)


def check_outlier(sheet: Sheet) -> Iterator[Problem]:
    for column in sheet.columns:
        others = [
            share.value for share in sheet.peers.get(column.code, ()) if share.school != sheet.school.pk
        ]
        own = _own_share(sheet, column) if column.kind == CellKind.EVENT else None
        if own is not None and len(others) >= FEWEST_OTHERS and is_far(own.value, others):
            ref = Ref(column.kind, column.code, UNGRADED)
            yield Problem("outlier", "doubtful", ref, _message(own, others))


def is_far(value: Fraction, others: list[Fraction]) -> bool:
    """Outside the fences around the middle half of the others, and far from their median."""
    low, _, high = quantiles(others, n=4, method="inclusive")
    reach = FENCE * (high - low)
    outside = value < low - reach or value > high + reach
    return outside and abs(value - median(others)) >= SMALLEST_DISTANCE


def _own_share(sheet: Sheet, column: Column) -> Share | None:
    """None while the column or its pupils are not all numbers."""
    participants, pupils = 0, 0
    for grade in column.to_fill(sheet.school, sheet.no_pupils):
        here, all_here = (
            sheet.number(column.kind, column.code, grade),
            sheet.number(CellKind.PUPILS, "", grade),
        )
        if here is None or all_here is None:
            return None
        participants, pupils = participants + here, pupils + all_here
    return Share(sheet.school.pk, participants, pupils) if pupils >= FEWEST_PUPILS else None


def _message(own: Share, others: list[Fraction]) -> str:
    low, _, high = quantiles(others, n=4, method="inclusive")
    usual = f"{_percent(low)}–{_percent(high)}{NBSP}%, посередине {_percent(median(others))}{NBSP}%"
    return (
        f"Участвуют {_percent(own.value)}{NBSP}% обучающихся ({own.participants} из {own.pupils}); "
        f"у других организаций ({len(others)}) обычно {usual}."
    )


def _percent(share: Fraction) -> str:
    return str(round_half_up(share * 100))

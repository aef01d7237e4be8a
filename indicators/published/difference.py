"""A figure of a published document beside the portal's own of the same year, in words.

The portal's exact value is rounded as the document was printed: 67,38 beside a printed 67 is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from indicators.analysis import Judged, Status, unit_name_of
from indicators.models import PublishedValue
from indicators.published_rows import printed_decimals
from schools.numbers import (
    exact,
    format_points,
    format_signed,
    format_value,
    parse_number,
    round_half_up,
    value_of,
)


@dataclass(frozen=True)
class Difference:
    words: str
    same: bool


def difference_of(figure: PublishedValue, judged: Judged) -> Difference | None:
    """None where one of the two says nothing."""
    printed, decimals = printed_value(figure, judged.indicator.unit)
    if printed is None:
        return _of_plans(figure, judged)
    if judged.value is None:
        return None
    own = round_half_up(judged.value, decimals) if decimals is not None else judged.value
    gap = printed - exact(own)
    if not gap:
        return Difference("совпадает с порталом", same=True)
    unit = judged.indicator.unit
    step = format_points(gap, max(decimals or 0, 1)) if unit == "percent" else format_signed(gap)
    portal = format_value(
        judged.value, unit, max(judged.indicator.decimals, decimals or 0), unit_name_of(judged.indicator)
    )
    return Difference(
        f"на портале {portal}, в документе на {step.lstrip('+−')} {'больше' if gap > 0 else 'меньше'}",
        same=False,
    )


def printed_value(figure: PublishedValue, unit: str) -> tuple[Fraction | None, int | None]:
    """What the document prints and with how many decimals; else the quotient of its sides, exact (no decimals)."""
    parsed = parse_number(figure.percent).value if figure.percent else None
    if parsed is not None:
        return exact(parsed), printed_decimals(figure.percent)
    return value_of(figure.numerator, figure.denominator, unit), None


def _of_plans(figure: PublishedValue, judged: Judged) -> Difference | None:
    if figure.achieved is None or judged.status not in (Status.ACHIEVED, Status.MISSED):
        return None
    own = judged.status == Status.ACHIEVED
    if own == figure.achieved:
        return Difference("совпадает с порталом", same=True)
    return Difference(f"на портале {judged.text}, план {'' if own else 'не '}достигнут", same=False)

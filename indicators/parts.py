"""What each organisation adds to an indicator that is counted for the municipality as a whole.

Such values are not stored by organisation; the compiler of the engine gives both sides again, from accepted numbers.
One query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from indicators import stale
from indicators.analysis import Judged
from indicators.definitions import specs_of
from indicators.models import Indicator, Standing, Term
from indicators.plan_sql import Compiler
from schools.models.fields import PLACES

OF_MUNICIPALITY = "s.municipality_id = %(municipality)s"


class Part(NamedTuple):
    """A side that is not known or does not apply is None."""

    school_id: int
    numerator: Decimal | None
    denominator: Decimal | None


def parts_of(municipality_id: int, year: int, indicator: Indicator) -> list[Part]:
    """The organisations with at least one known side."""
    specs = specs_of([indicator], year)
    if not specs:
        return []
    parameters: dict[str, Any] = {"year": year, "municipality": municipality_id, **stale.year_bounds(year)}
    with connection.cursor() as cursor:
        cursor.execute(Compiler(specs).select(where=OF_MUNICIPALITY), parameters)
        rows = cursor.fetchall()
    found = [
        Part(
            school, _side(n_standing, numerator), _side(d_standing, denominator) if has_denominator else None
        )
        for school, _, _, _, has_denominator, n_standing, numerator, d_standing, denominator in rows
    ]
    return [part for part in found if part.numerator is not None or part.denominator is not None]


def sums_differ(parts: Sequence[Part], indicator: Indicator, stored: Judged | None) -> bool:
    """Do the parts add up to other numbers now than those the stored value was computed from?"""
    if not parts:
        return False
    sides = [_sum(part.numerator for part in parts)]
    if any(term.side == Term.Side.DENOMINATOR for term in indicator.terms.all()):
        sides.append(_sum(part.denominator for part in parts))
    known = [] if stored is None or stored.numerator is None else [stored.numerator, stored.denominator]
    return ([] if None in sides else sides) != known[: len(sides)]


def _sum(sides: Iterable[Decimal | None]) -> Decimal | None:
    """None where nobody's side is known."""
    numbers = [side for side in sides if side is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _side(standing: int, scaled: int | None) -> Decimal | None:
    known = standing == Standing.KNOWN and scaled is not None
    return Decimal(int(scaled or 0)).scaleb(-PLACES) if known else None

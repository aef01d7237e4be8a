"""Both sides of indicators as they stand during the year: accepted, and handed in where a report waits.

Unlike a value, a side counts as soon as something of it is there: the denominator is the contingent accepted in
autumn, the numerator grows with every number that comes in. One query, the compiler of the engine twice; one for each
part of hundreds of indicators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from indicators import stale
from indicators.definitions import IndicatorSpec, specs_of
from indicators.models import Indicator, Standing
from indicators.plan_sql import Compiler
from indicators.preliminary import HANDED_IN
from indicators.value_sql import parts_of
from schools.models.fields import PLACES

OF_MUNICIPALITY = "s.municipality_id = %(municipality)s {only}"


class Side(NamedTuple):
    """`amount` is what has been entered; it is the whole of it only where `complete`. None = does not apply."""

    amount: Decimal | None
    complete: bool


class Sides(NamedTuple):
    """`denominator` is None for a formula without one."""

    numerator: Side
    denominator: Side | None


class SoFar(NamedTuple):
    """`waiting`: what a report that is handed in (or, where asked for, a draft) says."""

    accepted: dict[tuple[int, int], Sides]
    waiting: dict[tuple[int, int], Sides]


def sides_so_far(
    municipality_id: int, year: int, indicators: Sequence[Indicator], *, school: int | None = None
) -> SoFar:
    """By (organisation, indicator), of the whole municipality, or of one organisation with its draft as well."""
    found = SoFar({}, {})
    parameters: dict[str, Any] = {"year": year, "municipality": municipality_id, **stale.year_bounds(year)}
    with connection.cursor() as cursor:
        for part in parts_of(specs_of(indicators, year)):
            cursor.execute(_query(part, school), parameters)
            _take(found, cursor.fetchall())
    return found


def _query(specs: Sequence[IndicatorSpec], school: int | None) -> str:
    only = "" if school is None else f"AND s.id = {int(school)}"
    place = OF_MUNICIPALITY.format(only=only)
    accepted = Compiler(specs, partial=True).select(where=place)
    waiting = Compiler(specs, partial=True, working=True).select(
        where=HANDED_IN.format(only="") if school is None else place
    )
    return (
        f"SELECT 0 AS working, accepted.* FROM ({accepted}) accepted"
        f" UNION ALL SELECT 1, waiting.* FROM ({waiting}) waiting"
    )


def _take(found: SoFar, rows: Iterable[tuple[Any, ...]]) -> None:
    for (
        working,
        school_id,
        _,
        indicator,
        _,
        has_denominator,
        n_standing,
        numerator,
        d_standing,
        denominator,
    ) in rows:
        found[working][school_id, indicator] = Sides(
            _side(n_standing, numerator), _side(d_standing, denominator) if has_denominator else None
        )


def _side(standing: int, scaled: int | None) -> Side:
    amount = None if scaled is None else Decimal(int(scaled)).scaleb(-PLACES)
    return Side(amount, standing == Standing.KNOWN)

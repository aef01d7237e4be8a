"""Values of reports that are handed in but not yet accepted: shown as «предварительно», never stored or summed.

The same compiler over the working numbers of a few schools; one query besides those for definitions and plans.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators import stale
from indicators.analysis import Judged
from indicators.definitions import definitions_of
from indicators.models import Indicator, SchoolValue, Standing
from indicators.plan_sql import Compiler
from indicators.queries import Plans, indicators_of, judge_school_value, plans_of
from schools.models.fields import PLACES

OF_SCHOOLS = "s.municipality_id = %(municipality)s AND s.id IN ({numbers})"


def preliminary_schools(
    municipality_id: int,
    year: int,
    schools: Collection[int],
    *,
    indicators: list[Indicator] | None = None,
    plans: Plans | None = None,
) -> list[Judged]:
    """Values of the given schools from their working numbers, marked preliminary, in indicator order."""
    found = indicators_of(municipality_id, year) if indicators is None else indicators
    specs = definitions_of(year).of(municipality_id)
    if not schools or not specs:
        return []
    plans = plans_of(municipality_id, year) if plans is None else plans
    by_id = {indicator.pk: (order, indicator) for order, indicator in enumerate(found)}
    select = Compiler(specs, working=True).select(
        where=OF_SCHOOLS.format(numbers=", ".join(str(int(pk)) for pk in sorted(schools)))
    )
    parameters = {"year": year, "municipality": municipality_id, **stale.year_bounds(year)}
    with connection.cursor() as cursor:
        cursor.execute(select, parameters)
        values = list(_values(cursor.fetchall(), year))
    rows = [
        (
            by_id[value.indicator_id][0],
            judge_school_value(value, by_id[value.indicator_id][1], plans, preliminary=True),
        )
        for value in values
        if value.indicator_id in by_id
    ]
    return [judged for _, judged in sorted(rows, key=lambda row: (row[1].place_id, row[0]))]


def _values(rows: list[tuple[Any, ...]], year: int) -> Iterator[SchoolValue]:
    """Unsaved school values; the two standings become the worse one."""
    for school, _, indicator, by_municipality, _, n_standing, numerator, d_standing, denominator in rows:
        if by_municipality:
            continue
        standing = max(n_standing, d_standing)
        known = standing == Standing.KNOWN
        yield SchoolValue(
            year=year,
            school_id=school,
            indicator_id=indicator,
            standing=standing,
            numerator=_decimal(numerator) if known else None,
            denominator=_decimal(denominator) if known else None,
        )


def _decimal(scaled: int | None) -> Decimal | None:
    return None if scaled is None else Decimal(int(scaled)).scaleb(-PLACES)

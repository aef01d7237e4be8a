"""Values of reports that are handed in but not yet accepted: shown as «предварительно», never stored or summed.

The same compiler over the working numbers of a few schools; one query besides those for definitions and plans (one
for each part of hundreds of indicators), none for either where the page has read them already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators import stale
from indicators.analysis import Judged
from indicators.definitions import specs_of
from indicators.models import Indicator, SchoolValue, Standing
from indicators.plan_sql import Compiler
from indicators.queries import Plans, indicators_of, judge_school_value, plans_of
from indicators.value_sql import parts_of
from schools.models.fields import PLACES

OF_SCHOOLS = "s.municipality_id = %(municipality)s AND s.id IN ({numbers})"
HANDED_IN = """s.municipality_id = %(municipality)s {only} AND EXISTS (
    SELECT 1 FROM monitoring_submission b JOIN monitoring_wave w ON w.id = b.wave_id
    WHERE b.school_id = s.id AND w.campaign_id = c.id AND b.state = 'submitted')"""


def preliminary_schools(
    municipality_id: int,
    year: int,
    schools: Collection[int],
    *,
    indicators: list[Indicator] | None = None,
    plans: Plans | None = None,
) -> list[Judged]:
    """Values of the given schools from their working numbers, marked preliminary, in indicator order."""
    if not schools:
        return []
    where = OF_SCHOOLS.format(numbers=_numbers(schools))
    return _preliminary(municipality_id, year, where, indicators, plans)


def handed_in_schools(
    municipality_id: int,
    year: int,
    *,
    schools: Collection[int] | None = None,
    indicators: list[Indicator] | None = None,
    plans: Plans | None = None,
) -> list[Judged]:
    """The same for those of the municipality's (or of the given) schools whose report waits to be accepted."""
    if schools is not None and not schools:
        return []
    only = "" if schools is None else f"AND s.id IN ({_numbers(schools)})"
    return _preliminary(municipality_id, year, HANDED_IN.format(only=only), indicators, plans)


def _numbers(schools: Collection[int]) -> str:
    return ", ".join(str(int(pk)) for pk in sorted(schools))


def _preliminary(
    municipality_id: int, year: int, where: str, indicators: list[Indicator] | None, plans: Plans | None
) -> list[Judged]:
    found = indicators_of(municipality_id, year) if indicators is None else indicators
    specs = specs_of(found, year)
    if not specs:
        return []
    plans = plans_of(municipality_id, year) if plans is None else plans
    by_id = {indicator.pk: (order, indicator) for order, indicator in enumerate(found)}
    parameters: dict[str, Any] = {"year": year, "municipality": municipality_id, **stale.year_bounds(year)}
    with connection.cursor() as cursor:
        values: list[SchoolValue] = []
        for part in parts_of(specs):
            cursor.execute(Compiler(part, working=True).select(where=where), parameters)
            values += _values(cursor.fetchall(), year)
    rows = [
        (order, judge_school_value(value, indicator, plans, preliminary=True))
        for value in values
        for order, indicator in [by_id[value.indicator_id]]
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

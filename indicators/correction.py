"""A few schools whose facts alone have changed, and their municipality: what an accepted correction costs.

In: schools of a slice that is otherwise fresh. Out: their values, then those of the municipality that these touch,
summed from the schools' values; what is summed for the municipality from facts is computed from facts. No temporary
tables: two or three statements.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from indicators import value_sql
from indicators.definitions import Definitions, IndicatorSpec
from indicators.plan_sql import KNOWN, NO_DATA, NOT_APPLICABLE, Compiler
from indicators.stale import year_bounds

OF_SCHOOL = "s.id = %(first)s"
TOUCHED = " RETURNING indicator_id"

MUNICIPALITY_ROWS = f"""
SELECT %(municipality)s AS municipality_id, indicator_id, reported, expected,
    CASE WHEN expected = 0 THEN {NOT_APPLICABLE} WHEN reported = 0 THEN {NO_DATA} ELSE {KNOWN} END AS standing,
    numerator, denominator
FROM (
    SELECT v.indicator_id, COUNT(*) FILTER (WHERE v.standing = {KNOWN}) AS reported,
        COUNT(*) FILTER (WHERE v.standing <> {NOT_APPLICABLE}) AS expected,
        CAST(SUM(v.numerator) AS bigint) AS numerator, CAST(SUM(v.denominator) AS bigint) AS denominator
    FROM schools_school s CROSS JOIN indicators_schoolvalue v
    WHERE v.school_id = s.id AND s.municipality_id = %(municipality)s AND v.year = %(year)s
        AND v.indicator_id IN ({{indicators}})
    GROUP BY v.indicator_id
) added"""


def recompute_schools(municipality_id: int, definitions: Definitions, schools: Collection[int]) -> int:
    """Rows changed."""
    specs, year = definitions.of(municipality_id), definitions.year
    parameters: dict[str, Any] = {"year": year, "municipality": municipality_id, **year_bounds(year)}
    of_schools = tuple(spec for spec in specs if not spec.by_municipality)
    touched: list[int] = []
    with connection.cursor() as cursor:
        for school in sorted(schools) if of_schools else ():
            cursor.execute(_schools_statement(of_schools), {**parameters, "first": school, "last": school})
            touched += [indicator for (indicator,) in cursor.fetchall()]
        changed = len(touched)
        for statement in _municipality_statements(specs, set(touched)):
            cursor.execute(statement, parameters)
            changed += max(cursor.rowcount, 0)
    return changed


@lru_cache(maxsize=64)
def _schools_statement(specs: tuple[IndicatorSpec, ...]) -> str:
    """Writes what differs of the school %(first)s; gives the indicators."""
    fresh = Compiler(specs, bounded=True).wide(where=OF_SCHOOL)
    written = value_sql.SCHOOLS_WRITTEN.format(rows=value_sql.school_rows(specs))
    return f"WITH fresh AS MATERIALIZED ({fresh}) {written}{TOUCHED}"


@lru_cache(maxsize=64)
def _summed_statement(specs: tuple[IndicatorSpec, ...]) -> str:
    return value_sql.computed(specs) + _written(value_sql.municipality_rows(specs))


def _written(rows: str) -> str:
    return value_sql.MUNICIPALITIES_WRITTEN.format(rows=rows, municipalities="%(municipality)s")


def _municipality_statements(specs: Sequence[IndicatorSpec], touched: set[int]) -> list[str]:
    statements = []
    if touched:
        rows = MUNICIPALITY_ROWS.format(indicators=", ".join(str(pk) for pk in sorted(touched)))
        statements.append(_written(rows))
    whole = tuple(spec for spec in specs if spec.by_municipality)
    if whole:
        statements.append(_summed_statement(whole))
    return statements

"""A few schools whose facts alone have changed, and their municipality: what an accepted correction costs.

In: schools of a slice that is otherwise fresh. Out: their values; then those of the municipality that these touch, by
the difference: what stands there is the sum of the organisations' values, so what one of them gains the sum gains, too.
What is summed for the municipality from facts is computed from facts. No temporary tables: three or four statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from indicators import value_sql
from indicators.definitions import Definitions, IndicatorSpec
from indicators.plan_sql import BETWEEN, KNOWN, NOT_APPLICABLE, Compiler
from indicators.prepared import execute_prepared
from indicators.stale import year_bounds


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a school that is to be another one; `had` is empty where it has none yet."""

    school: int
    indicator: int
    gets: tuple[int | None, ...]
    had: tuple[int | None, ...]

    def gained(self) -> tuple[int, ...]:
        """What the municipality's row gains: schools reported and expected, numerator, denominator."""
        return tuple(new - old for new, old in zip(_counted(self.gets), _counted(self.had), strict=True))


def _counted(values: Sequence[int | None]) -> tuple[int, ...]:
    standing, numerator, denominator = values
    expected = standing is not None and standing != NOT_APPLICABLE
    return int(standing == KNOWN), int(expected), numerator or 0, denominator or 0


MOST_ROWS = 2000
"""SQLite takes 32,766 parameters in a statement."""
OF_SCHOOL = "s.id = %(first)s AND s.municipality_id = %(municipality)s"
"""One that has moved meanwhile is in no sum of this municipality any more."""
DIFFERENT = f"""
SELECT f.indicator_id, f.standing, f.numerator, f.denominator, v.standing, v.numerator, v.denominator
FROM ({{rows}}) f
LEFT JOIN indicators_schoolvalue v
    ON v.year = %(year)s AND v.school_id = %(first)s AND v.indicator_id = f.indicator_id
WHERE {value_sql.IS_OTHER}"""
WRITTEN = f"{value_sql.INTO_SCHOOLS} VALUES {{rows}}{value_sql.SCHOOLS_UPSERTED}"

ADDED = value_sql.MUNICIPALITIES_ADDED.format(
    gains="""SELECT column1 AS indicator_id, column2 AS reported, column3 AS expected, column4 AS numerator,
        column5 AS denominator, column6 AS divided FROM (VALUES {rows}) r""",
    joined="v.year = %s AND v.municipality_id = %s",
)


def recompute_schools(municipality_id: int, definitions: Definitions, schools: Collection[int]) -> int:
    """Rows changed."""
    specs, year = definitions.of(municipality_id), definitions.year
    of_schools, whole = value_sql.by_level(specs)
    parameters: dict[str, Any] = {"year": year, "municipality": municipality_id, **year_bounds(year)}
    changed = 0
    with connection.cursor() as cursor:
        found = [
            Difference(school, indicator, tuple(values[:3]), tuple(values[3:]))
            for school, part in product(sorted(schools), of_schools)
            for indicator, *values in _different(cursor, part, school, parameters)
        ]
        if found:
            changed += _write(
                cursor, WRITTEN, [(year, line.school, line.indicator, *line.gets) for line in found]
            )
        gains = _gains(specs, found)
        if gains:
            changed += _write(cursor, ADDED, gains, year, municipality_id)
        for part in whole:
            cursor.execute(value_sql.summed_written(part, [municipality_id]), parameters)
            changed += max(cursor.rowcount, 0)
    return changed


def _different(
    cursor: CursorWrapper, specs: tuple[IndicatorSpec, ...], school: int, parameters: dict[str, Any]
) -> list[tuple[Any, ...]]:
    """Rows of `DIFFERENT`."""
    bounds = {"first": school, "last": school}
    execute_prepared(cursor, _different_statement(specs), {**parameters, **bounds})
    return cursor.fetchall()


@lru_cache(maxsize=64)
def _different_statement(specs: tuple[IndicatorSpec, ...]) -> str:
    fresh = Compiler(specs, among=BETWEEN).wide(where=OF_SCHOOL)
    return f"WITH fresh AS MATERIALIZED ({fresh}) {DIFFERENT.format(rows=value_sql.school_rows(specs))}"


def _gains(specs: Sequence[IndicatorSpec], found: Sequence[Difference]) -> list[tuple[int, ...]]:
    """Of each indicator the municipality's row of which changes: what it gains, and whether it has a denominator."""
    by_indicator: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for line in found:
        by_indicator[line.indicator].append(line.gained())
    return [
        (spec.indicator_id, *gain, int(bool(spec.denominator)))
        for spec in specs
        if any(gain := [sum(part) for part in zip(*by_indicator.get(spec.indicator_id, []), strict=True)])
    ]


def _write(cursor: CursorWrapper, sql: str, rows: Sequence[Sequence[Any]], *more: int) -> int:
    """Run a statement with the rows in it as parameters, `MOST_ROWS` at once; rows changed."""
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    changed = 0
    for first in range(0, len(rows), MOST_ROWS):
        part = rows[first : first + MOST_ROWS]
        given = [value for row in part for value in row]
        cursor.execute(sql.format(rows=", ".join([one] * len(part))), [*given, *more])
        changed += max(cursor.rowcount, 0)
    return changed

"""From one wide row per school (`Compiler.wide`, here called `fresh`) to rows of values, and how these are written.

Percent of a municipality = Σ numerators / Σ denominators of the schools whose two sides are known. An indicator summed
for the municipality sums each side over the organisations that report that side. Sums are made wide, rows come last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django.db import connection

from indicators.definitions import IndicatorSpec
from indicators.plan_sql import KNOWN, NO_DATA, NOT_APPLICABLE, Compiler

OF_MUNICIPALITY = "s.municipality_id = %(municipality)s"
NOTHING = "0"
"""No key is 0: stands where there are none."""
SIDES = ("standing", "numerator", "denominator")
COUNTS = ("reported", "expected")
MOST_SPECS, MOST_TERMS = 200, 500
"""At once: a table has at most 1,600 columns in PostgreSQL, a compound SELECT 500 parts in SQLite; an indicator takes
five columns of the widest table, a distinct term up to two."""


def parts_of(specs: Sequence[IndicatorSpec]) -> Iterator[tuple[IndicatorSpec, ...]]:
    """The specifications in their order, as many at once as one statement can compute; mostly all of them."""
    part: list[IndicatorSpec] = []
    held = 0
    for spec in specs:
        terms = len(spec.numerator) + len(spec.denominator)
        if part and (len(part) >= MOST_SPECS or held + terms > MOST_TERMS):
            yield tuple(part)
            part, held = [], 0
        part.append(spec)
        held += terms
    if part:
        yield tuple(part)


@lru_cache(maxsize=64)
def by_level(
    specs: tuple[IndicatorSpec, ...],
) -> tuple[tuple[tuple[IndicatorSpec, ...], ...], tuple[tuple[IndicatorSpec, ...], ...]]:
    """Those of schools, those summed for the municipality; each in parts of as many as a statement computes."""
    of_schools = [spec for spec in specs if not spec.by_municipality]
    whole = [spec for spec in specs if spec.by_municipality]
    return tuple(parts_of(of_schools)), tuple(parts_of(whole))


def listed(keys: Iterable[int]) -> str:
    return ", ".join(str(int(key)) for key in keys) or NOTHING


def unpivoted(
    source: str, keys: Sequence[str], names: Sequence[str], rows: Iterable[Sequence[object]]
) -> str:
    """Each row of the source becomes one per given row of expressions; `keys` are columns that stay."""
    if connection.vendor == "postgresql":
        values = ",\n".join(f"({', '.join(map(str, row))})" for row in rows)
        kept = ", ".join(f"w.{key}" for key in keys)
        return (
            f"SELECT {kept}, f.* FROM {source} w CROSS JOIN LATERAL (VALUES {values}) f ({', '.join(names)})"
        )
    return "\nUNION ALL ".join(
        f"SELECT {', '.join(keys)}, "
        + ", ".join(f"{expression} AS {name}" for expression, name in zip(row, names, strict=True))
        + f" FROM {source}"
        for row in rows
    )


def school_rows(specs: Sequence[IndicatorSpec], keys: Sequence[str] = ("school_id",)) -> str:
    """Rows of (school_id, indicator_id, standing, numerator, denominator); at least one specification of schools."""
    rows = (
        (spec.indicator_id, *(f"{side}_{i}" for side in SIDES))
        for i, spec in enumerate(specs)
        if not spec.by_municipality
    )
    return unpivoted("fresh", keys, ("indicator_id", *SIDES), rows)


def municipality_rows(specs: Sequence[IndicatorSpec]) -> str:
    """Rows of (municipality_id, indicator_id, standing, numerator, denominator, reported, expected)."""
    rows = (
        (
            spec.indicator_id,
            f"CASE WHEN expected_{i} = 0 THEN {NOT_APPLICABLE} WHEN known_{i} = 0 THEN {NO_DATA} ELSE {KNOWN} END",
            *(f"CASE WHEN expected_{i} > 0 AND known_{i} > 0 THEN {side}_{i} END" for side in SIDES[1:]),
            *(f"{count}_{i}" for count in COUNTS),
        )
        for i, spec in enumerate(specs)
    )
    return unpivoted("summed", ["municipality_id"], ("indicator_id", *SIDES, *COUNTS), rows)


def computed(specs: Sequence[IndicatorSpec], *, where: str = OF_MUNICIPALITY) -> str:
    """`fresh` and `summed` of one municipality, to stand before a SELECT or INSERT that reads rows out of them."""
    fresh = Compiler(specs).wide(where=where)
    return f"WITH fresh AS MATERIALIZED ({fresh}), summed AS MATERIALIZED ({summed(specs)})\n"


def summed(specs: Sequence[IndicatorSpec]) -> str:
    """One wide row per municipality; `known_i` is not 0 when the indicator has a value there."""
    columns = [column for i, spec in enumerate(specs) for column in _sums(i, spec)]
    return f"SELECT {', '.join(['municipality_id', *columns])} FROM fresh GROUP BY municipality_id"


def _sums(i: int, spec: IndicatorSpec) -> list[str]:
    sums = [f"CAST(SUM({side}_{i}) AS bigint) AS {side}_{i}" for side in SIDES[1:]]
    if not spec.by_municipality:
        reported = _count(f"standing_{i} = {KNOWN}")
        expected = _count(f"standing_{i} <> {NOT_APPLICABLE}")
        return [
            f"{reported} AS reported_{i}",
            f"{expected} AS expected_{i}",
            f"{reported} AS known_{i}",
            *sums,
        ]
    sides = [f"n_standing_{i}", *([f"d_standing_{i}"] if spec.denominator else [])]
    reported = _count(" OR ".join(f"{side} = {KNOWN}" for side in sides))
    expected = _count(" OR ".join(f"{side} <> {NOT_APPLICABLE}" for side in sides))
    known = " AND ".join(f"{_count(f'{side} = {KNOWN}')} > 0" for side in sides)
    return [
        f"{reported} AS reported_{i}",
        f"{expected} AS expected_{i}",
        f"CASE WHEN {known} THEN 1 ELSE 0 END AS known_{i}",
        *sums,
    ]


def _count(condition: str) -> str:
    return f"COUNT(*) FILTER (WHERE {condition})"


# Existing values are joined first: a row that is as it should be is neither locked nor written. COALESCE with -1
# compares empty with empty: sides are never negative.
IS_OTHER = """(v.standing IS NULL OR v.standing <> f.standing
    OR COALESCE(v.numerator, -1) <> COALESCE(f.numerator, -1)
    OR COALESCE(v.denominator, -1) <> COALESCE(f.denominator, -1))"""
INTO_SCHOOLS = (
    "INSERT INTO indicators_schoolvalue (year, school_id, indicator_id, standing, numerator, denominator)"
)
SCHOOLS_UPSERTED = """
ON CONFLICT (year, school_id, indicator_id) DO UPDATE
SET standing = excluded.standing, numerator = excluded.numerator, denominator = excluded.denominator"""
SCHOOLS_WRITTEN = f"""
{INTO_SCHOOLS}
SELECT %(year)s, f.school_id, f.indicator_id, f.standing, f.numerator, f.denominator
FROM ({{rows}}) f
LEFT JOIN indicators_schoolvalue v ON v.year = %(year)s AND v.school_id BETWEEN %(first)s AND %(last)s
    AND v.school_id = f.school_id AND v.indicator_id = f.indicator_id
WHERE {IS_OTHER}{SCHOOLS_UPSERTED}"""
INTO_MUNICIPALITIES = """INSERT INTO indicators_municipalityvalue
    (year, municipality_id, indicator_id, standing, numerator, denominator, reported, expected)"""
MUNICIPALITIES_UPSERTED = """
ON CONFLICT (year, municipality_id, indicator_id) DO UPDATE
SET standing = excluded.standing, numerator = excluded.numerator, denominator = excluded.denominator,
    reported = excluded.reported, expected = excluded.expected"""
MUNICIPALITIES_WRITTEN = f"""
{INTO_MUNICIPALITIES}
SELECT %(year)s, f.municipality_id, f.indicator_id, f.standing, f.numerator, f.denominator, f.reported, f.expected
FROM ({{rows}}) f
LEFT JOIN indicators_municipalityvalue v
    ON v.year = %(year)s AND v.municipality_id = f.municipality_id AND v.indicator_id = f.indicator_id
    AND v.municipality_id IN ({{municipalities}})
WHERE {IS_OTHER} OR v.reported <> f.reported OR v.expected <> f.expected{MUNICIPALITIES_UPSERTED}"""

# A municipality gains what its schools gained; one that has a value has a denominator where the schools have one.
MUNICIPALITIES_ADDED = f"""
{INTO_MUNICIPALITIES}
SELECT year, municipality_id, indicator_id,
    CASE WHEN expected = 0 THEN {NOT_APPLICABLE} WHEN reported = 0 THEN {NO_DATA} ELSE {KNOWN} END,
    CASE WHEN reported > 0 THEN numerator END, CASE WHEN reported > 0 THEN denominator END, reported, expected
FROM (
    SELECT v.year, v.municipality_id, v.indicator_id, v.reported + g.reported AS reported,
        v.expected + g.expected AS expected, COALESCE(v.numerator, 0) + g.numerator AS numerator,
        CASE WHEN g.divided = 1 THEN COALESCE(v.denominator, 0) + g.denominator END AS denominator
    FROM ({{gains}}) g
    JOIN indicators_municipalityvalue v ON v.indicator_id = g.indicator_id AND {{joined}}
) added WHERE true{MUNICIPALITIES_UPSERTED}"""


def summed_written(specs: Sequence[IndicatorSpec], municipality_ids: Sequence[int]) -> str:
    """Computes what is summed for municipalities and writes what differs, in one statement."""
    where = f"s.municipality_id IN ({listed(municipality_ids)})"
    written = MUNICIPALITIES_WRITTEN.format(
        rows=municipality_rows(specs), municipalities=listed(municipality_ids)
    )
    return computed(specs, where=where) + written


# What is no more: organisations that take no part, indicators that are not valid.
SCHOOLS_GONE = """
DELETE FROM indicators_schoolvalue WHERE year = %(year)s AND school_id IN (
    SELECT s.id FROM schools_school s WHERE s.municipality_id IN ({municipalities})
    AND NOT EXISTS (SELECT 1 FROM place WHERE place.id = s.id))"""
SCHOOL_INDICATORS_GONE = """
DELETE FROM indicators_schoolvalue WHERE year = %(year)s AND school_id BETWEEN %(first)s AND %(last)s
AND indicator_id NOT IN ({indicators}) AND school_id IN (SELECT id FROM place)"""
MUNICIPALITIES_GONE = """
DELETE FROM indicators_municipalityvalue WHERE year = %(year)s AND municipality_id IN ({municipalities})
AND (indicator_id NOT IN ({indicators}) OR municipality_id NOT IN (SELECT municipality_id FROM place))"""

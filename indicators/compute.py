"""Recompute one slice: accepted facts of a municipality and year in, school and municipality values out.

Set-based: one compiled SELECT (`indicators.plan_sql`) into a temporary table, then only what differs is written,
and rows that no longer belong (closed schools, ended indicators) are removed. Guaranteed: one transaction, so readers
never see half a slice and a crash leaves the old values; a second run changes nothing; the slice's row is the lock, so
two workers never compute it at once, and the second finds it fresh.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from indicators import stale
from indicators.definitions import Definitions, definitions_of
from indicators.models import Run, Slice
from indicators.plan_sql import KNOWN, NO_DATA, NOT_APPLICABLE, Compiler

OF_MUNICIPALITY = "s.municipality_id = %(municipality)s"

NO_FRESH = """
CREATE TEMPORARY TABLE fresh (school_id bigint, municipality_id bigint, indicator_id bigint, by_municipality int,
    has_denominator int, n_standing int, numerator bigint, d_standing int, denominator bigint)"""

SCHOOLS = f"""
SELECT school_id, indicator_id, standing,
    CASE WHEN standing = {KNOWN} THEN numerator END AS numerator,
    CASE WHEN standing = {KNOWN} THEN denominator END AS denominator
FROM (
    SELECT fresh.*, CASE WHEN n_standing = {NOT_APPLICABLE} OR d_standing = {NOT_APPLICABLE} THEN {NOT_APPLICABLE}
        WHEN n_standing = {NO_DATA} OR d_standing = {NO_DATA} THEN {NO_DATA} ELSE {KNOWN} END AS standing
    FROM fresh WHERE by_municipality = 0
) judged"""

# Percent of a municipality = Σ numerators / Σ denominators of the schools whose two sides are known.
# A `level: municipality` indicator sums each side over the organisations that report that side.
MUNICIPALITIES = f"""
SELECT indicator_id, reported, expected,
    CASE WHEN expected = 0 THEN {NOT_APPLICABLE} WHEN known = 0 THEN {NO_DATA} ELSE {KNOWN} END AS standing,
    CASE WHEN expected > 0 AND known = 1 THEN numerator END AS numerator,
    CASE WHEN expected > 0 AND known = 1 THEN denominator END AS denominator
FROM (
    SELECT indicator_id, COUNT(CASE WHEN standing = {KNOWN} THEN 1 END) AS reported,
        COUNT(CASE WHEN standing <> {NOT_APPLICABLE} THEN 1 END) AS expected,
        MAX(CASE WHEN standing = {KNOWN} THEN 1 ELSE 0 END) AS known,
        SUM(numerator) AS numerator, SUM(denominator) AS denominator
    FROM fresh_school GROUP BY indicator_id
    UNION ALL
    SELECT indicator_id,
        COUNT(CASE WHEN n_standing = {KNOWN} OR (has_denominator = 1 AND d_standing = {KNOWN}) THEN 1 END),
        COUNT(CASE WHEN n_standing <> {NOT_APPLICABLE}
            OR (has_denominator = 1 AND d_standing <> {NOT_APPLICABLE}) THEN 1 END),
        CASE WHEN MAX(CASE WHEN n_standing = {KNOWN} THEN 1 ELSE 0 END) = 1
            AND (MAX(has_denominator) = 0 OR MAX(CASE WHEN d_standing = {KNOWN} THEN 1 ELSE 0 END) = 1)
        THEN 1 ELSE 0 END,
        SUM(numerator), SUM(denominator)
    FROM fresh WHERE by_municipality = 1 GROUP BY indicator_id
) summed"""

# COALESCE with -1 compares empty with empty: sides are never negative.
SCHOOL_WRITES = (
    """DELETE FROM indicators_schoolvalue WHERE year = %(year)s
    AND school_id IN (SELECT id FROM schools_school WHERE municipality_id = %(municipality)s)
    AND NOT EXISTS (SELECT 1 FROM fresh_school f WHERE f.school_id = indicators_schoolvalue.school_id
        AND f.indicator_id = indicators_schoolvalue.indicator_id)""",
    """UPDATE indicators_schoolvalue
    SET standing = f.standing, numerator = f.numerator, denominator = f.denominator
    FROM fresh_school f WHERE indicators_schoolvalue.year = %(year)s
    AND f.school_id = indicators_schoolvalue.school_id AND f.indicator_id = indicators_schoolvalue.indicator_id
    AND (f.standing <> indicators_schoolvalue.standing
        OR COALESCE(f.numerator, -1) <> COALESCE(indicators_schoolvalue.numerator, -1)
        OR COALESCE(f.denominator, -1) <> COALESCE(indicators_schoolvalue.denominator, -1))""",
    """INSERT INTO indicators_schoolvalue (year, school_id, indicator_id, standing, numerator, denominator)
    SELECT %(year)s, f.school_id, f.indicator_id, f.standing, f.numerator, f.denominator FROM fresh_school f
    WHERE NOT EXISTS (SELECT 1 FROM indicators_schoolvalue v WHERE v.year = %(year)s
        AND v.school_id = f.school_id AND v.indicator_id = f.indicator_id)""",
)
MUNICIPALITY_WRITES = (
    """DELETE FROM indicators_municipalityvalue WHERE year = %(year)s AND municipality_id = %(municipality)s
    AND NOT EXISTS (SELECT 1 FROM fresh_municipality f
        WHERE f.indicator_id = indicators_municipalityvalue.indicator_id)""",
    """UPDATE indicators_municipalityvalue
    SET standing = f.standing, numerator = f.numerator, denominator = f.denominator,
        reported = f.reported, expected = f.expected
    FROM fresh_municipality f WHERE indicators_municipalityvalue.year = %(year)s
    AND indicators_municipalityvalue.municipality_id = %(municipality)s
    AND f.indicator_id = indicators_municipalityvalue.indicator_id
    AND (f.standing <> indicators_municipalityvalue.standing
        OR f.reported <> indicators_municipalityvalue.reported
        OR f.expected <> indicators_municipalityvalue.expected
        OR COALESCE(f.numerator, -1) <> COALESCE(indicators_municipalityvalue.numerator, -1)
        OR COALESCE(f.denominator, -1) <> COALESCE(indicators_municipalityvalue.denominator, -1))""",
    """INSERT INTO indicators_municipalityvalue
        (year, municipality_id, indicator_id, standing, numerator, denominator, reported, expected)
    SELECT %(year)s, %(municipality)s, f.indicator_id, f.standing, f.numerator, f.denominator, f.reported, f.expected
    FROM fresh_municipality f
    WHERE NOT EXISTS (SELECT 1 FROM indicators_municipalityvalue v WHERE v.year = %(year)s
        AND v.municipality_id = %(municipality)s AND v.indicator_id = f.indicator_id)""",
)
TEMPORARY = ("fresh_municipality", "fresh_school", "fresh")


@dataclass(frozen=True)
class Outcome:
    """`fresh` = there was nothing to do."""

    rows_changed: int
    milliseconds: int
    fresh: bool


@transaction.atomic
def recompute(*, municipality_id: int, year: int, force: bool = False) -> Outcome:
    """Bring one slice up to date; `force` computes even when nothing seems to have changed."""
    started = time.monotonic()
    Slice.objects.get_or_create(municipality_id=municipality_id, year=year)
    slice_ = Slice.objects.select_for_update().get(municipality_id=municipality_id, year=year)
    definitions = definitions_of(year)
    now = stale.present(municipality_id, definitions)
    if now.is_in(slice_) and not force:
        return Outcome(0, _since(started), fresh=True)
    rows_changed = _write(municipality_id, definitions)
    slice_.facts, slice_.places, slice_.definitions = now.facts, now.places, now.definitions
    slice_.computed_at = timezone.now()
    slice_.save()
    outcome = Outcome(rows_changed, _since(started), fresh=False)
    Run.objects.create(
        municipality_id=municipality_id,
        year=year,
        milliseconds=outcome.milliseconds,
        rows_changed=rows_changed,
    )
    return outcome


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _write(municipality_id: int, definitions: Definitions) -> int:
    """Compute into temporary tables and write what differs; rows changed."""
    year, specs = definitions.year, definitions.of(municipality_id)
    parameters = parameters_of(municipality_id, year)
    with connection.cursor() as cursor:
        _drop(cursor)
        if specs:
            select = Compiler(specs).select(where=OF_MUNICIPALITY)
            cursor.execute(f"CREATE TEMPORARY TABLE fresh AS {select}", parameters)
        else:
            cursor.execute(NO_FRESH)
        cursor.execute(f"CREATE TEMPORARY TABLE fresh_school AS {SCHOOLS}")
        cursor.execute(f"CREATE TEMPORARY TABLE fresh_municipality AS {MUNICIPALITIES}")
        changed = 0
        for statement in (*SCHOOL_WRITES, *MUNICIPALITY_WRITES):
            cursor.execute(statement, parameters)
            changed += max(cursor.rowcount, 0)
        _drop(cursor)
    return changed


def parameters_of(municipality_id: int, year: int) -> dict[str, Any]:
    return {"year": year, "municipality": municipality_id, **stale.year_bounds(year)}


def _drop(cursor: CursorWrapper) -> None:
    for table in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")

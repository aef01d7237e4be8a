"""Slices of which it is known whose facts have changed since they were computed: these schools alone are computed.

A revision names the schools whose accepted facts it changed, or nobody (`monitoring.revisions`). Where each revision
since the computation has its names, and participants and definitions are the same, every other value is right as it
stands, and the municipality gains the difference, as in `indicators.correction`. What is summed for the municipality
from facts is for `indicators.compute`, and so is the whole slice after one revision without names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

from indicators import value_sql
from indicators.definitions import IndicatorSpec
from indicators.models import Slice
from indicators.plan_sql import KNOWN, NOT_APPLICABLE, Compiler
from indicators.stale import Present, of_municipalities, year_bounds

MOST = 4
"""Where more than one in so many schools has changed, computing all of them costs less."""
NAMED = """
SELECT s.municipality_id, c.number, c.school_id
FROM indicators_slice s
JOIN monitoring_revision r ON r.municipality_id = s.municipality_id AND r.year = s.year
JOIN monitoring_revisedschool c ON c.revision_id = r.id AND c.number > s.facts
WHERE s.year = %s AND s.municipality_id IN ({municipalities})"""
FORGOTTEN = """
DELETE FROM monitoring_revisedschool WHERE id IN (
    SELECT c.id FROM indicators_slice s
    JOIN monitoring_revision r ON r.municipality_id = s.municipality_id AND r.year = s.year
    JOIN monitoring_revisedschool c ON c.revision_id = r.id AND c.number <= s.facts
    WHERE s.year = %s AND s.municipality_id IN ({municipalities}))"""
KEYS = ("municipality_id", "school_id")
CHANGED = f"""
CREATE TEMPORARY TABLE changed AS
SELECT f.municipality_id, f.school_id, f.indicator_id, f.standing, f.numerator, f.denominator,
    v.standing AS old_standing, v.numerator AS old_numerator, v.denominator AS old_denominator
FROM ({{rows}}) f
LEFT JOIN indicators_schoolvalue v
    ON v.year = %(year)s AND v.school_id {{among}} AND v.school_id = f.school_id AND v.indicator_id = f.indicator_id
WHERE {value_sql.IS_OTHER}"""
WRITTEN = f"""
{value_sql.INTO_SCHOOLS}
SELECT %(year)s, school_id, indicator_id, standing, numerator, denominator
FROM changed WHERE true{value_sql.SCHOOLS_UPSERTED}"""
GAINS = f"""
SELECT municipality_id, indicator_id,
    SUM(CASE WHEN standing = {KNOWN} THEN 1 ELSE 0 END
        - CASE WHEN old_standing = {KNOWN} THEN 1 ELSE 0 END) AS reported,
    SUM(CASE WHEN standing <> {NOT_APPLICABLE} THEN 1 ELSE 0 END
        - CASE WHEN old_standing <> {NOT_APPLICABLE} THEN 1 ELSE 0 END) AS expected,
    CAST(SUM(COALESCE(numerator, 0) - COALESCE(old_numerator, 0)) AS bigint) AS numerator,
    CAST(SUM(COALESCE(denominator, 0) - COALESCE(old_denominator, 0)) AS bigint) AS denominator,
    CASE WHEN indicator_id IN ({{divided}}) THEN 1 ELSE 0 END AS divided
FROM changed GROUP BY municipality_id, indicator_id"""
ADDED = value_sql.MUNICIPALITIES_ADDED.format(
    gains=GAINS,
    joined="""v.year = %(year)s AND v.municipality_id = g.municipality_id
        AND (g.reported <> 0 OR g.expected <> 0 OR g.numerator <> 0 OR g.denominator <> 0)""",
)


def revised_schools(slices: Collection[Slice], now: Mapping[int, Present]) -> dict[int, set[int]]:
    """By municipality the schools that are to be computed, where these are enough; one query."""
    asked = {
        s.municipality_id: range(s.facts + 1, now[s.municipality_id].facts + 1)
        for s in slices
        if now[s.municipality_id].differs_by_facts_alone(s) and s.facts < now[s.municipality_id].facts
    }
    if not asked:
        return {}
    named: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    with connection.cursor() as cursor:
        cursor.execute(NAMED.format(municipalities=value_sql.listed(asked)), [next(iter(slices)).year])
        for municipality, number, school in cursor.fetchall():
            named[municipality][number].add(school)
    found = {
        municipality: set().union(*(named[municipality][number] for number in since))
        for municipality, since in asked.items()
        if all(number in named[municipality] for number in since)
    }
    few = sum(map(len, found.values())) * MOST <= sum(now[municipality].schools for municipality in found)
    return found if few else {}


def forget_names(slices: Collection[Slice]) -> None:
    """Names in revisions that these slices have been computed from; their rows are saved, and locked by the caller.

    Nobody asks for them again, and a revision that is without its names has the whole slice computed.
    """
    with connection.cursor() as cursor:
        members = value_sql.listed(slice_.municipality_id for slice_ in slices)
        cursor.execute(FORGOTTEN.format(municipalities=members), [next(iter(slices)).year])


def write_revised(
    specs: Sequence[IndicatorSpec], *, year: int, municipality_ids: Collection[int], schools: Collection[int]
) -> int:
    """Compute indicators of these schools, and write what differs of them and what it adds to their municipalities.

    Rows changed. The municipalities have all of these indicators, and the schools are of theirs.
    """
    parameters: dict[str, Any] = {"year": year, **year_bounds(year)}
    among = f"IN ({value_sql.listed(sorted(schools))})"
    where = f"s.id {among} AND {of_municipalities(municipality_ids)}"
    changed = 0
    with connection.cursor() as cursor:

        def run(statement: str) -> int:
            cursor.execute(statement, parameters)
            return max(cursor.rowcount, 0)

        for part in value_sql.parts_of(specs):
            fresh = Compiler(part, among=among).wide(where=where)
            run(f"CREATE TEMPORARY TABLE fresh AS {fresh}")
            run(CHANGED.format(rows=value_sql.school_rows(part, KEYS), among=among))
            divided = value_sql.listed(spec.indicator_id for spec in part if spec.denominator)
            changed += run(WRITTEN) + run(ADDED.format(divided=divided))
            run("DROP TABLE changed")
            run("DROP TABLE fresh")
    return changed

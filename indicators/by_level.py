"""An indicator by levels of education: the same formula, narrowed to the grades of a level, summed over organisations.

Only where every summand is counted by grades; a level that one side of the formula does not touch is left out. Each
level is computed like an indicator of its own, so an organisation that has not answered for grades 10–11 counts for
grades 5–9. One query, the compiler and the sums of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.db import connection

from indicators import value_sql
from indicators.analysis import Judged, judge
from indicators.definitions import IndicatorSpec, TermSpec, spec_of
from indicators.levels import GRADES, EducationLevel
from indicators.models import Indicator, Target
from indicators.plan_sql import is_event, is_pupils
from indicators.stale import year_bounds
from schools.models.fields import PLACES

LEVELS = tuple(EducationLevel)

VALUES = """
SELECT indicator_id, reported, expected, standing, numerator, denominator FROM ({municipalities}) leveled"""


def levels_of(
    municipality_id: int, year: int, indicator: Indicator, target: Target | None
) -> list[tuple[EducationLevel, Judged]]:
    """In the order of the levels, those with somebody to count; nothing where the formula touches fewer than two."""
    specs = list(_specs(spec_of(indicator, indicator.terms.all(), year)))
    if len(specs) < 2:
        return []
    rows_of = VALUES.format(municipalities=value_sql.municipality_rows(specs))
    with connection.cursor() as cursor:
        cursor.execute(
            value_sql.computed(specs) + rows_of,
            {"year": year, "municipality": municipality_id, **year_bounds(year)},
        )
        rows = cursor.fetchall()
    found = []
    for number, reported, expected, standing, *sides in sorted(rows):
        numerator, denominator = (
            None if side is None else Decimal(int(side)).scaleb(-PLACES) for side in sides
        )
        judged = judge(
            indicator, year=year, place_id=municipality_id, school_id=None, standing=standing, numerator=numerator,
            denominator=denominator, target=target, reported=reported, expected=expected,
        )  # fmt: skip
        if expected:
            found.append((LEVELS[number], judged))
    return found if len(found) > 1 else []


def _specs(whole: IndicatorSpec) -> Iterator[IndicatorSpec]:
    """One specification a level, numbered by its place in `LEVELS`."""
    terms = (*whole.numerator, *whole.denominator)
    if not whole.denominator or not all(_is_graded(term) for term in terms):
        return
    for number, level in enumerate(LEVELS):
        numerator, denominator = _within(whole.numerator, level), _within(whole.denominator, level)
        if numerator and denominator:
            yield replace(whole, indicator_id=number, numerator=numerator, denominator=denominator)


def _is_graded(term: TermSpec) -> bool:
    return (is_pupils(term) or is_event(term)) and not term.counts_schools


def _within(side: tuple[TermSpec, ...], level: EducationLevel) -> tuple[TermSpec, ...]:
    narrowed = (replace(term, mask=term.mask & GRADES[level].mask) for term in side)
    return tuple(term for term in narrowed if term.mask)

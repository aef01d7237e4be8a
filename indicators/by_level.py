"""An indicator by levels of education: the same formula, narrowed to the grades of a level, summed over organisations.

Only where every summand is counted by grades; a level that one side of the formula does not touch is left out. Each
level is computed like an indicator of its own, so an organisation that has not answered for grades 10–11 counts for
grades 5–9. Levels are not stored: they are computed on reading from what is accepted now, and the whole with them, so
that a page can tell when the stored value is of an earlier moment. One query, the compiler and the sums of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
WHOLE = len(LEVELS)
"""The number of the indicator as it is, beside its levels."""

VALUES = """
SELECT indicator_id, reported, expected, standing, numerator, denominator FROM ({municipalities}) leveled"""


@dataclass(frozen=True)
class Levels:
    """`lines` in the order of the levels, those with somebody to count; `whole` is of the same moment."""

    lines: list[tuple[EducationLevel, Judged]] = field(default_factory=list)
    whole: Judged | None = None

    def differ_from(self, stored: Judged | None) -> bool:
        """Were they computed from other numbers than the stored value?"""
        return bool(self.lines) and _sums(self.whole) != _sums(stored)


def levels_of(municipality_id: int, year: int, indicator: Indicator, target: Target | None) -> Levels:
    """Nothing where the formula touches fewer than two levels."""
    whole = spec_of(indicator, indicator.terms.all(), year)
    specs = list(_specs(whole))
    if len(specs) < 2:
        return Levels()
    specs.append(replace(whole, indicator_id=WHOLE))
    rows_of = VALUES.format(municipalities=value_sql.municipality_rows(specs))
    with connection.cursor() as cursor:
        cursor.execute(
            value_sql.computed(specs) + rows_of,
            {"year": year, "municipality": municipality_id, **year_bounds(year)},
        )
        rows = cursor.fetchall()
    judged: dict[int, Judged] = {}
    for number, reported, expected, standing, *sides in sorted(rows):
        numerator, denominator = (
            None if side is None else Decimal(int(side)).scaleb(-PLACES) for side in sides
        )
        judged[number] = judge(
            indicator, year=year, place_id=municipality_id, school_id=None, standing=standing, numerator=numerator,
            denominator=denominator, target=target, reported=reported, expected=expected,
        )  # fmt: skip
    found = [(LEVELS[number], one) for number, one in judged.items() if number != WHOLE and one.expected]
    return Levels(found, judged.get(WHOLE)) if len(found) > 1 else Levels()


def _sums(judged: Judged | None) -> tuple[object, ...]:
    if judged is None:
        return ()
    return judged.numerator, judged.denominator, judged.reported, judged.expected


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

"""An indicator as it is being written, not saved: its values on the accepted numbers of a municipality.

The same SQL as in `indicators.compute`, as one query that stores nothing, so a preview cannot differ from what will be
computed. Indicators get their drafted terms as if these had been read; a new one has the number 0.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from indicators import value_sql
from indicators.analysis import Judged, Status
from indicators.catalogue_terms import Draft
from indicators.definitions import IndicatorSpec, spec_of
from indicators.models import Indicator, MunicipalityValue, SchoolValue
from indicators.queries import Plans, judge_municipality_value, judge_school_value
from indicators.stale import year_bounds
from schools.models.fields import PLACES


@dataclass(frozen=True)
class Trial:
    """`municipality` is None where the year has no campaign, so nothing is collected."""

    municipality: Judged | None
    schools: list[Judged]

    def count(self, status: Status) -> int:
        return sum(1 for judged in self.schools if judged.status == status)


def drafted(indicator: Indicator, formula: Mapping[str, Sequence[Draft]]) -> Indicator:
    """A copy of the indicator that has these terms."""
    draft = copy.copy(indicator)
    draft.pk = indicator.pk or 0
    terms = [
        summand.row(draft, side, place)
        for side, summands in formula.items()
        for place, summand in enumerate(summands)
    ]
    draft._prefetched_objects_cache = {"terms": terms}  # type: ignore[attr-defined]  # where a prefetch puts them
    return draft


VALUES = """
SELECT municipality_id AS place_id, reported, expected, standing, numerator, denominator FROM ({municipality}) m"""
OF_SCHOOLS = """
UNION ALL SELECT school_id, NULL, NULL, standing, numerator, denominator FROM ({schools}) s"""


def try_out(*, draft: Indicator, municipality_id: int, year: int, plans: Plans) -> Trial:
    """Compute a drafted indicator; one query, nothing stored."""
    spec = spec_of(draft, draft.terms.all(), year)
    if not spec.numerator:
        return Trial(None, [])
    with connection.cursor() as cursor:
        cursor.execute(_query(spec), {"year": year, "municipality": municipality_id, **year_bounds(year)})
        rows = cursor.fetchall()
    whole, schools = None, []
    for place, reported, expected, standing, *sides in rows:
        numerator, denominator = (_exact(side) for side in sides)
        sent = {"year": year, "indicator_id": draft.pk, "standing": standing, "numerator": numerator,
                "denominator": denominator}  # fmt: skip
        if reported is not None:
            value = MunicipalityValue(
                municipality_id=municipality_id, reported=reported, expected=expected, **sent
            )
            whole = judge_municipality_value(value, draft, plans)
        else:
            schools.append(judge_school_value(SchoolValue(school_id=place, **sent), draft, plans))
    return Trial(whole, schools)


def _query(spec: IndicatorSpec) -> str:
    rows = value_sql.municipality_rows([spec])
    query = value_sql.computed([spec]) + VALUES.format(municipality=rows)
    if spec.by_municipality:
        return query
    return query + OF_SCHOOLS.format(schools=value_sql.school_rows([spec]))


def _exact(scaled: int | None) -> Decimal | None:
    return None if scaled is None else Decimal(int(scaled)).scaleb(-PLACES)

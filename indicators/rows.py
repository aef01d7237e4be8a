"""Values of organisations and of their municipality out of both tables at once, in one query.

A page that shows both levels, or several years, asks here; judging stays with `indicators.queries`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import F, IntegerField, Q, Value

from indicators.analysis import Judged
from indicators.models import Indicator, MunicipalityValue, SchoolValue
from indicators.queries import Plans, judge_municipality_value, judge_school_value

COLUMNS = ("level", "year", "place", "indicator_id", "standing", "numerator", "denominator", "came", "due")
OF_SCHOOL, OF_MUNICIPALITY = 0, 1


class Rows(NamedTuple):
    """Unsaved copies: nothing is written from here."""

    schools: list[SchoolValue]
    municipality: list[MunicipalityValue]


def rows_of(
    municipality_id: int,
    indicators: Collection[int],
    *,
    school_years: Q,
    municipality_years: Q,
) -> Rows:
    """Stored values of the given indicators; the two conditions say which years (and schools) are wanted."""
    schools = SchoolValue.objects.filter(
        school_years, school__municipality=municipality_id, indicator__in=indicators
    ).annotate(level=_number(OF_SCHOOL), place=F("school_id"), came=_number(0), due=_number(0))
    whole = MunicipalityValue.objects.filter(
        municipality_years, municipality=municipality_id, indicator__in=indicators
    ).annotate(
        level=_number(OF_MUNICIPALITY), place=F("municipality_id"), came=F("reported"), due=F("expected")
    )
    rows = Rows([], [])
    for level, year, place, indicator, standing, numerator, denominator, came, due in schools.values_list(
        *COLUMNS
    ).union(whole.values_list(*COLUMNS), all=True):
        sides = {"year": year, "standing": standing, "numerator": numerator, "denominator": denominator}
        if level == OF_SCHOOL:
            rows.schools.append(SchoolValue(school_id=place, indicator_id=indicator, **sides))
        else:
            rows.municipality.append(
                MunicipalityValue(
                    municipality_id=place, indicator_id=indicator, reported=came, expected=due, **sides
                )
            )
    return rows


def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())


def judged_places(
    municipality_id: int, year: int, *, indicators: list[Indicator], plans: Plans
) -> tuple[list[Judged], list[Judged]]:
    """Official values of one year: of every organisation, and of the municipality, in indicator order; one query."""
    by_id = {indicator.pk: indicator for indicator in indicators}
    of_year = Q(year=year)
    rows = rows_of(municipality_id, by_id, school_years=of_year, municipality_years=of_year)
    schools = [judge_school_value(value, by_id[value.indicator_id], plans) for value in rows.schools]
    whole = [judge_municipality_value(value, by_id[value.indicator_id], plans) for value in rows.municipality]
    return schools, _ordered(whole, indicators)


def _ordered(rows: list[Judged], indicators: Iterable[Indicator]) -> list[Judged]:
    order = {indicator.pk: place for place, indicator in enumerate(indicators)}
    return sorted(rows, key=lambda row: order[row.indicator.pk])

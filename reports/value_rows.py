"""The rows of `export_values`: every official value with its plan, for files and for the exports page.

They come as they are asked for: no more than those of `SCHOOLS_AT_ONCE` organisations are in memory.

A row is one place and indicator of one year. School rows are those of participating schools, «не применимо» and
«нет данных» included; municipality rows say how many schools reported of how many expected; region rows are sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.analysis import Judged
from indicators.models import Indicator
from indicators.queries import Plans, indicators_of, judged_municipality, judged_schools, plans_of
from indicators.regions import judged_region
from indicators.value_columns import COLUMNS, value_cells
from schools.models import Municipality, Region, School

__all__ = [
    "COLUMNS",
    "LEVELS",
    "OfYear",
    "ValueRow",
    "batches",
    "municipality_rows",
    "of_year",
    "region_rows",
    "school_rows",
    "value_rows",
]

LEVELS = ("school", "municipality", "region")
SCHOOLS_AT_ONCE = 100
"""Whose rows are in memory at one time, however large the municipality."""


@dataclass(frozen=True)
class ValueRow:
    """`level`, place and the judged value; `cells()` gives the columns of the file."""

    level: str
    place_code: str
    place: str
    judged: Judged

    def cells(self) -> tuple[int | str | Decimal | None, ...]:
        """Typed values in the order of `COLUMNS`; empty ones are None."""
        return value_cells(self.level, self.place_code, self.place, self.judged)


@dataclass(frozen=True)
class Narrowed:
    """Which indicators (of a year) and organisations are wanted; sums of municipality and region stay those of all."""

    takes: Callable[[Indicator, int], bool] = lambda indicator, year: True
    takes_school: Callable[[School], bool] = lambda school: True


EVERYTHING = Narrowed()


@dataclass(frozen=True)
class OfYear:
    """What all rows of one municipality and year share: the wanted indicators, the plans."""

    municipality: Municipality
    year: int
    indicators: list[Indicator]
    plans: Plans


def value_rows(
    *,
    year: int,
    levels: tuple[str, ...] = LEVELS,
    municipalities: list[Municipality],
    regions: list[Region],
    narrowed: Narrowed = EVERYTHING,
) -> Iterator[ValueRow]:
    """School rows, then municipality rows, then region rows, each by place code and indicator order.

    Ten queries a municipality and one more for each further `SCHOOLS_AT_ONCE` organisations, four a region.
    """
    of_municipalities: list[ValueRow] = []
    for municipality in municipalities:
        known = of_year(municipality, year, narrowed)
        if "school" in levels:
            for schools in batches(municipality, narrowed):
                yield from school_rows(known, schools)
        if "municipality" in levels:
            of_municipalities += municipality_rows(known)
    yield from of_municipalities
    if "region" in levels:
        for region in regions:
            yield from region_rows(region, year, narrowed)


def of_year(municipality: Municipality, year: int, narrowed: Narrowed) -> OfYear:
    indicators = [one for one in indicators_of(municipality.pk, year) if narrowed.takes(one, year)]
    return OfYear(municipality, year, indicators, plans_of(municipality.pk, year))


def batches(municipality: Municipality, narrowed: Narrowed) -> Iterator[dict[int, School]]:
    """The wanted organisations by code, `SCHOOLS_AT_ONCE` together, by primary key."""
    found = School.objects.filter(municipality=municipality)
    wanted = sorted(filter(narrowed.takes_school, found), key=lambda school: school.code)
    for first in range(0, len(wanted), SCHOOLS_AT_ONCE):
        yield {school.pk: school for school in wanted[first : first + SCHOOLS_AT_ONCE]}


def school_rows(known: OfYear, schools: Mapping[int, School]) -> Iterator[ValueRow]:
    rows = judged_schools(
        known.municipality.pk, known.year, schools=schools, indicators=known.indicators, plans=known.plans
    )
    for judged in sorted(rows, key=lambda row: schools[row.place_id].code):
        school = schools[judged.place_id]
        yield ValueRow("school", school.code, school.short_name, judged)


def municipality_rows(known: OfYear) -> Iterator[ValueRow]:
    place = known.municipality
    for judged in judged_municipality(place.pk, known.year, indicators=known.indicators, plans=known.plans):
        yield ValueRow("municipality", place.code, place.name, judged)


def region_rows(region: Region, year: int, narrowed: Narrowed) -> Iterator[ValueRow]:
    for judged in judged_region(region.pk, year):
        if narrowed.takes(judged.indicator, year):
            yield ValueRow("region", region.code, region.name, judged)

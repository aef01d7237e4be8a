"""The rows of `export_values`: every official value with its plan, for files and for the exports page.

A row is one place and indicator of one year. School rows are those of participating schools, «не применимо» and
«нет данных» included; municipality rows say how many schools reported of how many expected; region rows are sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.analysis import Judged
from indicators.models import Indicator
from indicators.queries import indicators_of, judged_municipality, judged_schools, plans_of
from indicators.regions import judged_region
from indicators.value_columns import COLUMNS, value_cells
from schools.models import Municipality, Region, School

__all__ = ["COLUMNS", "LEVELS", "ValueRow", "value_rows"]

LEVELS = ("school", "municipality", "region")


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


def value_rows(
    *,
    year: int,
    levels: tuple[str, ...] = LEVELS,
    municipalities: list[Municipality],
    regions: list[Region],
    narrowed: Narrowed = EVERYTHING,
) -> Iterator[ValueRow]:
    """School rows, then municipality rows, then region rows, each by place code and indicator order.

    Ten queries a municipality, however many schools it has, and four a region; one municipality at a time in memory.
    """
    of_municipalities: list[ValueRow] = []
    for municipality in municipalities:
        indicators = [i for i in indicators_of(municipality.pk, year) if narrowed.takes(i, year)]
        plans = plans_of(municipality.pk, year)
        if "school" in levels:
            places = {
                school.pk: school
                for school in School.objects.filter(municipality=municipality)
                if narrowed.takes_school(school)
            }
            asked = None if narrowed is EVERYTHING else places.keys()
            yield from _of_schools(
                places,
                judged_schools(municipality.pk, year, schools=asked, indicators=indicators, plans=plans),
            )
        if "municipality" in levels:
            of_municipalities += [
                ValueRow("municipality", municipality.code, municipality.name, judged)
                for judged in judged_municipality(municipality.pk, year, indicators=indicators, plans=plans)
            ]
    yield from of_municipalities
    if "region" in levels:
        for region in regions:
            for judged in judged_region(region.pk, year):
                if narrowed.takes(judged.indicator, year):
                    yield ValueRow("region", region.code, region.name, judged)


def _of_schools(places: dict[int, School], rows: list[Judged]) -> Iterator[ValueRow]:
    for judged in sorted(rows, key=lambda row: places[row.place_id].code):
        school = places[judged.place_id]
        yield ValueRow("school", school.code, school.short_name, judged)

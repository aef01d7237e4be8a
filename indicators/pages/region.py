"""Municipalities of a region side by side for shared indicators: value, plan, status, who reported. Six queries.

Filters by topic and level of education leave some of the indicators; every column sorts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from indicators.analysis import Judged
from indicators.models import Indicator, MunicipalityValue, Standing, Target
from indicators.pages.filters import EVERYTHING, Asked, in_order
from indicators.pages.heatmap import Cell
from indicators.pages.links import Links
from indicators.pages.printing import bare, hint, reported, shown_number, unit_sign
from indicators.queries import Plans, judge_municipality_value, with_terms
from indicators.regions import summed
from schools.models import Municipality, Region
from schools.models.fields import name_key


@dataclass(frozen=True)
class Column:
    indicator: Indicator
    unit: str


@dataclass(frozen=True)
class Row:
    """`reported` is that of the indicator most organisations answer for."""

    municipality: Municipality
    cells: list[Cell]
    reported: str
    came: Fraction | None
    missed: int
    judged: int


@dataclass(frozen=True)
class RegionPage:
    region: Region
    asked: Asked
    columns: list[Column]
    rows: list[Row]
    whole: list[Cell]
    without_values: int
    all_columns: int

    @property
    def shown(self) -> str:
        """«Показано показателей: 5 из 17»."""
        return f"Показано показателей: {len(self.columns)} из {self.all_columns}"

    @property
    def missing_plan(self) -> int:
        """Municipalities with at least one indicator below its plan."""
        return sum(row.missed > 0 for row in self.rows)


def region_page(region_id: int, year: int, asked: Asked = EVERYTHING) -> RegionPage:
    municipalities = list(Municipality.objects.filter(region=region_id).select_related("region"))
    indicators = list(
        Indicator.objects.filter(municipality__isnull=True)
        .valid_in(year)
        .select_related("goal")
        .prefetch_related(with_terms())
    )
    plans: dict[int, Plans] = defaultdict(Plans)
    for target in Target.objects.filter(year=year, municipality__region=region_id):
        plans[target.municipality_id or 0].municipal[target.indicator_id] = target
    values: dict[int, dict[int, MunicipalityValue]] = defaultdict(dict)
    for value in MunicipalityValue.objects.filter(year=year, municipality__region=region_id):
        values[value.indicator_id][value.municipality_id] = value
    known = [i for i in indicators if any(v.standing == Standing.KNOWN for v in values[i.pk].values())]
    shown = [i for i in known if asked.takes_indicator(i, year)]
    links = Links(year)
    rows = [_row(one, shown, values, plans[one.pk], links) for one in municipalities]
    return RegionPage(
        region=municipalities[0].region,
        asked=asked,
        columns=[Column(indicator, unit_sign(indicator)) for indicator in shown],
        rows=_sorted(rows, shown, asked.sort),
        whole=[
            _cell(summed(indicator, list(values[indicator.pk].values()), region_id, year), "")
            for indicator in shown
        ],
        without_values=len(indicators) - len(known),
        all_columns=len(known),
    )


def _row(
    municipality: Municipality,
    shown: list[Indicator],
    values: dict[int, dict[int, MunicipalityValue]],
    plans: Plans,
    links: Links,
) -> Row:
    found = [
        judge_municipality_value(value, indicator, plans)
        if (value := values[indicator.pk].get(municipality.pk)) is not None
        else None
        for indicator in shown
    ]
    known = [one for one in found if one is not None]
    widest = max(known, key=lambda one: one.expected or 0, default=None)
    choose = f"?municipality={municipality.code}"
    return Row(
        municipality,
        [_cell(one, links.indicator(i.code) + choose) for one, i in zip(found, shown, strict=True)],
        reported(widest) if widest else "",
        Fraction(widest.reported or 0, widest.expected) if widest and widest.expected else None,
        sum(one.missed for one in known),
        sum(one.target is not None and one.value is not None for one in known),
    )


def _sorted(rows: list[Row], shown: list[Indicator], sort: str) -> list[Row]:
    """By name, who reported, misses or a column; nothing to show stands last in either direction."""
    columns: dict[str, Callable[[Row], Any]] = {
        indicator.code: lambda row, place=place: row.cells[place].value  # type: ignore[misc]
        for place, indicator in enumerate(shown)
    }
    columns |= {
        "name": lambda row: name_key(row.municipality.name),
        "reported": lambda row: row.came,
        "missed": lambda row: row.missed if row.judged else None,
    }
    return in_order(rows, sort, columns)


def _cell(judged: Judged | None, url: str) -> Cell:
    if judged is None:
        return Cell("", "no_data", title="нет данных")
    words = [hint(judged) or judged.status.label]
    words.append(f"представили {reported(judged)}" if judged.expected else "")
    return Cell(
        bare(judged), judged.status.value, url, "; ".join(word for word in words if word), value=judged.value,
        number=shown_number(judged),
    )  # fmt: skip

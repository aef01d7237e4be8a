"""Municipalities of a region side by side for shared indicators: value, plan, status, who reported. Five queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from indicators.analysis import Judged
from indicators.models import Indicator, MunicipalityValue, Standing, Target
from indicators.pages.heatmap import Cell
from indicators.pages.links import Links
from indicators.pages.printing import bare, hint, reported, unit_sign
from indicators.queries import Plans, judge_municipality_value, with_terms
from indicators.regions import summed
from schools.models import Municipality, Region


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
    missed: int
    judged: int


@dataclass(frozen=True)
class RegionPage:
    region: Region
    columns: list[Column]
    rows: list[Row]
    whole: list[Cell]
    without_values: int

    @property
    def missing_plan(self) -> int:
        """Municipalities with at least one indicator below its plan."""
        return sum(row.missed > 0 for row in self.rows)


def region_page(region_id: int, year: int) -> RegionPage:
    municipalities = list(Municipality.objects.filter(region=region_id).select_related("region"))
    indicators = list(
        Indicator.objects.filter(municipality__isnull=True).valid_in(year).prefetch_related(with_terms())
    )
    plans: dict[int, Plans] = defaultdict(Plans)
    for target in Target.objects.filter(year=year, municipality__region=region_id):
        plans[target.municipality_id or 0].municipal[target.indicator_id] = target
    values: dict[int, dict[int, MunicipalityValue]] = defaultdict(dict)
    for value in MunicipalityValue.objects.filter(year=year, municipality__region=region_id):
        values[value.indicator_id][value.municipality_id] = value
    shown = [i for i in indicators if any(v.standing == Standing.KNOWN for v in values[i.pk].values())]
    links = Links(year)
    return RegionPage(
        region=municipalities[0].region,
        columns=[Column(indicator, unit_sign(indicator)) for indicator in shown],
        rows=[_row(one, shown, values, plans[one.pk], links) for one in municipalities],
        whole=[
            _cell(summed(indicator, list(values[indicator.pk].values()), region_id, year), "")
            for indicator in shown
        ],
        without_values=len(indicators) - len(shown),
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
        sum(one.missed for one in known),
        sum(one.target is not None and one.value is not None for one in known),
    )


def _cell(judged: Judged | None, url: str) -> Cell:
    if judged is None:
        return Cell("", "no_data", title="нет данных")
    words = [hint(judged) or judged.status.label]
    words.append(f"представили {reported(judged)}" if judged.expected else "")
    return Cell(
        bare(judged), judged.status.value, url, "; ".join(word for word in words if word), value=judged.value
    )

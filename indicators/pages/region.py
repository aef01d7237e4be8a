"""Municipalities of a region side by side for shared indicators: value, plan, status, who reported. Five queries.

Instead of values their places or points may be shown (`region_views`). Filters by topic and level of education leave
some of the indicators; every column sorts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from indicators.analysis import Judged, missed_words
from indicators.charts import Figure, Measure, Point, ranking
from indicators.models import Indicator, MunicipalityValue, Standing, Target
from indicators.pages.filters import EVERYTHING, Asked, in_order
from indicators.pages.heatmap import Cell
from indicators.pages.links import Links
from indicators.pages.printing import SMALL, bare, hint, is_small, reported, shown_number, unit_sign
from indicators.pages.region_views import DECIMALS, VALUES, Standings, Table, standings_of
from indicators.points import Score
from indicators.queries import Plans, judge_municipality_value, with_terms
from indicators.regions import summed
from schools.models import Municipality, Region
from schools.models.fields import name_key
from schools.numbers import format_number


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
    score: Score
    has_values: bool

    @property
    def mean(self) -> str:
        return format_number(self.score.mean, DECIMALS)


@dataclass(frozen=True)
class RegionPage:
    region: Region
    asked: Asked
    columns: list[Column]
    rows: list[Row]
    whole: list[Cell]
    without_values: int
    all_columns: int
    standings: Standings

    @property
    def has_small(self) -> bool:
        return any(SMALL in cell.text for row in self.rows for cell in row.cells)

    @property
    def leaders(self) -> str:
        """«Первое место – Горный округ: 97,7 из 100»; empty where no points are shown or there is nobody beside it."""
        first = [row for row in self.rows if row.score.place == 1]
        if not first or not self.figures:
            return ""
        names = ", ".join(row.municipality.name for row in first)
        return f"Первое место – {names}: {first[0].mean} из 100"

    @property
    def figures(self) -> dict[str, Figure]:
        """The ranking by mean points, where there is somebody to be compared with."""
        ranked = [row for row in self.rows if row.score.place is not None and row.score.mean is not None]
        if not self.standings.has_points or len(ranked) < 2:
            return {}
        ranked.sort(key=lambda row: (row.score.place or 0, name_key(row.municipality.name)))
        points = [Point(row.municipality.name, row.score.mean) for row in ranked]
        return {"points": ranking(points, Measure("ratio", DECIMALS), "Средний балл")}

    @property
    def shown(self) -> str:
        """«Показано показателей: 5 из 17»."""
        return f"Показано показателей: {len(self.columns)} из {self.all_columns}"

    @property
    def below(self) -> str:
        """What missing a plan is called on this page: «ниже плана»."""
        return missed_words(*(column.indicator.better for column in self.columns))

    @property
    def alone(self) -> str:
        """Why there are values only; empty where two municipalities have some."""
        if sum(row.has_values for row in self.rows) > 1:
            return ""
        return "Значения есть только у одного муниципалитета: сравнивать его не с кем, поэтому мест и баллов нет."

    @property
    def missing_plan(self) -> int:
        """Municipalities with at least one indicator below its plan."""
        return sum(row.missed > 0 for row in self.rows)


def region_page(region_id: int, year: int, asked: Asked = EVERYTHING, view: str = VALUES) -> RegionPage:
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
    table = {
        i.pk: {
            place: judge_municipality_value(value, i, plans[place]) for place, value in values[i.pk].items()
        }
        for i in shown
    }
    standings = standings_of(table, shown, view if _somebody_beside(table) else VALUES)
    rows = [_row(one, shown, table, standings, Links(year)) for one in municipalities]
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
        standings=standings,
    )


def _somebody_beside(table: Table) -> bool:
    """Have two municipalities values? A place or points of one alone would say «the best» of nothing."""
    return len({place for row in table.values() for place, one in row.items() if one.value is not None}) > 1


def _row(
    municipality: Municipality,
    shown: list[Indicator],
    table: Table,
    standings: Standings,
    links: Links,
) -> Row:
    found = [table[indicator.pk].get(municipality.pk) for indicator in shown]
    known = [one for one in found if one is not None]
    widest = max(known, key=lambda one: one.expected or 0, default=None)
    choose = f"?municipality={municipality.code}"
    return Row(
        municipality,
        [
            standings.cell(_cell(one, links.indicator(i.code) + choose), i, municipality.pk)
            for one, i in zip(found, shown, strict=True)
        ],
        reported(widest) if widest else "",
        Fraction(widest.reported or 0, widest.expected) if widest and widest.expected else None,
        sum(one.missed for one in known),
        sum(one.target is not None and one.value is not None for one in known),
        standings.scores.get(municipality.pk, Score()),
        any(one.value is not None for one in known),
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
        "mean": lambda row: row.score.mean,
        "entered": lambda row: row.score.entered,
    }
    return in_order(rows, sort, columns)


def _cell(judged: Judged | None, url: str) -> Cell:
    if judged is None:
        return Cell("", "no_data", title="нет данных")
    words = [hint(judged) or judged.status_words]
    words.append(f"представили {reported(judged)}" if judged.expected else "")
    return Cell(
        bare(judged) + (SMALL if is_small(judged) else ""), judged.status.value, url,
        "; ".join(word for word in words if word), value=judged.value, number=shown_number(judged),
        better=judged.indicator.better,
    )  # fmt: skip

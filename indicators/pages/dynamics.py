"""Dynamics (position 5): each indicator over three years or more, in the form of a printed report.

Per indicator: a numbered table of periods × «всего, из них, %», the change, plan and status, and one sentence. Of the
municipality, of one organisation, or one indicator of all organisations. The periods are the last school years with
values, the page's own year always among them. Five queries; six with the list of organisations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from indicators.charts import Figure, trend
from indicators.models import Indicator
from indicators.pages.asked import AskedDynamics
from indicators.pages.development import development, moved
from indicators.pages.filters import in_order
from indicators.pages.links import Links
from indicators.pages.past import past_of
from indicators.pages.series import Series, incomplete
from indicators.pages.years import measure_of
from schools.calendar import year_label
from schools.models import Municipality, School


@dataclass(frozen=True)
class Table:
    """«Таблица 3. …»: `number` counts the tables of the page."""

    number: int
    series: Series
    url: str

    @property
    def indicator(self) -> Indicator:
        return self.series.indicator

    @property
    def caption(self) -> str:
        return f"Таблица {self.number}. {self.indicator.name}"

    @property
    def sentence(self) -> str:
        return development(self.series)

    @property
    def has_sides(self) -> bool:
        return has_sides([self.series])


@dataclass(frozen=True)
class DynamicsPage:
    asked: AskedDynamics
    years: list[int]
    tables: list[Table]
    without_values: int
    all_tables: int

    @property
    def shown(self) -> str:
        return f"Показано показателей: {len(self.tables)} из {self.all_tables}" if self.all_tables else ""

    @property
    def heading(self) -> str:
        gains = [table.series.change.gain for table in self.tables if table.series.change]
        if not gains:
            return "Сравнивать по годам пока нечего"
        return f"С {year_label(self.years[0])} {moved(gains)}"

    @property
    def incomplete(self) -> str:
        """«За 2026/2027 представили 8 из 19, данные неполные»."""
        return incomplete(table.series for table in self.tables)

    @property
    def gaps(self) -> str:
        return missing_years(self.years)


@dataclass(frozen=True)
class SchoolLine:
    school: School
    url: str
    series: Series


@dataclass(frozen=True)
class IndicatorDynamics:
    """One indicator: the municipality, then every organisation it applies to in one of the years."""

    asked: AskedDynamics
    years: list[int]
    indicator: Indicator
    whole: Series
    lines: list[SchoolLine]
    all_schools: int
    figure: Figure | None

    @property
    def shown(self) -> str:
        return f"Показано организаций: {len(self.lines)} из {self.all_schools}" if self.all_schools else ""

    @property
    def caption(self) -> str:
        return f"Таблица 1. {self.indicator.name}, по муниципалитету"

    @property
    def caption_of_schools(self) -> str:
        return f"Таблица 2. {self.indicator.name}, по организациям"

    @property
    def sentence(self) -> str:
        return development(self.whole)

    @property
    def has_sides(self) -> bool:
        return has_sides([self.whole, *(line.series for line in self.lines)])

    @property
    def has_small(self) -> bool:
        return any(step.is_small for line in self.lines for step in line.series.steps)

    @property
    def gaps(self) -> str:
        return missing_years(self.years)


def dynamics_page(municipality: Municipality, year: int, asked: AskedDynamics) -> DynamicsPage:
    past = past_of(municipality.pk, year)
    years = asked.window(past.years, year)
    links = Links(year)
    found = [past.of_municipality(chain, years) for chain in past.chains(years)]
    return _page(asked, years, found, links.indicator_dynamics)


def school_dynamics(school: School, year: int, asked: AskedDynamics) -> DynamicsPage:
    past = past_of(school.municipality_id, year, schools=Q(school=school), whole=False)
    years = asked.window(past.school_years, year)
    links = Links(year)
    found = [past.of_school(chain, years, school.pk) for chain in past.chains(years)]
    return _page(asked, years, found, lambda code: links.trace(school.code, code))


def indicator_dynamics(
    municipality: Municipality, year: int, code: str, asked: AskedDynamics
) -> IndicatorDynamics | None:
    """None = no such indicator in this municipality and year."""
    past = past_of(municipality.pk, year, schools=Q())
    years = asked.window(past.years, year)
    chain = next((one for one in past.chains(years) if one[0].code == code), None)
    if chain is None:
        return None
    links = Links(year)
    lines = [
        SchoolLine(school, links.trace(school.code, code), past.of_school(chain, years, school.pk))
        for school in School.objects.filter(municipality=municipality).order_by("name_key", "code")
    ]
    concerned = [line for line in lines if _applies(line)]
    chosen = [line for line in concerned if asked.filters.takes_school(line.school)]
    whole = past.of_municipality(chain, years)
    return IndicatorDynamics(
        asked=asked,
        years=years,
        indicator=chain[0],
        whole=whole,
        lines=in_order(chosen, asked.filters.sort, SORTED_BY),
        all_schools=len(concerned),
        figure=_figure(whole),
    )


def _page(
    asked: AskedDynamics, years: list[int], found: Sequence[Series], url: Callable[[str], str]
) -> DynamicsPage:
    chosen = [one for one in found if asked.filters.takes_indicator(one.indicator, years[-1])]
    shown = [series for series in chosen if series.known]
    tables = [
        Table(number, series, url(series.indicator.code)) for number, series in enumerate(shown, start=1)
    ]
    known = sum(bool(series.known) for series in found)
    return DynamicsPage(asked, years, tables, len(chosen) - len(shown), known)


def has_sides(found: Sequence[Series]) -> bool:
    """Does any of them have a denominator?"""
    steps = [step for series in found for step in series.steps if step.line]
    return any(step.line is not None and step.line.denominator != "–" for step in steps)


def missing_years(years: Sequence[int]) -> str:
    """«2022/2023–2025/2026»: the school years between those shown, of which nothing is known."""
    runs: list[list[int]] = []
    for year in sorted(set(range(years[0], years[-1])) - set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join("–".join(year_label(year) for year in dict.fromkeys((run[0], run[-1]))) for run in runs)


def _applies(line: SchoolLine) -> bool:
    return any(step.line and step.status != "not_applicable" for step in line.series.steps)


SORTED_BY: dict[str, Callable[[SchoolLine], Any]] = {
    "name": lambda line: line.school.name_key,
    "change": lambda line: line.series.change.difference if line.series.change else None,
    "last": lambda line: line.series.steps[-1].value,
}


def _figure(series: Series) -> Figure | None:
    """Bars of the newest comparable years; one bar is no development."""
    if series.change is None:
        return None
    run = series.known[-1].run
    points = [step.line.point for step in series.steps if step.line and step.run == run]
    drawn = trend(points, measure_of(series.indicator), series.indicator.heading)
    return replace(drawn, rows=())  # the table of years stands below

"""Two school years side by side (position 5): all indicators of the municipality, or the organisations of one of them.

The later year is the page's, the earlier one is chosen, by default the last one with values. Small groups (a
denominator below the indicator's least one in either year) keep their numbers and take no place. What cannot be
compared says why. Six queries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Q

from indicators.charts import Figure, Pair, before_after
from indicators.models import Indicator, MunicipalityValue, Standing
from indicators.pages.asked import AskedComparison
from indicators.pages.compared import Compared, matched, ranked
from indicators.pages.development import moved
from indicators.pages.links import Links
from indicators.pages.past import Past, past_of
from indicators.pages.series import Change, Series, incomplete
from indicators.pages.years import measure_of
from schools.calendar import year_label
from schools.models import Municipality, School
from schools.numbers import counted

ADVICE = "изменение муниципалитета посчитано по разному кругу организаций и с новыми отчётами станет другим."


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator of the municipality, and how many of its organisations moved which way (small groups apart)."""

    series: Series
    why_not: str
    better: int
    worse: int
    same: int

    @property
    def compared(self) -> int:
        return self.better + self.worse + self.same


@dataclass(frozen=True)
class Detail:
    """One indicator. `both` are the sums over the organisations with values in both years, as a change."""

    series: Series
    lines: list[Compared]
    apart: list[Compared]
    small: list[Compared]
    both: Change | None
    all_schools: int
    figure: Figure | None

    @property
    def compared(self) -> int:
        return len(self.lines) + len(self.small)

    @property
    def both_differ(self) -> bool:
        """Not everybody of the municipality's sums has a value in both years, or the filter leaves some out."""
        if self.both is None or self.series.change is None:
            return self.both is not None
        mine, whole = self.both, self.series.change
        return (mine.before.sides, mine.after.sides) != (whole.before.sides, whole.after.sides)


@dataclass(frozen=True)
class ComparisonPage:
    """`before` is None while there is no earlier year with values; `ended` had a value then and are not valid now."""

    asked: AskedComparison
    before: int | None
    year: int
    earlier: list[int]
    indicators: list[tuple[str, str]]
    overview: list[IndicatorLine]
    detail: Detail | None
    ended: list[Indicator] = field(default_factory=list)

    @property
    def heading(self) -> str:
        if self.before is None:
            return "Сравнивать пока не с чем"
        if self.detail is not None:
            tail = f". {self.incomplete}" if self.incomplete else ""
            return f"{_of_schools(self.detail)}{tail}"
        gains = [line.series.change.gain for line in self.overview if line.series.change]
        if not gains:
            return "Показателей с данными за оба года нет"
        since = "За год" if self.is_last_year else f"С {year_label(self.before)}"
        tail = f". {self.incomplete}" if self.incomplete else ""
        return f"{since} {moved(gains)}{tail}"

    @property
    def incomplete(self) -> str:
        """Of the years compared: «За 2026/2027 представили 8 из 19, данные неполные»."""
        return incomplete([self.detail.series] if self.detail else [line.series for line in self.overview])

    @property
    def incomplete_advice(self) -> str:
        return f"{self.incomplete}: {ADVICE}"

    @property
    def figure_title(self) -> str:
        """The years of the circles, and who is missing of them."""
        before, after = (year_label(year) for year in (self.before or self.year, self.year))
        title = f"{before} (пустой кружок) и {after} (закрашенный)"
        return f"{title}. {self.incomplete}" if self.incomplete else title

    @property
    def figures(self) -> dict[str, Figure | None]:
        return {"schools": self.detail.figure} if self.detail else {}

    @property
    def shown(self) -> str:
        if self.detail is None:
            return f"Показано показателей: {len(self.overview)} из {len(self.indicators)}"
        known = len(self.detail.lines) + len(self.detail.apart) + len(self.detail.small)
        return f"Показано организаций: {known} из {self.detail.all_schools}"

    @property
    def title(self) -> str:
        """Of the chart as a file."""
        name = self.detail.series.indicator.name if self.detail else ""
        return f"{name}: {self.years}{f'. {self.incomplete}' if self.incomplete else ''}"

    @property
    def years(self) -> str:
        return f"{year_label(self.before)} → {year_label(self.year)}" if self.before is not None else ""

    @property
    def is_last_year(self) -> bool:
        return self.before is None or self.before == self.year - 1

    @property
    def has_last_year(self) -> bool:
        return self.year - 1 in self.earlier

    @property
    def last_year(self) -> str:
        return year_label(self.year - 1)

    @property
    def sort(self) -> str:
        """What the heading of the change shows: its order is the one that holds when nothing is asked."""
        return self.asked.filters.sort or "-change"

    @property
    def query(self) -> str:
        """The address without the indicator, encoded, with «&» behind: for the links to one."""
        kept = [pair for pair in self.asked.filters.unsorted if pair[0] not in ("indicator", "topic")]
        return f"{urlencode(kept)}&" if kept else ""

    def selects(self, years: Iterable[int]) -> list[dict[str, Any]]:
        if self.before is None:
            return []
        return self.asked.selects(
            self.year, years, earlier=self.earlier, before=self.before, indicators=self.indicators
        )


def comparison_page(municipality: Municipality, year: int, asked: AskedComparison) -> ComparisonPage:
    past = past_of(municipality.pk, year, schools=_two_years(municipality, year, asked.before))
    earlier = [one for one in past.years if one < year]
    before = asked.before if asked.before in earlier else max(earlier, default=None)
    if before is None:
        return ComparisonPage(asked, None, year, [], [], [], None)
    years = [before, year]
    chains = [chain for chain in past.chains(years) if _is_known(past, chain, years)]
    ended = [chain[0] for chain in chains if not chain[0].valid_in(year)]
    chains = [chain for chain in chains if chain[0].valid_in(year)]
    schools = list(School.objects.filter(municipality=municipality).order_by("name_key", "code"))
    chosen = next((chain for chain in chains if chain[0].code == asked.indicator), None)
    return ComparisonPage(
        asked=asked,
        before=before,
        year=year,
        earlier=earlier,
        indicators=[(chain[0].code, chain[0].heading) for chain in chains],
        overview=[] if chosen else _overview(past, chains, years, schools, asked),
        detail=_detail(past, chosen, years, schools, asked) if chosen else None,
        ended=ended,
    )


def _two_years(municipality: Municipality, year: int, before: int | None) -> Q:
    """The page's year, the one asked for, and the last one with values."""
    known = MunicipalityValue.objects.filter(
        municipality=municipality, year__lt=year, standing=Standing.KNOWN
    )
    last = known.values("municipality").annotate(last=Max("year")).values("last")
    return Q(year__in=[one for one in (year, before) if one is not None]) | Q(year__in=last)


def _is_known(past: Past, chain: Sequence[Indicator], years: Sequence[int]) -> bool:
    return bool(past.of_municipality(chain, years).known)


def _overview(
    past: Past,
    chains: Sequence[Sequence[Indicator]],
    years: list[int],
    schools: Sequence[School],
    asked: AskedComparison,
) -> list[IndicatorLine]:
    found = []
    chosen = [school for school in schools if asked.filters.takes_school(school)]
    for chain in chains:
        if not asked.filters.takes_indicator(chain[0], years[-1]):
            continue
        series = past.of_municipality(chain, years)
        lines = [Compared.of(school, past.of_school(chain, years, school.pk)) for school in chosen]
        moved = Counter(
            (line.change.gain > 0) - (line.change.gain < 0)
            for line in lines
            if line.change and not line.is_small
        )
        found.append(IndicatorLine(series, _why_not(series), moved[1], moved[-1], moved[0]))
    return found


def _why_not(series: Series) -> str:
    """Of the municipality as a whole; empty where there is a change."""
    before, after = series.steps
    if series.change is not None:
        return ""
    if before.is_known and after.is_known:
        return "считался иначе, не сопоставимо"
    return f"за {(before if after.is_known else after).named} данных нет"


def _detail(
    past: Past,
    chain: Sequence[Indicator],
    years: list[int],
    schools: Sequence[School],
    asked: AskedComparison,
) -> Detail:
    links = Links(years[-1])
    found = [
        Compared.of(
            school,
            past.of_school(chain, years, school.pk),
            everybody=schools,
            url=links.trace(school.code, chain[0].code),
        )
        for school in schools
    ]
    known = [line for line in found if line.series.known]
    some = [line for line in known if asked.filters.takes_school(line.school)]
    lines = ranked([line for line in some if line.change and not line.is_small], asked.filters.sort)
    return Detail(
        series=past.of_municipality(chain, years),
        lines=lines,
        apart=[line for line in some if line.change is None],
        small=[line for line in some if line.change and line.is_small],
        both=matched(some),
        all_schools=len(known),
        figure=_figure(chain[0], lines),
    )


def _figure(indicator: Indicator, lines: Sequence[Compared]) -> Figure | None:
    pairs = [
        Pair(line.school.short_name, line.change.before.value, line.change.after.value)
        for line in lines
        if line.change and line.change.before.value is not None and line.change.after.value is not None
    ]
    return before_after(pairs, measure_of(indicator), indicator.heading) if len(pairs) > 1 else None


def _of_schools(detail: Detail) -> str:
    """«„Билет“ 6–11: лучше в 8 организациях из 17, хуже в 5»."""
    name = detail.series.indicator.heading
    gains = [line.change.gain for line in detail.lines if line.change]
    if not gains:
        return f"{name}: {detail.series.change.text if detail.series.change else 'сравнить нечего'}"
    better, worse = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    words = counted(better, "организации", "организациях", "организациях")
    return f"{name}: лучше в {words} из {len(gains)}, хуже в {worse}"

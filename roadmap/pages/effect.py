"""The page «Эффективность мер» (position 9): a municipality, the later year and a topic in, comparisons in words out.

Five queries: four for the values of both years, one for the recommendations of the earlier one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from indicators.charts import Figure, Measure, Pair, before_after
from indicators.models import Topic
from indicators.pages.printing import options
from roadmap.comparison import Comparison, Verdict
from roadmap.effect import (
    Ground,
    RecommendationEffect,
    effect_of_indicators,
    effect_of_recommendations,
    ground_of,
)
from schools.calendar import year_label
from schools.models import Municipality
from schools.numbers import counted, plural

INDICATORS = ("показатель", "показателя", "показателей")


@dataclass(frozen=True)
class Row:
    """A comparison with the municipality's own values over the years, for the small line."""

    comparison: Comparison
    series: list[Fraction | None]


@dataclass(frozen=True)
class Addressed:
    """The recommendations about one indicator, and what became of the schools they went to."""

    name: str
    effects: list[RecommendationEffect]
    count: Counter[Verdict]

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        return [(verdict, self.count[verdict]) for verdict in Verdict if self.count[verdict]]


@dataclass(frozen=True)
class EffectPage:
    """`compared` have a verdict, `others` say why not; `comparable_year` is a year worth looking at instead."""

    year: int
    heading: str
    compared: list[Row]
    others: list[Comparison]
    addressed: list[Addressed] = field(default_factory=list)
    figure: Figure | None = None
    filters: list[dict[str, Any]] = field(default_factory=list)
    comparable_year: int | None = None

    @property
    def before_label(self) -> str:
        return year_label(self.year - 1)

    @property
    def after_label(self) -> str:
        return year_label(self.year)

    @property
    def reasons(self) -> list[tuple[str, list[Comparison]]]:
        """Why some are not compared, the commonest reason first."""
        by_reason: dict[str, list[Comparison]] = {}
        for one in self.others:
            by_reason.setdefault(one.why_not, []).append(one)
        return sorted(by_reason.items(), key=lambda pair: -len(pair[1]))

    @property
    def has_noise(self) -> bool:
        return any(row.comparison.is_noise for row in self.compared)


def effect_page(
    municipality: Municipality, year: int, *, years: Sequence[int] = (), topic: str = ""
) -> EffectPage:
    """`years` are those the portal knows, the newest first."""
    ground = ground_of(municipality.pk, year)
    everything = effect_of_indicators(municipality.pk, year, ground)
    topics = {one.indicator.goal.topic for one in everything if one.indicator.goal}
    chosen = topic if topic in topics else ""
    found = [
        one for one in everything if not chosen or (one.indicator.goal and one.indicator.goal.topic == chosen)
    ]
    compared = [Row(one, ground.series(one)) for one in found if one.difference is not None]
    return EffectPage(
        year,
        heading_of([row.comparison for row in compared], year),
        compared,
        [one for one in found if one.difference is None],
        _addressed(municipality, ground, chosen),
        _figure([row.comparison for row in compared]),
        [options("topic", "Тема", "все темы", [c for c in Topic.choices if c[0] in topics], chosen)],
        None if compared else next((one for one in years if one < year and one - 1 in years), None),
    )


def heading_of(compared: Sequence[Comparison], year: int) -> str:
    """«Улучшились 6 показателей из 9»."""
    if not compared:
        return f"Сравнить {year_label(year)} с прошлым годом пока нельзя"
    better = sum(one.verdict == Verdict.IMPROVED for one in compared)
    if not better:
        return f"Ни один показатель из {len(compared)} не улучшился"
    verb = plural(better, "Улучшился", "Улучшились", "Улучшились")
    return f"{verb} {counted(better, *INDICATORS)} из {len(compared)}"


def _addressed(municipality: Municipality, ground: Ground, topic: str) -> list[Addressed]:
    by_indicator: dict[int, list[RecommendationEffect]] = {}
    for effect in effect_of_recommendations(municipality.pk, ground.year - 1, ground):
        indicator = effect.comparison.indicator
        if not topic or (indicator.goal and indicator.goal.topic == topic):
            by_indicator.setdefault(indicator.pk, []).append(effect)
    return [
        Addressed(
            effects[0].comparison.indicator.name,
            effects,
            Counter(effect.comparison.verdict for effect in effects),
        )
        for effects in by_indicator.values()
    ]


def _figure(compared: Sequence[Comparison]) -> Figure | None:
    """Shares of which more is better, all on one scale."""
    pairs = [
        Pair(one.indicator.heading, one.value_before, one.value_after)
        for one in compared
        if one.indicator.is_percent
        and one.indicator.better == "higher"
        and one.value_before is not None
        and one.value_after is not None
    ]
    return before_after(pairs, Measure(), "До и после") if len(pairs) > 1 else None

"""What the cells of the page of a region show: values, places, or points where the best of the region is 100.

Small groups (a denominator below the indicator's least one) keep their value and take neither place nor points. Counts,
and sums of money without a denominator, grow with the size of a municipality: they have places, and points only where
these are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from indicators.analysis import Judged
from indicators.models import Indicator
from indicators.pages.heatmap import Cell
from indicators.pages.printing import SMALL, is_small
from indicators.points import Score, places_of, points_of, scores_of
from schools.numbers import format_number, round_half_up

VALUES, PLACES, POINTS, ALL_POINTS = "", "places", "points", "all_points"
VIEWS = [
    (VALUES, "значения и план"),
    (PLACES, "места"),
    (POINTS, "баллы: доли и отношения"),
    (ALL_POINTS, "баллы: все показатели"),
]
DECIMALS = 1

Table = Mapping[int, Mapping[int, Judged]]
"""Indicator → municipality → judged value."""


def view_asked(words: Mapping[str, str]) -> str:
    """Of the address; an unknown word shows the values."""
    return words.get("view", VALUES) if words.get("view") in dict(VIEWS) else VALUES


@dataclass(frozen=True)
class Standings:
    """`places` and `points` by indicator and municipality; `scored` counts the indicators that gave points."""

    view: str
    places: dict[int, dict[int, int]] = field(default_factory=dict)
    points: dict[int, dict[int, Fraction]] = field(default_factory=dict)
    scores: dict[int, Score] = field(default_factory=dict)

    @property
    def has_points(self) -> bool:
        return self.view in (POINTS, ALL_POINTS)

    @property
    def scored(self) -> int:
        return sum(bool(found) for found in self.points.values())

    def cell(self, cell: Cell, indicator: Indicator, municipality: int) -> Cell:
        """The cell of values, with place or points instead where these are shown; the value moves into its title.

        `value` sorts: more is better in every view.
        """
        if self.view == VALUES or cell.value is None:
            return cell
        title = "; ".join(words for words in (f"значение {cell.text}", cell.title) if words)
        if self.view == PLACES:
            place = self.places.get(indicator.pk, {}).get(municipality)
            text = SMALL if place is None else str(place)
            value = None if place is None else Fraction(-place)
            return replace(cell, text=text, title=title, value=value, number=_number(place, 0))
        points = self.points.get(indicator.pk, {}).get(municipality)
        text = SMALL if points is None and SMALL in cell.text else format_number(points, DECIMALS)
        return replace(cell, text=text, title=title, value=points, number=_number(points, DECIMALS))


def standings_of(table: Table, indicators: Sequence[Indicator], view: str) -> Standings:
    standings = Standings(view)
    if view == VALUES:
        return standings
    for indicator in indicators:
        values = {
            place: judged.value
            for place, judged in table.get(indicator.pk, {}).items()
            if judged.value is not None and not is_small(judged)
        }
        standings.places[indicator.pk] = places_of(values, indicator.better)
        if view == ALL_POINTS or not _grows_with_size(table.get(indicator.pk, {})):
            standings.points[indicator.pk] = points_of(values, indicator.better)
    standings.scores.update(scores_of(standings.points))
    return standings


def _grows_with_size(values: Mapping[int, Judged]) -> bool:
    known = [judged for judged in values.values() if judged.value is not None]
    return any(one.indicator.unit == Indicator.Unit.COUNT or one.denominator is None for one in known)


def _number(value: Fraction | int | None, decimals: int) -> Decimal | None:
    return None if value is None else round_half_up(value, decimals)

"""«Лучшее в регионе = 100 баллов»: values of several places in, points, places and a mean out. Pure and exact.

For one indicator, over the places that have a value (those without data are no zeros, they are not there):

* more is better: points = value ÷ best × 100, the best being the largest value. Where the best is 0 nobody has anything
  to be compared by: the indicator gives no points to anybody.
* less is better: points = best ÷ value × 100, the best being the smallest value; a value of 0 is the best there is and
  has 100, every other value beside a best of 0 has 0 (0 ÷ value).

The mean of a place is that of its points, each a fraction, rounded once when it is printed. `entered` counts the
indicators that gave it points. Only places with at least half of the indicators that gave points to anybody take a
place in the ranking: one lucky indicator does not win.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from schools.numbers import Better

Key = TypeVar("Key")
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Score:
    """`mean` is None without a single point; `place` is None below half of the indicators."""

    mean: Fraction | None = None
    entered: int = 0
    place: int | None = None


def points_of(values: Mapping[Key, Fraction], better: Better) -> dict[Key, Fraction]:
    """The rules stand above; values are not negative."""
    if not values:
        return {}
    if better == "higher":
        best = max(values.values())
        return {key: HUNDRED * value / best for key, value in values.items()} if best else {}
    best = min(values.values())
    return {key: HUNDRED * best / value if value else HUNDRED for key, value in values.items()}


def places_of(values: Mapping[Key, Fraction], better: Better) -> dict[Key, int]:
    """1 for the best; equal values share a place and the next one is counted past them: 1, 1, 3."""
    ordered = sorted(values.values(), reverse=better == "higher")
    first = {value: number for number, value in reversed(list(enumerate(ordered, start=1)))}
    return {key: first[value] for key, value in values.items()}


def scores_of(points: Mapping[int, Mapping[Key, Fraction]]) -> dict[Key, Score]:
    """Indicator → place → points in; a score for every place that has points."""
    scored = [found for found in points.values() if found]
    mine: dict[Key, list[Fraction]] = {}
    for found in scored:
        for key, value in found.items():
            mine.setdefault(key, []).append(value)
    means = {key: sum(values, Fraction(0)) / len(values) for key, values in mine.items()}
    ranked = places_of(
        {key: mean for key, mean in means.items() if 2 * len(mine[key]) >= len(scored)}, "higher"
    )
    return {key: Score(mean, len(mine[key]), ranked.get(key)) for key, mean in means.items()}

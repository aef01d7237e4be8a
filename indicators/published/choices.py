"""What an officer chose for a document, as it is kept between two looks at the page: indicators, years, ticks.

«Не вести» is a choice, too, and kept as none; a name, a period or a row that is not here goes as it is proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.published.planning import Choice


@dataclass(frozen=True)
class Kept:
    """`indicators` by printed name, `years` by printed period; None = «не вести»."""

    name: str = ""
    indicators: Mapping[str, int | None] = field(default_factory=dict)
    years: Mapping[str, int | None] = field(default_factory=dict)
    ticks: Mapping[int, bool] = field(default_factory=dict)


def kept_of(choices: Mapping[str, Any]) -> Kept:
    ticks = {int(place): kept for place, kept in choices.get("ticks", {}).items()}
    return Kept(choices.get("name", ""), choices.get("indicators", {}), choices.get("years", {}), ticks)


def stored(choice: Choice) -> dict[str, Any]:
    """With «не вести» for the names and periods that were offered and left out."""
    return {
        "name": choice.name,
        "indicators": dict.fromkeys(choice.names)
        | {name: indicator.pk for name, indicator in choice.indicators.items()},
        "years": dict.fromkeys(choice.periods) | dict(choice.years),
        "ticks": {str(place): kept for place, kept in choice.ticks.items()},
    }


def without_ticks(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Columns were named anew: rows have other places, names and periods are the same words."""
    return {**choices, "ticks": {}}

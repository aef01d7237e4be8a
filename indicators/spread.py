"""How organisations are spread over the values of one indicator: a mark each, stacked, with plan and municipality.

A triangle is below the plan, a circle is on it or above; pale ones are small groups. Intervals are cut exactly, and the
drawing is narrow enough for a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from indicators import chart_parts as parts
from indicators.analysis import missed_words
from indicators.chart_parts import INK
from indicators.charts import BRAND, FILLS, Figure, Measure
from indicators.drawing import Spec
from schools.numbers import Exact, counted, exact, format_number

WIDTH, TALLEST = 340, 150
LETTER = 7.4  # pixels a letter takes on average
MOST_INTERVALS = 20
MARK = 13  # pixels from mark to mark
SHAPES = {"missed": "triangle-down", "achieved": "circle", "neutral": "circle"}


@dataclass(frozen=True, slots=True)
class Spot:
    """One organisation; `status` against its own plan."""

    value: Fraction
    status: str
    small: bool = False


def spread(
    spots: Sequence[Spot], measure: Measure, *, plan: Exact | None, whole: Exact | None, name: str
) -> Figure:
    """`plan` and `whole` are the municipality's; they stand as lines with their words."""
    whole_numbers = measure.unit != "percent" and all(spot.value.denominator == 1 for spot in spots)
    step = _step(
        max([spot.value for spot in spots] + [exact(n) for n in (plan, whole) if n is not None]),
        Fraction(1) if whole_numbers else Fraction(1, 1000),
    )
    middle = Fraction(0) if whole_numbers and step == 1 else step / 2
    rows = _stacked(spots, step, middle)
    heights = max(row["level"] for row in rows) + 1
    mark = min(Fraction(MARK), Fraction(TALLEST, heights))
    last = max(max(row["value"] for row in rows) + float(step / 2), *(float(n or 0) for n in (plan, whole)))
    x: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [0, last * 1.04], "nice": False}}
    x["axis"] = {**parts.axis(percent=measure.unit == "percent"), "grid": False, "domain": True}
    height = float(mark * max(heights, 4))
    layers = [_marks(x, heights, mark), *_line(x, last, plan, f"план {measure.print_plan(plan)}", INK, -22)]
    layers += _line(x, last, whole, f"муниципалитет {measure.print(whole, plan)}", BRAND, -7, dash=[4, 3])
    drawing = parts.spec(layers, rows, width=WIDTH, height=round(height), right=14)
    drawing["padding"] = {**drawing["padding"], "top": 34}
    return Figure(
        drawing,
        _sentence(spots, measure, name),
        ("Значения", "Организаций"),
        _table(spots, step, measure, alone=middle == 0),
    )


def _step(largest: Fraction, step: Fraction) -> Fraction:
    """1, 2 or 5 times a power of ten, from `step` on, so that `MOST_INTERVALS` hold the largest value."""
    while True:
        for factor in (1, 2, 5):
            if step * factor * MOST_INTERVALS >= largest:
                return step * factor
        step *= 10


def _interval(value: Fraction, step: Fraction) -> int:
    """The largest value that just fits belongs to the last interval."""
    return min(value // step, MOST_INTERVALS - 1)


def _stacked(spots: Sequence[Spot], step: Fraction, middle: Fraction) -> list[Spec]:
    """Marks of one interval stand one on another in its middle, those below the plan lowest."""
    taken: Counter[int] = Counter()
    rows = []
    for spot in sorted(spots, key=lambda spot: (spot.status != "missed", spot.value)):
        place = _interval(spot.value, step)
        rows.append(
            {
                "value": float(place * step + middle),
                "level": taken[place],
                "plan": None,
                "shape": SHAPES[spot.status],
                "fill": FILLS[spot.status],
                "opacity": 0.45 if spot.small else 1,
            }
        )
        taken[place] += 1
    return rows


def _marks(x: Spec, heights: int, mark: Fraction) -> Spec:
    room = {"domain": [-0.6, max(heights, 4) - 0.4], "nice": False}
    y = {"field": "level", "type": "quantitative", "axis": None, "scale": room}
    shape = {"field": "shape", "type": "nominal", "scale": None, "legend": None}
    size = float((mark - 2) ** 2 * Fraction(3, 4))
    return {
        "mark": {"type": "point", "filled": True, "size": size},
        "encoding": {"x": {**x, "field": "value"}, "y": y, "shape": shape, "color": parts.color("fill"),
                     "opacity": parts.color("opacity")},
    }  # fmt: skip


def _line(
    x: Spec, last: float, value: Exact | None, words: str, ink: str, above: int, dash: list[int] | None = None
) -> list[Spec]:
    """A line from top to bottom with its words above the drawing, to the left of it where they fit."""
    if value is None:
        return []
    at: Spec = {**x, "datum": float(value)}
    right = float(value) / last * WIDTH > LETTER * len(words)
    once: Spec = {"values": [{}]}
    rule: dict[str, Any] = {"type": "rule", "color": ink, "strokeWidth": 2, "strokeDash": dash or [1, 0]}
    text = {
        "type": "text",
        "text": words,
        "color": ink,
        "fontSize": 13,
        "fontWeight": 600,
        "y": 0,
        "dy": above,
    }
    text |= {"align": "right" if right else "left", "dx": 4 if right else -4}
    return [{"data": once, "mark": mark, "encoding": {"x": at}} for mark in (rule, text)]


def _sentence(spots: Sequence[Spot], measure: Measure, name: str) -> str:
    """What is seen: how many, how many below the plan, from where to where, where the half is."""
    values = sorted(spot.value for spot in spots)
    missed = sum(spot.status == "missed" for spot in spots)
    words = [counted(len(spots), "организация", "организации", "организаций")]
    words += [f"{missed_words(measure.better, own=True)} {missed}"] if missed else []
    words.append(f"от {measure.print(values[0])} до {measure.print(values[-1])}")
    words.append(f"у половины не больше {measure.print(values[(len(values) - 1) // 2])}")
    return f"{name}: {'; '.join(words)}"


def _table(
    spots: Sequence[Spot], step: Fraction, measure: Measure, *, alone: bool
) -> tuple[tuple[str, ...], ...]:
    """Intervals with their organisations; `alone`: an interval is one whole number."""
    found = Counter(_interval(spot.value, step) for spot in spots)
    unit = "\u00a0%" if measure.unit == "percent" else f"\u00a0{measure.unit_name}".rstrip()
    return tuple((f"{_ends(place * step, step, alone)}{unit}", str(found[place])) for place in sorted(found))


def _ends(start: Fraction, step: Fraction, alone: bool) -> str:
    return format_number(start) if alone else f"{format_number(start)}–{format_number(start + step)}"

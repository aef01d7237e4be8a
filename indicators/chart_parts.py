"""Parts that the charts are put together from: axes, bars, plan lines, printed words (Vega-Lite)."""

from collections.abc import Sequence
from typing import Any

from indicators.drawing import Spec

INK, INK_2, LINE = "#16242b", "#4d6069", "#dde4e6"
FONT = "Liberation Sans, DejaVu Sans, Arial, sans-serif"


def scale(rows: Sequence[Spec]) -> Spec:
    """From zero to a little above the largest bar or plan, so that its number fits."""
    tallest = max((max(row["value"] or 0, row["plan"] or 0) for row in rows), default=0)
    return {"domain": [0, tallest * 1.12 or 1], "nice": False}


def axis(*, percent: bool) -> Spec:
    """Four thin lines with their numbers."""
    lines = {"tickCount": 4, "format": ",~f", "grid": True, "domain": False, "ticks": False}
    return {**lines, "labelExpr": "datum.label + '\u00a0%'"} if percent else lines


def names(field: str, rows: Sequence[Spec], axis: Spec) -> Spec:
    """The axis of years or schools, in the order given, also where a value is missing."""
    order = {"domain": [row["label"] for row in rows]}
    return {"field": field, "type": "nominal", "sort": None, "title": None, "scale": order, "axis": axis}


def color(field: str) -> Spec:
    """A colour or opacity that stands in the data itself."""
    kind = "quantitative" if field == "opacity" else "nominal"
    return {"field": field, "type": kind, "scale": None, "legend": None}


def words(
    x: Spec, y: Spec, field: str, *, dy: int, size: int, weight: int = 400, color: Spec | None = None
) -> Spec:
    """Text of a field, `dy` pixels below its place."""
    encoding = {"x": x, "y": y, "text": {"field": field}, "color": color or {"value": INK_2}}
    return {"mark": {"type": "text", "dy": dy, "fontSize": size, "fontWeight": weight}, "encoding": encoding}


def end_words(x: Spec, y: Spec) -> Spec:
    """The printed value at the end of a horizontal bar."""
    encoding = {"x": {**x, "field": "at"}, "y": y, "text": {"field": "text"}, "color": color("ink")}
    return {"mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 13}, "encoding": encoding}


def bars(x: Spec, y: Spec, **size: Any) -> Spec:
    """Bars in the colour of their verdict, paler where preliminary or published."""
    encoding = {"x": x, "y": y, "color": color("fill"), "opacity": color("opacity")}
    return {"mark": {"type": "bar", "cornerRadiusEnd": 3, **size}, "encoding": encoding}


def plan_ticks(x: Spec, y: Spec, **size: Any) -> Spec:
    """The plan as a dark line across each bar that has one."""
    return {
        "transform": [{"filter": "isValid(datum.plan)"}],
        "mark": {"type": "tick", "thickness": 2, "color": INK, "opacity": 1, **size},
        "encoding": {"x": x, "y": y},
    }


def spec(
    layers: list[Spec], rows: list[Spec], *, width: int, height: int | Spec, left: int = 2, right: int = 8
) -> Spec:
    """The whole drawing: transparent ground, our colours and letters, nothing loaded from outside.

    Names at the left are measured in another typeface than the reader may have: `left` is room for wider letters.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": {"left": left, "right": right, "top": 14, "bottom": 4},
        "background": None,
        "data": {"values": rows},
        "layer": layers,
        "config": {
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": INK_2, "labelFontSize": 12, "gridColor": LINE, "labelPadding": 6},
        },
    }

"""A chart as a file of its own: the drawing of the page with its title, what the plan mark means and where it is from.

The same specification on white, so that picture and page cannot differ; SVG and PNG are cached by its hash.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Any

from indicators.chart_parts import INK, INK_2
from indicators.charts import Figure
from indicators.drawing import Spec, render_png, render_svg
from schools.calendar import format_date

PLAN = "Тёмная черта – план."
LETTER = 7.6  # pixels a letter of the title takes on average
NARROWEST = 360


def source_note(place: str, computed_at: dt.datetime | None) -> str:
    """«Источник: «Ориентир», Речной округ. Вычислено 27 ноября 2026 г.»; `computed_at` by the place's clock."""
    day = f" Вычислено {format_date(computed_at.date())}." if computed_at else ""
    return f"Источник: «Ориентир», {place}.{day}"


def svg_of(figure: Figure, *, title: str, note: str) -> bytes:
    return render_svg(framed(figure, title=title, note=note)).encode()


def png_of(figure: Figure, *, title: str, note: str) -> bytes:
    """Twice as large as on the page, for print and screens of high density."""
    return render_png(framed(figure, title=title, note=note), scale=2.0)


def framed(figure: Figure, *, title: str, note: str) -> Spec:
    """Title above, the plan mark explained where there is one, the source below, on white."""
    spec = figure.spec
    drawing = {key: spec[key] for key in ("width", "height", "data", "layer")}
    letters = int(max(NARROWEST, spec["width"]) / LETTER)
    words = " ".join(words for words in (PLAN if _has_plan(spec) else "", figure.legend, note) if words)
    config = {**spec["config"], "concat": {"spacing": 14}}
    return {
        "$schema": spec["$schema"],
        "padding": {**spec["padding"], "left": spec["padding"]["left"] + 14, "right": 26, "bottom": 14},
        "background": "white",
        "title": {
            "text": textwrap.wrap(title, letters) or [""], "anchor": "start", "frame": "bounds", "offset": 12,
            "fontSize": 16, "fontWeight": 600, "color": INK, "lineHeight": 21,
        },
        "config": config,
        "vconcat": [drawing, _caption(textwrap.wrap(words, int(letters * 1.2)))],
    }  # fmt: skip


def _has_plan(spec: Spec) -> bool:
    rows: list[dict[str, Any]] = spec["data"]["values"]
    return any(row.get("plan") is not None for row in rows)


def _caption(lines: list[str]) -> Spec:
    return {
        "width": NARROWEST,
        "height": 15 * len(lines),
        "data": {"values": [{"words": lines}]},
        "mark": {
            "type": "text", "align": "left", "baseline": "top", "fontSize": 12, "color": INK_2, "lineHeight": 15,
            "x": 0, "y": 0,
        },
        "encoding": {"text": {"field": "words", "type": "nominal"}},
    }  # fmt: skip

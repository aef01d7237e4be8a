"""Charts: figures as data → a drawing, and the same figures in words and as a table.

A chart is a Vega-Lite specification written as a plain dict (`indicators.chart_parts`), drawn and cached
by `indicators.drawing`. Numbers become floats only as heights of bars; every printed number comes
from `schools.numbers`. Names stand in the data, never in expressions, so a name cannot do anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indicators import chart_parts as parts
from indicators.chart_parts import INK, INK_2
from indicators.drawing import Spec, render_png, render_svg
from schools.numbers import (
    Better,
    Exact,
    Unit,
    exact,
    format_against_plan,
    format_plan,
    format_points,
    format_value,
    reaches,
)

__all__ = [
    "Figure",
    "Measure",
    "Pair",
    "Point",
    "before_after",
    "ranking",
    "render_png",
    "render_svg",
    "trend",
]

Note = Literal["", "preliminary", "published", "partial"]

BRAND = "#0f5e63"
FILLS = {"achieved": "#35905f", "missed": "#cf6a42", "neutral": "#4a9294"}
TEXTS = {"achieved": "#1d7a46", "missed": "#b3401b", "neutral": INK}
NOTES = {
    "": "",
    "preliminary": "предварительно",
    "published": "по опубликованному отчёту",
    "partial": "данные неполные",
}
SHORT_NOTES = {"": "", "preliminary": "предварительно", "published": "по отчёту", "partial": "неполные"}
NAME_AXIS: Spec = {
    "labelLimit": 270,
    "labelFontSize": 13,
    "labelColor": INK,
    "domain": False,
    "ticks": False,
}

NAMES_ROOM = 32
MOST_ROWS = 80  # more bars than this are a table, not a picture
WIDTH = 672
PHONE_WIDTH = 288  # three years: shrinks to a phone and stays readable; wider drawings scroll in their box
FOUR_YEARS = 384  # without names at the left they shrink to a phone too


@dataclass(frozen=True, slots=True)
class Measure:
    """How the values of a chart are read and printed."""

    unit: Unit = "percent"
    decimals: int = 1
    better: Better = "higher"
    unit_name: str = ""

    def print(self, value: Exact | None, plan: Exact | None = None) -> str:
        return format_against_plan(
            value, plan, self.unit, self.decimals, self.better, self.unit_name, "нет данных"
        )

    def print_plan(self, plan: Exact | None) -> str:
        return format_plan(plan, self.unit, self.unit_name)

    def status(self, value: Exact | None, plan: Exact | None) -> str:
        if value is None or plan is None:
            return "neutral"
        return "achieved" if reaches(value, plan, self.better) else "missed"


@dataclass(frozen=True, slots=True)
class Point:
    """One bar: a year or a school. `main` sets it apart (the municipality among its schools)."""

    label: str
    value: Exact | None
    plan: Exact | None = None
    note: Note = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """The same measure a year before and after."""

    label: str
    before: Exact
    after: Exact


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing and its equivalents: a sentence for screen readers and a table of printed numbers."""

    spec: Spec
    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    newest_last: bool = False
    title: str = ""  # what it shows of the title of the page; part of the file's name and heading
    legend: str = ""  # what its marks mean, for the file


def trend(points: Sequence[Point], measure: Measure, name: str = "") -> Figure:
    """Bars over the years, each with its plan as a line across and its number above."""
    rows = [_bar(index, point, measure) for index, point in enumerate(points)]
    _place_words(rows, room=0.11)
    x = parts.names("label", rows, {"labelAngle": 0, "labelFontSize": 13, "labelColor": INK})
    y: Spec = {"type": "quantitative", "title": None, "scale": parts.scale(rows)}
    y["axis"] = parts.axis(percent=measure.unit == "percent")
    ground = {"datum": 0, "type": "quantitative"}
    layers = [
        parts.bars(x, {**y, "field": "value", "stack": None}, width={"band": 0.52}),
        parts.plan_ticks(x, {**y, "field": "plan"}, width={"band": 0.74}),
        parts.words(x, {**y, "field": "at"}, "text", dy=-11, size=14, weight=600, color=parts.color("ink")),
        parts.words(x, ground, "below", dy=35, size=12),
        parts.words(x, ground, "note", dy=51, size=12),
    ]
    return Figure(
        parts.spec(layers, rows, width=min(WIDTH, 96 * max(3, len(rows))), height=220),
        _sentence(name, points, measure),
        ("Год", "Значение", "План", "Примечание"),
        tuple(_table_row(point, measure) for point in points),
        newest_last=True,
    )


def ranking(points: Sequence[Point], measure: Measure, name: str = "") -> Figure:
    """Horizontal bars in the order given, one below the other, with the plan as a tick on each."""
    rows = [_bar(index, point, measure) for index, point in enumerate(points[:MOST_ROWS])]
    _place_words(rows, room=0.25)
    y = parts.names("label", rows, NAME_AXIS)
    x: Spec = {"type": "quantitative", "title": None, "scale": parts.scale(rows), "axis": None}
    layers = [
        parts.bars({**x, "field": "value", "stack": None}, y, height=14),
        parts.plan_ticks({**x, "field": "plan"}, y, size=21),
        parts.end_words(x, y),
    ]
    return Figure(
        parts.spec(layers, rows, width=380, height={"step": 26}, left=NAMES_ROOM, right=70),
        _sentence(name, points, measure),
        ("Организация", "Значение", "План", "Примечание"),
        tuple(_table_row(point, measure) for point in points),
    )


def before_after(pairs: Sequence[Pair], measure: Measure, name: str = "") -> Figure:
    """A dumbbell per row: hollow before, filled after, the difference in words at the end."""
    rows = [_dumbbell(index, pair, measure) for index, pair in enumerate(pairs[:MOST_ROWS])]
    y = parts.names("label", rows, NAME_AXIS)
    x: Spec = {"type": "quantitative", "title": None, "scale": parts.scale(rows)}
    x["axis"] = parts.axis(percent=measure.unit == "percent")
    before, after, color = {**x, "field": "before"}, {**x, "field": "after"}, parts.color("fill")
    point = {"type": "point", "filled": True, "size": 80, "opacity": 1}
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.5},
            "encoding": {"x": before, "x2": {"field": "after"}, "y": y, "color": color},
        },
        {
            "mark": {**point, "fill": "white", "strokeWidth": 2},
            "encoding": {"x": before, "y": y, "stroke": color},
        },
        {"mark": point, "encoding": {"x": after, "y": y, "color": color}},
        parts.end_words(x, y),
    ]
    table = tuple(
        (pair.label, measure.print(pair.before), measure.print(pair.after), _difference(pair, measure))
        for pair in pairs
    )
    words = "; ".join(f"{label}: {old} → {new}" for label, old, new, _ in table)
    return Figure(
        parts.spec(layers, rows, width=360, height={"step": 30}, left=NAMES_ROOM, right=90),
        f"{name}: {words}" if name else words,
        ("", "До", "После", "Разница"),
        table,
    )


def _bar(index: int, point: Point, measure: Measure) -> Spec:
    status = measure.status(point.value, point.plan)
    text = measure.print(point.value, point.plan)
    plan = "" if point.plan is None else f"план {measure.print_plan(point.plan)}"
    below = [words for words in (plan, SHORT_NOTES[point.note]) if words] + ["", ""]
    return {
        "label": _unique(point.label, index),
        "value": None if point.value is None else float(point.value),
        "plan": None if point.plan is None else float(point.plan),
        "text": f"▼ {text}" if status == "missed" else text,
        "below": below[0],
        "note": below[1],
        "fill": BRAND if point.main and status == "neutral" else FILLS[status],
        "ink": TEXTS[status] if point.value is not None else INK_2,
        "opacity": 0.55 if point.note else 1,
    }


def _dumbbell(index: int, pair: Pair, measure: Measure) -> Spec:
    status = "neutral"
    if pair.after != pair.before:
        status = "achieved" if reaches(pair.after, pair.before, measure.better) else "missed"
    high = float(max(pair.before, pair.after))
    return {
        "label": _unique(pair.label, index),
        "before": float(pair.before),
        "after": float(pair.after),
        "value": high,
        "at": high,
        "plan": None,
        "fill": FILLS[status],
        "ink": TEXTS[status],
        "text": _difference(pair, measure),
    }


def _place_words(rows: Sequence[Spec], *, room: float) -> None:
    """The number stands at its bar's end; where the plan line would cross it, beyond the line."""
    tallest = max((max(row["value"] or 0, row["plan"] or 0) for row in rows), default=0)
    for row in rows:
        value, plan = row["value"] or 0, row["plan"] or 0
        row["at"] = plan if 0 <= plan - value < room * tallest else value


def _unique(label: str, index: int) -> str:
    """Equal names stay separate bars: an invisible mark tells them apart."""
    return label + "\u200b" * index if index else label


def _difference(pair: Pair, measure: Measure) -> str:
    change = exact(pair.after) - exact(pair.before)
    if measure.unit == "percent":
        return format_points(change, measure.decimals)
    sign = "+" if change > 0 else ""
    return f"{sign}{format_value(change, measure.unit, measure.decimals, measure.unit_name)}"


def _table_row(point: Point, measure: Measure) -> tuple[str, ...]:
    return (
        point.label,
        measure.print(point.value, point.plan),
        measure.print_plan(point.plan),
        NOTES[point.note],
    )


def _sentence(name: str, points: Sequence[Point], measure: Measure) -> str:
    parts = [
        f"{point.label} – {measure.print(point.value, point.plan)}"
        + (f" (план {measure.print_plan(point.plan)})" if point.plan is not None else "")
        for point in points[:MOST_ROWS]
    ]
    return f"{name}: {'; '.join(parts)}" if name else "; ".join(parts)

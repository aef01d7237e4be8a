"""Geometry of the small marks (bullet, progress, sparkline) and the chart figure.

The marks are SVG components: their widths are attributes, because the pages allow no inline style.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from indicators import charts
from indicators.analysis import Status, status_words
from schools.numbers import Exact, round_half_up

register = template.Library()

TABLE_ROUTES = {
    (False, False): "reports:table",
    (False, True): "reports:indicator_table",
    (True, False): "reports:school_table",
    (True, True): "reports:number_table",
}
"""By whether the address of the page names an organisation, and an indicator."""

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 28, 4


def _svg(number: Exact) -> str:
    """An SVG attribute: decimal point, two decimals at most, no exponent."""
    return f"{round_half_up(number, 2):f}".rstrip("0").rstrip(".")


def _full_width(known: Sequence[Fraction], scale: Exact | None) -> Fraction:
    """The given scale; else 100, or 1, 2, 5 times a power of ten above the largest number."""
    if scale:
        return Fraction(scale)
    largest = max(known, default=Fraction(0))
    if largest <= 100:
        return Fraction(100)
    step = Fraction(10) ** (len(str(int(largest))) - 1)
    return next(step * n for n in (1, 2, 5, 10) if step * n >= largest)


@register.simple_tag(name="status_words")
def words_of_status(status: str, better: str = "") -> str:
    """«ниже плана», where less is better «хуже плана»; no status is no data."""
    return status_words(status or Status.NO_DATA, better)


@register.simple_tag
def bullet_geometry(
    value: Exact | None, plan: Exact | None = None, scale: Exact | None = None
) -> dict[str, Any]:
    """Bar and tick in percent of the width; `over` when the value is beyond the given scale."""
    amount = None if value in (None, "") else Fraction(value)
    target = None if plan in (None, "") else Fraction(plan)
    full = _full_width([n for n in (amount, target) if n is not None], scale or None)
    inside = max(Fraction(0), min(amount or Fraction(0), full))
    return {
        "has_value": amount is not None,
        "value": _svg(100 * inside / full),
        "over": amount is not None and amount > full,
        "plan": "" if target is None else _svg(100 * max(Fraction(0), min(target, full)) / full),
    }


@register.simple_tag
def common_scale(rows: Iterable[dict[str, Any]], scale: Exact | None = None) -> Fraction:
    """One scale for bars that stand under one another: the given one, or one that holds them all."""
    numbers = [row.get(key) for row in rows for key in ("value", "plan")]
    return _full_width([Fraction(n) for n in numbers if n not in (None, "")], scale or None)


@register.simple_tag
def share_width(done: int | None, total: int | None) -> str:
    """Percent of the width, 0 to 100."""
    if not done or not total:
        return "0"
    return _svg(min(Fraction(100), Fraction(100 * done, total)))


@register.simple_tag
def sparkline_geometry(values: Iterable[Exact | None], plan: Exact | None = None) -> dict[str, Any]:
    """Paths between the known values (a gap parts them), their dots, the height of the plan."""
    series = [None if value is None else Fraction(value) for value in values]
    heights = [
        value for value in (*series, None if plan in (None, "") else Fraction(plan)) if value is not None
    ]
    low, high = min(heights, default=Fraction(0)), max(heights, default=Fraction(0))
    step = Fraction(SPARK_WIDTH - 2 * SPARK_EDGE, max(1, len(series) - 1))

    def y(value: Fraction) -> str:
        part = (value - low) / (high - low) if high != low else Fraction(1, 2)
        return _svg(SPARK_HEIGHT - SPARK_EDGE - part * (SPARK_HEIGHT - 2 * SPARK_EDGE))

    places = [None if v is None else (_svg(SPARK_EDGE + i * step), y(v)) for i, v in enumerate(series)]
    runs: list[list[tuple[str, str]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    last = next((place for place in reversed(places) if place), None)
    return {
        "paths": ["M" + "L".join(" ".join(place) for place in run) for run in runs if len(run) > 1],
        "dots": [(*place, "3.5" if place == last else "2") for place in places if place],
        "plan": "" if plan in (None, "") else y(Fraction(plan)),
    }


@register.simple_tag(takes_context=True)
def chart(
    context: template.Context, figure: charts.Figure, title: str = "", fit: bool = False, file: str = ""
) -> SafeString:
    """`{% chart figure title="…" file="years" %}`: the drawn figure with its sentence and its table of numbers.

    With `file` links to SVG and PNG stand below it; the view answers them by `indicators.views.chart_files`.
    """
    words = {
        "svg": mark_safe(charts.render_svg(figure.spec)),  # noqa: S308 – drawn by us, names escaped
        "title": title,
        "label": figure.label,
        "columns": figure.columns,
        "rows": figure.rows,
        "from_end": figure.newest_last,
        "fit": fit
        or figure.spec["width"] <= (charts.FOUR_YEARS if figure.newest_last else charts.PHONE_WIDTH),
        "files": _chart_files(context, file) if file else [],
    }
    return render_to_string("components/chart.html", words)


def _chart_files(context: template.Context, name: str) -> list[dict[str, str]]:
    kept = _asked(context)
    return [
        {"label": kind.upper(), "url": "?" + urlencode([*kept, ("chart", f"{name}.{kind}")])}
        for kind in ("svg", "png")
    ]


@register.simple_tag(takes_context=True)
def table_file(context: template.Context, table: str) -> str:
    """`{% table_file "ranking" as xlsx %}`: the address of a table of this page as a workbook, with its filters.

    The tables are named in `reports/views/tables.py`; empty where the page has neither year nor request.
    """
    match = getattr(getattr(context, "request", None), "resolver_match", None)
    if match is None or "year" not in match.kwargs:
        return ""
    kwargs = {key: match.kwargs[key] for key in ("year", "school", "indicator") if key in match.kwargs}
    route = TABLE_ROUTES["school" in kwargs, "indicator" in kwargs]
    query = urlencode(_asked(context))
    url = reverse(route, kwargs={**kwargs, "table": table})
    return f"{url}?{query}" if query else url


def _asked(context: template.Context) -> list[tuple[str, str]]:
    """Filters and sorting of the page, as they stand in its address."""
    request = getattr(context, "request", None)
    if request is None:
        return []
    return [(key, word) for key, words in request.GET.lists() if key != "chart" for word in words]

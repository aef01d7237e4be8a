"""Cells of the heatmap: `{% load heat %}{% heat_cells row.cells %}`: colour, sign and words.

A cell has `text` (the formatted number without unit), `status` (as in components/status_badge.html), `url` (what the
number is made of) and `title` (hover words), some also `preliminary`, and `better` where less is. Written here and not
in a template: sixty organisations have more than a thousand cells (docs/performance.md). Data is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

from django import template
from django.utils.safestring import SafeString, mark_safe

from indicators.analysis import missed_words
from indicators.models import Indicator

register = template.Library()

PRELIMINARY = '<span class="visually-hidden"> предварительно</span>'
MISSED = {better.value: missed_words(better) for better in Indicator.Better}
WORDS = {
    "missed": '<span class="heat-cell__sign" aria-hidden="true">▼</span>{text}'
    '<span class="visually-hidden"> {missed}</span>',
    "no_data": '<span aria-hidden="true">–</span><span class="visually-hidden">нет данных</span>',
    "not_applicable": '<span aria-hidden="true">×</span><span class="visually-hidden">не применимо</span>',
}


class HeatCell(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...


@register.simple_tag
def heat_cells(cells: Iterable[HeatCell]) -> SafeString:
    """The `td` of one row."""
    return mark_safe("".join(map(_cell, cells)))  # noqa: S308 – escaped below


def _cell(cell: HeatCell) -> str:
    preliminary = getattr(cell, "preliminary", False)
    look = f"heat-cell heat-cell--{cell.status}" + (" heat-cell--preliminary" if preliminary else "")
    title = f' title="{escape(cell.title)}"' if cell.title else ""
    said = WORDS.get(cell.status, "{text}").format(
        text=escape(cell.text), missed=MISSED[getattr(cell, "better", Indicator.Better.HIGHER)]
    ) + (PRELIMINARY if preliminary else "")
    inside = (
        f'<a href="{escape(cell.url)}">{said}</a>'
        if cell.url
        else f'<span class="heat-cell__in">{said}</span>'
    )
    return f'<td class="{look}"{title}>{inside}</td>'

"""The cells of the grid: `{% load grid %}{% grid_cells row.cells editable=… cell_url=… %}`.

Written here and not in a template: a form has more than a hundred cells, some with twenty parts, and the engine would
take longer for them than for all the rest of the page (docs/performance.md). Whatever comes from data is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from monitoring.pages.cells import CellView

register = template.Library()

NOT_APPLICABLE = (
    '<td class="entry-cell entry-cell--none"><span class="visually-hidden">не применимо</span></td>'
)
AGO = '<span class="visually-hidden">год назад </span>'


@register.simple_tag
def grid_cells(cells: Iterable[CellView], *, editable: bool, cell_url: str) -> SafeString:
    """The `td` of one grade: a field with what was stored, or a link to what there is to know of the number."""
    write = _field if editable else _link
    url = escape(cell_url)
    return mark_safe("".join(_cell(cell, write(cell, url), editable) for cell in cells))  # noqa: S308 – escaped below


def _cell(cell: CellView, inside: str, editable: bool) -> str:
    if not cell.applicable:
        return NOT_APPLICABLE
    tone, sign = cell.tone, cell.sign
    accepted = (
        f'<span class="entry-cell__accepted">принято {escape(cell.accepted)}</span>' if cell.accepted else ""
    )
    look = f' class="entry-cell entry-cell--{tone}"' if tone else ' class="entry-cell"'
    said = f' data-sign="{escape(sign)}"' if sign else ""
    return (
        f'<td{look}{said}><span class="entry-cell__row">{inside}{_last(cell, editable)}</span>{accepted}</td>'
    )


def _field(cell: CellView, _: str) -> str:
    name = escape(cell.name)
    invalid = ' aria-invalid="true"' if cell.invalid else ""
    fill = " data-fill" if cell.to_fill else ""
    last = f' data-last="{escape(cell.last_number)}"' if cell.last_number else ""
    return (
        f'<input class="entry-cell__input num" id="{name}" name="{name}" value="{escape(cell.text)}"'
        f' inputmode="numeric" aria-label="{escape(cell.label)}"{_described(cell)}{invalid} data-cell{fill}'
        f' data-row="{cell.row}" data-column="{escape(cell.column)}"{last}>'
        f'<input type="hidden" name="was.{name}" value="{escape(cell.shown)}">'
    )


def _link(cell: CellView, url: str) -> str:
    name, column = escape(cell.name), escape(cell.column)
    return (
        f'<a class="entry-cell__text num" id="{name}" href="{url}?column={column}&amp;grade={cell.row}"'
        f' data-cell-open data-row="{cell.row}" data-column="{column}"'
        f' aria-label="{escape(cell.read or "пусто")}: {escape(cell.label)}"{_described(cell)}>'
        f"{escape(cell.read or '–')}</a>"
    )


def _described(cell: CellView) -> str:
    return f' aria-describedby="{escape(ids)}"' if (ids := cell.described_by) else ""


def _last(cell: CellView, editable: bool) -> str:
    """Last year's value in grey and the difference from it."""
    hidden = ' aria-hidden="true"' if editable else ""
    said = ""
    if cell.last:
        change = f'<span class="entry-cell__change" data-change>{escape(cell.change)}</span>'
        said = f"{'' if editable else AGO}{escape(cell.last)}{change if cell.last_number else ''}"
    return f'<span class="entry-cell__last num"{hidden}>{said}</span>'

"""The cells of the grid: a field or a link, what was stored beside it, last year in grey, everything escaped."""

from __future__ import annotations

import pytest

from monitoring.pages.cells import CellView
from monitoring.pages.notes import Note
from monitoring.templatetags.grid import grid_cells

pytestmark = pytest.mark.once


def cell(**fields) -> CellView:
    plain = {
        "name": "cell.event.a&b.6", "row": 6, "column": "event.a&b", "field": "people", "applicable": True,
        "label": "6 класс, «A & B»", "text": "<7>", "shown": "7", "read": "7", "last": "", "last_number": "",
        "change": "", "accepted": "", "unit": "", "missing": False, "notes": (),
    }  # fmt: skip
    return CellView(**{**plain, **fields})


def test_a_field_keeps_what_was_stored_beside_it():
    assert grid_cells([cell()], editable=True, cell_url="/c") == (
        '<td class="entry-cell"><span class="entry-cell__row"><input class="entry-cell__input num"'
        ' id="cell.event.a&amp;b.6" name="cell.event.a&amp;b.6" value="&lt;7&gt;" inputmode="numeric"'
        ' aria-label="6 класс, «A &amp; B»" data-cell data-row="6" data-column="event.a&amp;b">'
        '<input type="hidden" name="was.cell.event.a&amp;b.6" value="7">'
        '<span class="entry-cell__last num" aria-hidden="true"></span></span></td>'
    )


def test_a_number_to_be_read_leads_to_what_there_is_to_know_of_it():
    shown = cell(read="", last="5", last_number="5", change="+2", accepted="6")
    assert grid_cells([shown], editable=False, cell_url="/c") == (
        '<td class="entry-cell"><span class="entry-cell__row"><a class="entry-cell__text num"'
        ' id="cell.event.a&amp;b.6" href="/c?column=event.a&amp;b&amp;grade=6" data-cell-open data-row="6"'
        ' data-column="event.a&amp;b" aria-label="пусто: 6 класс, «A &amp; B»">–</a>'
        '<span class="entry-cell__last num"><span class="visually-hidden">год назад </span>5'
        '<span class="entry-cell__change" data-change>+2</span></span></span>'
        '<span class="entry-cell__accepted">принято 6</span></td>'
    )


def test_a_note_is_shown_in_the_corner_and_read_with_the_field():
    noted = cell(to_fill=True, notes=(Note("n1", "missed", "!", "6 класс", "Больше, чем обучающихся"),))
    html = grid_cells([noted], editable=True, cell_url="/c")
    assert '<td class="entry-cell entry-cell--missed" data-sign="!">' in html
    assert ' aria-describedby="n1" aria-invalid="true" data-cell data-fill ' in html


def test_what_is_not_asked_is_said_to_be_so():
    html = grid_cells([cell(applicable=False)], editable=True, cell_url="/c")
    assert html == (
        '<td class="entry-cell entry-cell--none"><span class="visually-hidden">не применимо</span></td>'
    )

"""The cells of the heatmap: a state is said in a sign and words, whatever comes from data is escaped."""

import re
from html import unescape

import pytest

from indicators.pages.heatmap import Cell
from indicators.templatetags.heat import heat_cells

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("4,8", "missed", url="/x"), "▼ 4,8 ниже плана"),
        (Cell("4,8", "missed", preliminary=True), "▼ 4,8 ниже плана предварительно"),
        (Cell("4,8", "missed", better="lower"), "▼ 4,8 хуже плана"),
        (Cell("40,0", "achieved"), "40,0"),
        (Cell("", "no_data"), "– нет данных"),
        (Cell("", "not_applicable"), "× не применимо"),
    ],
)
def test_a_state_is_said_in_a_sign_and_words(cell, words):
    assert " ".join(re.sub(r"<[^>]+>", " ", heat_cells([cell])).split()) == words


def test_what_comes_from_data_is_escaped_and_stands_where_it_belongs():
    cell = Cell("{<b>}", "achieved", url='/x?a=1&b="2"', title='«Один» & "два"')
    html = heat_cells([cell])
    assert html == (
        '<td class="heat-cell heat-cell--achieved" title="«Один» &amp; &quot;два&quot;">'
        '<a href="/x?a=1&amp;b=&quot;2&quot;">{&lt;b&gt;}</a></td>'
    )
    assert unescape(html).count("<b>") == 1

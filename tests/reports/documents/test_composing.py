"""Tables are numbered once, for the browser and for the files."""

import pytest

from reports.documents.composing import numbered

pytestmark = pytest.mark.once  # no database


def test_captions_are_numbered_in_order_and_references_name_them():
    html = (
        '<p>Таблица <a class="table-ref" href="#b"></a>, <a class="table-ref" href="#none"> </a></p>'
        "<table><caption>А</caption></table><table><tr></tr></table>"
        '<table id="b" class="x">\n<caption class="y">Б</caption></table>'
    )
    assert numbered(html) == (
        "<p>Таблица 2, ?</p>"
        '<table><caption>Таблица\u00a0<span class="table-number">1</span>\u00a0– А</caption></table>'
        "<table><tr></tr></table>"
        '<table id="b" class="x">\n<caption class="y">Таблица\u00a0<span class="table-number">2</span>'
        "\u00a0– Б</caption></table>"
    )

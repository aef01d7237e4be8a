"""What belongs together stays on one page: a heading or introducing line with what follows, the signature with text."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from reports.documents import Document, write_docx, write_pdf
from reports.documents.composing import numbered

pytestmark = pytest.mark.once  # no database
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SIGNATURE = '<table class="signature"><tbody><tr><td>Начальник</td><td></td><td>М. А. Речная</td></tr></tbody></table>'
INTRODUCED = {
    "heading": "<h2>Проблемы</h2><p>Низкая доля.</p>",
    "line": "<p>Руководителям школ:</p><ul><li>Охватить шестерых.</li></ul>",
    "numbered line": "<ol><li>Руководителям школ:<ul><li>Охватить шестерых.</li></ul></li></ol>",
    "two in a row": "<h3>Раздел</h3><p>Руководителям школ:</p><ul><li>Охватить шестерых.</li></ul>",
    "caption": "<table><caption>Значения</caption><thead><tr><th>Показатель</th></tr></thead>"
    "<tbody><tr><td>Доля</td></tr></tbody></table>",
}
AT_FOOT = ("Проблемы", "Раздел", "Значения", "Показатель")
ENDS = {
    "a list": "<ol><li>Ознакомиться.</li><li>Составить план.</li></ol>",
    "a list with parts": "<ol><li>Составить план:<ul><li>до мая.</li></ul></li></ol>",
    "the annex": "<ol><li>Составить план.</li></ol><p>Приложение: на 1 л. в 1 экз.</p>",
    "a paragraph": "<p>Прошу принять меры.</p>",
}
FULL_PAGE = range(36, 39)  # at one of these many lines only the first of two has room


def pages(html: str) -> list[list[str]]:
    document = Document("Письмо", numbered(html))
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(document))).pages]
    return [[line.strip() for line in text.split("\n") if line.strip()] for text in texts]


@pytest.mark.parametrize("what", INTRODUCED)
def test_nothing_that_introduces_stands_at_the_foot_of_a_page(what):
    lengths = set()
    for lines in FULL_PAGE:
        first = pages("<p>Строка.</p>" * lines + INTRODUCED[what])[0]
        assert not first[-1].endswith((":", *AT_FOOT)), (lines, first[-1])
        lengths.add(len(first))
    assert max(lengths) > min(lengths)  # at some length the page was full


@pytest.mark.parametrize("what", ENDS)
def test_the_signature_comes_with_the_text_before_it(what):
    moved = False
    for lines in FULL_PAGE:
        of_document = pages("<p>Строка.</p>" * lines + ENDS[what] + SIGNATURE)
        last = [line for line in of_document[-1] if not line.isdecimal()]
        assert any("Начальник" in line for line in last)
        assert "Начальник" not in last[0], lines
        if what == "the annex":
            assert "Приложение" not in last[0], lines  # one line is too little: the task above comes along
        moved = moved or len(of_document) > 1
    assert moved


def kept(html: str) -> dict[str, bool]:
    """Text of each paragraph of the DOCX → whether it is bound to the next, by itself or by its style."""
    archive = zipfile.ZipFile(io.BytesIO(write_docx(Document("Письмо", numbered(html)))))
    styles = {
        style.attrib[W + "styleId"]: style.find(f"{W}pPr/{W}keepNext") is not None
        for style in ET.fromstring(archive.read("word/styles.xml")).iter(W + "style")
    }
    found = {}
    for paragraph in ET.fromstring(archive.read("word/document.xml")).iter(W + "p"):
        properties = paragraph.find(W + "pPr")
        children = [] if properties is None else [child.tag.removeprefix(W) for child in properties]
        style = None if properties is None else properties.find(W + "pStyle")
        by_style = style is not None and styles.get(style.attrib[W + "val"], False)
        text = "".join(part.text or "" for part in paragraph.iter(W + "t"))
        found[re.sub(r"\s+", " ", text)] = by_style or "keepNext" in children
        if "keepNext" in children:
            assert children.index("keepNext") == (style is not None)  # the order of the schema
    return found


def test_paragraphs_of_docx_are_bound_to_what_they_introduce():
    assert kept("".join(INTRODUCED.values()) + "<p>Итоги (по плану: 5).</p><p>Конец.</p>") == {
        "Проблемы": True, "Низкая доля.": False, "Руководителям школ:": True, "Охватить шестерых.": False,
        "Раздел": True, "Таблица 1 – Значения": True, "Показатель": True, "Доля": False,
        "Итоги (по плану: 5).": False, "Конец.": False,
    }  # fmt: skip


def test_the_two_paragraphs_before_the_signature_of_docx_are_bound_to_it():
    text = "<p>Начало.</p><ol><li>Первое.</li><li>Второе.</li></ol><p>Приложение: на 1 л. в 1 экз.</p>"
    assert kept(text + SIGNATURE + '<div class="executor"><p>Соколова</p></div>') == {
        "Начало.": False, "Первое.": False, "Второе.": True, "Приложение: на 1 л. в 1 экз.": True, "Начальник": True,
        "": False, "М. А. Речная": True, "Соколова": True, " ": False,
    }  # fmt: skip


def test_a_row_of_a_table_is_not_torn_between_two_pages():
    row = "<tr><td>" + "<br>".join(f"Строка {n}" for n in range(1, 6)) + "</td></tr>"
    table = f"<table><thead><tr><th>Показатель</th></tr></thead><tbody>{row * 12}</tbody></table>"
    first, *_ = of_document = pages("<p>Строка.</p>" * 3 + table)
    assert len(of_document) > 1
    assert first[-1] == "Строка 5"
    moved = {pages("<p>Строка.</p>" * lines + table)[0][-1] for lines in range(4, 8)}
    assert moved == {"Строка 5"}

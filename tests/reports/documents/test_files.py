"""DOCX and PDF of one document: page, typeface, numbering, repeated headings, the same bytes each time.

PDF is read by pypdf, DOCX as the XML it is.
"""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from reports.documents import Document, DocumentFailed, Paper, count_pages, running, write_docx, write_pdf
from reports.documents.composing import numbered

pytestmark = pytest.mark.once  # no database
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 72 / 25.4
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
ROWS = "".join(f'<tr><td class="num">{i}</td><td>Ёлкинская СОШ</td></tr>' for i in range(1, 61))
HTML = f"""
<div class="authority"><p>УПРАВЛЕНИЕ ОБРАЗОВАНИЯ<br>РЕЧНОГО ОКРУГА</p></div>
<div class="addressee"><p>Руководителям школ</p></div>
<h1>О результатах мониторинга</h1>
<p>Доля составляет 22,4\u00a0% (см. таблицу <a class="table-ref" href="#all"></a>).</p>
<ol><li>Рассмотреть итоги.</li><li>Принять меры:<ul><li>до 15 июня</li></ul></li></ol>
<ol><li>Другой список.</li></ol>
<table class="signature"><tbody><tr><td>Начальник</td><td></td><td>М.\u00a0А.\u00a0Акишева</td></tr></tbody></table>
<div class="executor"><p>Соколова</p></div>
<div class="annex"><p>Приложение</p></div>
<table><caption>Первая</caption><tbody><tr><td>1</td></tr></tbody></table>
<table id="all"><caption>Все школы</caption><colgroup><col width="20%"><col width="80%"></colgroup>
<thead><tr><th>№</th><th>Организация</th></tr></thead><tbody>{ROWS}</tbody></table>
<p><img src="data:image/png;base64,{PIXEL}" alt="Диаграмма"></p>
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return Document("О результатах", numbered(HTML), "Управление образования")


@pytest.fixture(scope="module")
def docx(document) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write_docx(document)))


@pytest.fixture(scope="module")
def pdf(document) -> PdfReader:
    return PdfReader(io.BytesIO(write_pdf(document)))


def tree(docx: zipfile.ZipFile, part: str = "word/document.xml") -> ET.Element:
    return ET.fromstring(docx.read(part))


def value(element: ET.Element | None, name: str = "val") -> str:
    assert element is not None
    return element.attrib[W + name]


def text_of(element: ET.Element) -> str:
    return "".join(part.text or "" for part in element.iter(W + "t"))


def style_of(paragraph: ET.Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else value(found)


def first_edge(page) -> tuple[float, float]:
    """Where the text of a page begins: millimetres from the left edge, and from the top to the first base line."""
    seen: list[tuple[float, float]] = []

    def visit(text, user, matrix, *_):
        if text.strip():
            seen.append((user[4] + matrix[4], user[5] + matrix[5]))

    page.extract_text(visitor_text=visit)
    return min(x for x, _ in seen) / MM, min(y for _, y in seen) / MM


def number_edge(page) -> float:
    """Where the number of a page begins, in millimetres from the left edge."""
    seen: list[float] = []
    page.extract_text(
        visitor_text=lambda text, user, matrix, *_: seen.append(user[4] + matrix[4]) if text.strip() else None
    )
    return seen[0] / MM


def test_the_page_of_docx_has_the_margins_and_the_number_from_the_second_page_on(docx):
    section = tree(docx).find(f".//{W}sectPr")
    size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
    assert (value(size, "w"), value(size, "h")) == ("11906", "16838")  # A4 in twentieths of a point
    sides = {
        side: round(int(value(margins, side)) * 25.4 / 1440) for side in ("left", "right", "top", "bottom")
    }
    assert sides == {"left": 30, "right": 10, "top": 20, "bottom": 20}
    assert section.find(W + "titlePg") is not None
    links = {link.attrib["Id"]: link.attrib["Target"] for link in tree(docx, "word/_rels/document.xml.rels")}
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    headers = {value(one, "type"): links[one.attrib[key]] for one in section.iter(W + "headerReference")}
    fields = {
        kind: [value(field, "instr").strip() for field in tree(docx, f"word/{name}").iter(W + "fldSimple")]
        for kind, name in headers.items()
    }
    assert fields == {"default": ["PAGE"], "first": []}


def test_the_text_of_docx_is_fourteen_point_justified_and_indented(docx):
    styles = {value(one, "styleId"): one for one in tree(docx, "word/styles.xml").iter(W + "style")}
    defaults = tree(docx, "word/styles.xml").find(f"{W}docDefaults")
    assert value(defaults.find(f".//{W}rFonts"), "ascii") == "Liberation Serif"
    assert value(defaults.find(f".//{W}sz")) == "28"
    assert value(defaults.find(f".//{W}lang")) == "ru-RU"
    assert value(defaults.find(f".//{W}jc")) == "both"
    assert value(defaults.find(f".//{W}spacing"), "line") == "276"  # 1,15 of a line
    assert value(styles["BodyText"].find(f".//{W}ind"), "firstLine") == "709"  # 1,25 cm
    assert value(styles["TableText"].find(f".//{W}sz")) == "24"
    other = tree(docx, "word/fontTable.xml").find(f".//{W}altName")
    assert value(other) == "Times New Roman"


def test_paragraphs_of_docx_have_the_styles_of_their_classes(docx):
    found = {text_of(one): style_of(one) for one in tree(docx).iter(W + "p") if text_of(one).strip()}
    assert {text: style for text, style in found.items() if text in (
        "УПРАВЛЕНИЕ ОБРАЗОВАНИЯРЕЧНОГО ОКРУГА", "Руководителям школ", "О результатах мониторинга", "Начальник",
        "М.\u00a0А.\u00a0Акишева", "Соколова", "Приложение", "Организация", "60",
    )} == {
        "УПРАВЛЕНИЕ ОБРАЗОВАНИЯРЕЧНОГО ОКРУГА": "Authority",
        "Руководителям школ": "Addressee",
        "О результатах мониторинга": "Heading1",
        "Начальник": "SignaturePost",
        "М.\u00a0А.\u00a0Акишева": "SignatureName",
        "Соколова": "Executor",
        "Приложение": "AnnexMark",
        "Организация": "TableHeading",
        "60": "TableNumber",
    }  # fmt: skip
    executor = next(one for one in tree(docx).iter(W + "p") if style_of(one) == "Executor")
    frame = executor.find(f".//{W}framePr")
    assert (value(frame, "vAnchor"), round(int(value(frame, "y")) * 25.4 / 1440)) == ("page", 280)


def test_lists_of_docx_are_numbered_by_machine_and_each_begins_anew(docx):
    lists: dict[str, list[str]] = {}
    for paragraph in tree(docx).iter(W + "p"):
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            lists.setdefault(value(number), []).append(text_of(paragraph))
    assert list(lists.values()) == [
        ["Рассмотреть итоги.", "Принять меры:"],
        ["до 15 июня"],
        ["Другой список."],
    ]
    numbering = docx.read("word/numbering.xml").decode()
    assert set(re.findall(r'<w:lvlText w:val="([^"%]*)"', numbering)) == {"–"}
    assert "w:hanging" not in numbering


def test_tables_of_docx_repeat_their_heading_and_are_numbered_by_a_field(docx):
    tables = [one for one in tree(docx).iter(W + "tbl") if one.find(f".//{W}tblHeader") is not None]
    repeated = [[text_of(row) for row in table.iter(W + "tr") if row.find(f".//{W}tblHeader") is not None]
                for table in tables]  # fmt: skip
    assert repeated == [["№Организация"]]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in tree(docx).iter(W + "tr"))
    captions = [one for one in tree(docx).iter(W + "p") if style_of(one) == "TableCaption"]
    assert [text_of(one) for one in captions] == [
        "Таблица\u00a01\u00a0– Первая",
        "Таблица\u00a02\u00a0– Все школы",
    ]
    assert [value(one.find(W + "fldSimple"), "instr").strip() for one in captions] == [
        "SEQ Таблица \\* ARABIC",
        "SEQ Таблица \\* ARABIC",
    ]
    assert "см. таблицу 2" in text_of(tree(docx))


def test_the_pages_of_pdf_are_a4_with_the_margins_and_the_number_from_the_second_page_on(pdf):
    assert {(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in pdf.pages} == {
        (210, 297)
    }
    texts = [page.extract_text().split("\n") for page in pdf.pages]
    assert len(texts) == 4
    assert texts[0][0].startswith("УПРАВЛЕНИЕ")
    assert [text[0].strip() for text in texts[1:]] == ["2", "3", "4"]
    assert round(first_edge(pdf.pages[0])[0]) == 30
    assert (
        round(number_edge(pdf.pages[1])) == 114
    )  # half a digit before the middle between 30 and 210 - 10 mm


def test_the_pdf_has_the_typeface_the_title_and_repeats_the_heading_of_the_table(pdf):
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-")[0]
        for page in pdf.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts <= {"LiberationSerif", "LibertinusSerif"}
    assert len(fonts) == 1
    assert pdf.metadata.title == "О результатах"
    assert pdf.metadata.creation_date is None
    with_heading = [
        number for number, page in enumerate(pdf.pages, 1) if "Организация" in page.extract_text()
    ]
    assert with_heading == [2, 3]
    assert "1. Другой список." in pdf.pages[0].extract_text().split("\n")


def test_the_pages_are_counted_without_writing_the_file(document, pdf):
    assert count_pages(document) == len(pdf.pages)


def test_the_same_document_is_the_same_bytes(document):
    assert write_docx(document) == write_docx(document)
    assert write_pdf(document) == write_pdf(document)


def test_a_sheet_may_lie_and_have_a_narrow_margin():
    document = Document("Таблица", numbered("<p>Текст</p>"), paper=Paper(left=20, size=12, landscape=True))
    section = tree(zipfile.ZipFile(io.BytesIO(write_docx(document)))).find(f".//{W}sectPr")
    assert value(section.find(W + "pgSz"), "orient") == "landscape"
    assert round(int(value(section.find(W + "pgMar"), "left")) * 25.4 / 1440) == 20
    page = PdfReader(io.BytesIO(write_pdf(document))).pages[0]
    assert (round(page.mediabox.width / MM), round(page.mediabox.height / MM)) == (297, 210)


def test_what_people_write_is_text_in_every_file():
    """Signs that mean something to HTML, Typst or Word are printed as they are."""
    text = 'Код #set page(width: 1pt) $x$ *не жирный* _и_ `так` @ссылка \\ &lt;b&gt; "кавычки" ~ [скобки]'
    document = Document('Заголовок "с кавычками" \\', numbered(f"<p>{text}</p>"))
    printed = 'Код #set page(width: 1pt) $x$ *не жирный* _и_ `так` @ссылка \\ <b> "кавычки" ~ [скобки]'
    assert text_of(tree(zipfile.ZipFile(io.BytesIO(write_docx(document))))) == printed
    written = PdfReader(io.BytesIO(write_pdf(document)))
    assert " ".join(written.pages[0].extract_text().replace("\u00ad\n", "").split()) == printed
    assert written.metadata.title == 'Заголовок "с кавычками" \\'


def test_what_is_too_large_or_takes_too_long_is_refused_in_words(monkeypatch):
    small = Document("Письмо", numbered("<p>Текст</p>"))
    monkeypatch.setattr(running, "LARGEST", 3)
    with pytest.raises(DocumentFailed, match="слишком большой"):
        write_docx(small)
    monkeypatch.undo()
    monkeypatch.setattr(running, "SECONDS", 0.0001)
    with pytest.raises(DocumentFailed, match="не удалось сформировать за"):
        write_pdf(small)


def test_a_picture_that_is_none_breaks_no_server():
    broken = Document("Письмо", numbered('<p><img src="data:image/png;base64,AAAA" alt=""></p>'))
    with pytest.raises(DocumentFailed, match="сообщите администратору"):
        write_pdf(broken)

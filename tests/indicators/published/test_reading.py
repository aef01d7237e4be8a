"""Files and pasted texts → tables: what is found, and what is refused in words."""

from __future__ import annotations

import io
import zipfile

import pypandoc
import pytest
from openpyxl import Workbook

from indicators.published import reading
from indicators.published.reading import read_file, read_pasted
from indicators.published.tables import read_caption
from monitoring.unreadable import FactsUnreadable

pytestmark = pytest.mark.once

HEAD = ["Охват обучающихся"] * 6
YEARS = ["2019-2020"] * 3 + ["2020-2021"] * 3
WORDS = ["Всего", "Приняли участие (чел.)", "%"] * 2
FIGURES = ["420", "283", "67%", "426", "303", "71,1%"]
HTML = """
<h1>Отчёт</h1><p>В таблице 4 показано, как рос охват.</p><p>Таблица 4.</p><p>Охват обучающихся</p>
<table><tr><th colspan="6">Охват обучающихся</th></tr>
<tr><td colspan="3">2019-2020</td><td colspan="3">2020-2021</td></tr>
<tr><td>Всего</td>
<td>Приняли<br>участие (чел.)</td><td>%</td><td>Всего</td><td>Приняли участие (чел.)</td><td>%</td></tr>
<tr><td>420</td><td>283</td><td>67%</td><td>426</td><td>303</td><td>71,1%</td></tr></table>
<p>Конец.</p><table><tr><td>Ф. И. О.</td></tr><tr><td>Петрова</td></tr></table>
"""


def as_docx(tmp_path, html):
    path = tmp_path / "отчёт.docx"
    pypandoc.convert_text(html, "docx", format="html", outputfile=str(path))
    return path.read_bytes()


def as_xlsx(rows, merged=(), formats=None):
    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "Отчёт"
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    book.save(stream)
    return stream.getvalue()


def as_zip(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return stream.getvalue()


def as_ole(stream):
    return b"\xd0\xcf\x11\xe0" + b"\0" * 600 + stream.encode("utf-16-le")


def found(tables):
    return [(table.number, table.name, [list(row) for row in table.rows]) for table in tables]


def test_a_document_gives_its_tables_with_caption_and_unfolded_merged_cells(tmp_path):
    assert found(read_file(as_docx(tmp_path, HTML))) == [
        ("4", "Охват обучающихся", [HEAD, YEARS, WORDS, FIGURES])
    ]


def test_a_workbook_is_read_as_it_is_printed_with_several_tables_on_a_sheet():
    content = as_xlsx(
        [["Таблица 1. Доля"], ["2020", None, None], ["Всего", "Из них", "%"], [8, 1, 0.125], [],
         ["Таблица 2 – Места"], ["2019-2020", "2020-2021"], [14, 21.5]],
        merged=["A1:C1", "A2:C2"], formats={"C4": "0.0%"},
    )  # fmt: skip
    assert found(read_file(content)) == [
        ("1", "Доля", [["2020"] * 3, ["Всего", "Из них", "%"], ["8", "1", "12,5 %"]]),
        ("2", "Места", [["2019-2020", "2020-2021"], ["14", "21,5"]]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_csv_of_any_encoding_is_one_table(encoding):
    assert found(read_file("Год;Всего;Из них\n2020;8;1\n".encode(encoding))) == [
        ("", "", [["Год", "Всего", "Из них"], ["2020", "8", "1"]])
    ]


def test_pasted_tables_are_parted_by_their_captions():
    text = "Таблица 1. Доля\n2020\t\n8\t1\nТаблица 3\n2021\t2022\n5\t6\n"
    assert found(read_pasted(text)) == [
        ("1", "Доля", [["2020", ""], ["8", "1"]]), ("3", "", [["2021", "2022"], ["5", "6"]]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "expected"),
    [("Таблица 4. Доля", ("4", "Доля")), ("Таблица № 4 – Доля", ("4", "Доля")), ("Табл. 2.1 Доля", ("2.1", "Доля")),
     ("ТАБЛИЦА 4", ("4", "")), ("Таблицы нет", ("", "Таблицы нет")), ("", ("", ""))],
)  # fmt: skip
def test_a_caption_is_a_number_and_a_name(caption, expected):
    assert read_caption(caption) == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"  \n", "Файл пуст: выберите документ Word"),
        (b"%PDF-1.7 ...", "Это PDF, таблиц из него портал не читает: откройте файл в Word"),
        (b"\xd0\xcf\x11\xe0....", "сохранён в старом формате Office"),
        (as_ole("EncryptedPackage"), "Файл закрыт паролем: откройте его, снимите пароль"),
        (as_ole("WordDocument"), "старый формат Word"),
        (as_ole("Workbook"), "старый формат Excel"),
        (b"{\\rtf1 ...", "Это документ RTF: откройте файл в Word"),
        (b"\xef\xbb\xbf<html><table>", "Это веб-страница"),
        (b"\x89PNG....", "Это картинка"),
        (as_zip(ppt__presentation_xml="<p/>"), "Это презентация"),
        (as_zip(content_xml="<p/>"), "Это файл OpenDocument"),
        (as_zip(a_bin="x"), "Это архив, а не документ"),
        (b"PK\x03\x04broken", "Файл повреждён: сохраните его заново"),
        (b"\x00\x01\xff", "Это не таблица"),
        ("Одна строка без столбцов\n".encode(), "Таблиц с числами нет"),
        (as_zip(word__document_xml="<broken"), "Документ не читается: откройте его в Word"),
        (as_zip(word__document_xml="<w/>", word__vbaProject_bin="x"), "В документе есть макросы"),
        (as_zip(word__document_xml=b" " * 40_000_000), "необычно сжат"),
        (as_zip(xl__workbook_xml=b" " * 40_000_000), "необычно сжата"),
        (b"1;2\n" * 1_100_000, "таблиц с показателями больше 4 МБ не бывает"),
        (b"1;2\n" * 700, "больше 600 строк"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(content, words):
    with pytest.raises(FactsUnreadable, match=words):
        read_file(content)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (
            "Просто слова, без таблиц\nи ещё, строка\n".encode(),
            "отчёт.docx",
            "не документ Word, хотя файл назван .docx",
        ),
        ("Просто слова".encode("cp1251"), "отчёт.DOC", "не документ Word, хотя файл назван .doc"),
        ("год;всего\n2020;8\n".encode(), "отчёт.xlsx", "не книга Excel, хотя файл назван .xlsx"),
        (b"%PDF-1.7", "отчёт.docx", "Это PDF, хотя файл назван .docx"),
        (b"\x89PNG....", "отчёт.docx", "Это картинка, хотя файл назван .docx"),
    ],
)
def test_a_file_under_the_name_of_another_is_called_what_it_is(content, name, words):
    with pytest.raises(FactsUnreadable, match=words):
        read_file(content, name)


def test_a_workbook_called_a_document_is_read_all_the_same():
    rows = [["Год", "Всего"], ["2020", 8]]
    assert found(read_file(as_xlsx(rows), "отчёт.docx")) == [("", "Отчёт", [["Год", "Всего"], ["2020", "8"]])]


@pytest.mark.parametrize(
    ("text", "words"), [("слова\nслова", "Столбцов во вставленном не видно"), ("", "Вставлять")]
)
def test_a_text_without_columns_is_no_table(text, words):
    with pytest.raises(FactsUnreadable, match=words):
        read_pasted(text)


def test_a_document_of_too_many_tables_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_TABLES", 1)
    table = "<table><tr><td>2020</td><td>1</td></tr></table><p>И</p>"
    with pytest.raises(FactsUnreadable, match="Таблиц больше 1"):
        read_file(as_docx(tmp_path, table * 2))

"""Reading tidy facts: encodings, delimiters, workbooks, and files that are no facts at all."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from monitoring import facts_workbook
from monitoring.facts import FactsUnreadable, read_facts, read_facts_file
from monitoring.tidy import Fact

DAY = dt.datetime.combine(dt.date(2021, 9, 20), dt.time())
HEADER = "school,year,kind,code,grade,value"
ROW = Fact("okr-01", "2021", "event", "bilet", "6", "17,8", line=2)


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Второй").append(["не читается"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        f'{HEADER}\nokr-01,2021,event,bilet,6,"17,8"\n'.encode(),
        f'{HEADER}\r\nokr-01,2021,event,bilet,6,"17,8"\r\n\r\n'.encode("utf-8-sig"),
        "school;year;kind;code;grade;value\nokr-01;2021;event;bilet;6;17,8".encode("cp1251"),
        b"VALUE; School ;Y ear;KIND;code;grade\n17,8;okr-01;2021;event;bilet;6\n;;;;;\n",
    ],
)
def test_delimiter_encoding_and_order_of_columns_are_known_by_the_content(content):
    assert read_facts(content) == [ROW]


def test_windows_1251_keeps_russian_values():
    assert read_facts(f"{HEADER}\nokr-01,2021,pupils,,6,н/д".encode("cp1251"))[0].value == "н/д"


def test_lines_are_those_of_the_file_even_after_a_quoted_line_break():
    facts = read_facts(
        f'{HEADER}\nokr-01,2021,metric,note,,"две\nстроки"\n\nokr-01,2021,pupils,,6,1'.encode()
    )
    assert [(fact.line, fact.value) for fact in facts] == [(2, "две\nстроки"), (5, "1")]


def test_a_decimal_comma_without_quotes_is_told_at_its_row():
    [fact] = read_facts(f"{HEADER}\nokr-01,2021,metric,money,,17,8".encode())
    assert fact.problem == "лишние значения в строке: число с запятой возьмите в кавычки."


def test_the_first_sheet_of_a_workbook_is_read_with_its_types():
    content = workbook(
        ["School", "year", "kind", "code", "grade", "value"],
        ["okr-01", 2021.0, "event", "bilet", 6, 25.0],
        [None] * 6,
        ["okr-01", 2021, "metric", "page", None, DAY],
    )
    assert read_facts(content) == [
        Fact("okr-01", 2021, "event", "bilet", 6, 25, line=2),
        Fact("okr-01", 2021, "metric", "page", None, DAY, line=4),
    ]


def rows_both_ways(content: bytes) -> tuple[list, list]:
    """As calamine reads them, and as openpyxl does."""
    quick = facts_workbook._quick_rows(content)
    assert quick is not None
    ways = (quick, facts_workbook._streamed_rows(content))
    return tuple([(number, tuple(cells)[:6]) for number, cells in rows] for rows in ways)


def test_the_quick_reader_gives_what_the_thorough_one_gives():
    quick, thorough = rows_both_ways(
        workbook(
            [None] * 6,
            ["school", "year", "kind", "code", "grade", "value"],
            ["okr-01", 2021, "metric", "money", None, 12.5],
            [" okr-01 ", 2021.0, True, "", 0, DAY],
            ["okr-01", 2021, "metric", "note", None, DAY + dt.timedelta(hours=12.5)],
            ["okr-01", -3, "metric", "note", 1e20, "н/д"],
        )
    )
    assert quick == thorough


@pytest.mark.parametrize("cell", ["Q2", "A1000000", "XFD1048576", "P100000"])
def test_a_cell_far_out_costs_no_memory(cell):
    book = Workbook()
    book.active.append(["school", "year", "kind", "code", "grade", "value"])
    book.active.append(["okr-01", 2021, "event", "bilet", 6, 25])
    book.active[cell] = 1
    content = io.BytesIO()
    book.save(content)
    assert not facts_workbook._is_plain(content.getvalue())


def test_an_error_of_a_workbook_is_told_as_it_stands_there():
    content = workbook(
        ["school", "year", "kind", "code", "grade", "value"],
        ["okr-01", 2021, "event", "bilet", 6, "#DIV/0!"],
    )
    assert read_facts(content)[0].value == "#DIV/0!"


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Файл пуст. В первой строке должны стоять названия столбцов: school, year, kind, code, grade, value."),
        (b"\xef\xbb\xbf\r\n", ("Файл пуст. В первой строке должны стоять названия столбцов: "
         "school, year, kind, code, grade, value.")),
        (HEADER.encode(), "В файле есть только названия столбцов: добавьте строки с данными."),
        (b"school,year,sort,code,grade,value,value\n",
         ("В первой строке должны стоять названия столбцов: school, year, kind, code, grade, value. "
         "Не хватает: «kind»; неизвестны: «sort»; повторены: «value».")),
        (bytes(range(256)) * 40, "Это не таблица: нужен файл CSV в кодировке UTF-8 или Windows-1251 либо книга XLSX."),
        (HEADER.encode("utf-16"),
         "Это не таблица: нужен файл CSV в кодировке UTF-8 или Windows-1251 либо книга XLSX."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
         "Это старый формат Excel (.xls): откройте его и сохраните как книгу .xlsx или CSV."),
        (b"PK\x03\x04 torn", "Книга XLSX повреждена: откройте её в Excel, сохраните заново и загрузите ещё раз."),
        (archive(**{"notes.txt": b"text"}), "Это архив, а не книга Excel: загрузите файл .xlsx или CSV."),
        (archive(**{"xl/workbook.xml": b"<workbook"}),
         "Книга XLSX повреждена: откройте её в Excel, сохраните заново и загрузите ещё раз."),
        (archive(**{"xl/workbook.xml": b" " * 30_000_000}),
         "Книга слишком велика или необычно сжата: сохраните таблицу как CSV."),
        (b"x" * (61 * 1024 * 1024), "Файл больше 60 МБ: разделите его на части."),
        (f'{HEADER}\nokr-01,2021,metric,note,,"{"а" * 200_000}"'.encode(),
         "Строку 2 нельзя разобрать: проверьте, что все кавычки закрыты, и сохраните файл заново."),
    ],
    ids=["empty", "bom", "header only", "header", "junk", "utf-16", "xls", "torn", "zip", "broken", "bomb", "huge",
         "quote"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(content, sentence):
    with pytest.raises(FactsUnreadable) as caught:
        read_facts(content)
    assert str(caught.value) == sentence


def test_a_file_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(FactsUnreadable, match=r"нет\.csv» не прочитан: такого пути нет, проверьте его"):
        read_facts_file(tmp_path / "нет.csv")
    with pytest.raises(FactsUnreadable, match="не прочитан: это папка, укажите файл"):
        read_facts_file(tmp_path)

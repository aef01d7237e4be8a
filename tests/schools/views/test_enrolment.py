"""Organisations from a file: the example, the preview, the confirmation; the municipality itself."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from schools.enrolment import COLUMNS
from schools.models import Kind, Municipality, Region, School

pytestmark = pytest.mark.django_db
ADD = "/organisations/add/"
HEADS = list(COLUMNS.values())


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def workbook(*rows, heads=HEADS):
    book, stream = Workbook(), io.BytesIO()
    for line in (heads, *rows):
        book.active.append(line)
    book.save(stream)
    return {"file": SimpleUploadedFile("list.xlsx", stream.getvalue())}


def test_the_table_to_fill_in_is_empty_says_how_and_offers_what_to_choose(client_of, officer):
    client = client_of(officer)
    table = client.get(f"{ADD}template/").content
    book = load_workbook(io.BytesIO(table))
    sheet, how = book.worksheets
    assert (sheet.title, how.title) == ("Организации", "Как заполнять")
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)] == [HEADS, [None] * 7]
    lists = {str(check.sqref): check.formula1 for check in sheet.data_validations.dataValidation}
    assert lists == {"D2:D1001": f'"{",".join(Kind.labels)}"', "F2:F1001": '"город,село"'}
    assert all(len(formula) <= 257 for formula in lists.values()), "Excel takes no longer list"
    assert [row[0].value for row in how.iter_rows(min_row=2, max_row=8)] == HEADS
    answer = client.post(ADD, {"file": SimpleUploadedFile("образец.xlsx", table)})
    assert (answer.status_code, "только заголовки: впишите под ними" in read(answer)) == (422, True)


def test_the_example_of_the_table_can_be_written_into_it(client_of, officer):
    client = client_of(officer)
    book, filled = load_workbook(io.BytesIO(client.get(f"{ADD}template/").content)), io.BytesIO()
    sheet, how = book.worksheets
    for at, (cell,) in enumerate(how.iter_rows(min_row=2, max_row=8, min_col=3, max_col=3), start=1):
        sheet.cell(2, at).value = cell.value
    book.save(filled)
    answer = client.post(ADD, {"file": SimpleUploadedFile("образец.xlsx", filled.getvalue())})
    assert (answer.status_code, "Добавить 1 организацию?" in read(answer)) == (200, True)


def test_rows_are_shown_first_and_written_by_the_second_step_once(client_of, officer, okrug):
    client = client_of(officer)
    grades = dt.date(2026, 9, 1)  # what Excel makes of «1-9»
    shown = client.post(ADD, workbook([None, "Липовая СОШ", None, None, grades, "село", None]))
    text = read(shown)
    assert "1–9 классы" in text
    assert "по названию" in text
    assert School.objects.count() == 0
    kept = html.unescape(re.search(r'name="rows" value="(.*?)"', shown.content.decode())[1])
    for _ in range(2):
        assert client.post(f"{ADD}?from=start", {"rows": kept}).url == "/start/"
    made = School.objects.get()
    assert (made.code, made.municipality, str(made.grades), made.kind) == (
        "rec-01",
        okrug,
        "1-9",
        "secondary",
    )


def test_csv_in_either_encoding_is_read(client_of, officer):
    table = "Краткое название;Местность\nЛиповая СОШ;село\n"
    for content in (table.encode("cp1251"), table.encode("utf-8-sig")):
        answer = client_of(officer).post(ADD, {"file": SimpleUploadedFile("list.csv", content)})
        assert "Липовая СОШ" in read(answer)
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Выберите файл со списком."),
        (workbook(heads=["Имя"]), "В первой строке нужны названия столбцов"),
        (workbook(), "На первом листе файла только заголовки"),
        (workbook(*[["", f"СОШ {number}"] for number in range(1001)]), "Больше 1000 строк"),
        ({"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0" + b"0" * 99)}, "старый формат .xls"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04rubbish")}, "Файл не читается"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04words")}, "Это документ Word или PDF"),
        ({"rows": "[1, 2"}, "Список не дошёл целиком"),
        ({"rows": "[[2, 5]]"}, "Список не дошёл целиком"),
        (workbook(["", "Школа", "", "", "", "Луна", ""]), "столбец «Местность», «Луна»: укажите: город или село"),
    ],
    ids=["nothing", "headings", "empty", "many", "old", "damaged", "word", "cut", "strange", "faulty row"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_in_words(files, said, client_of, officer):
    if "file" in files:
        files["file"].seek(0)
    answer = client_of(officer).post(ADD, files)
    assert (answer.status_code, said in read(answer), School.objects.count()) == (422, True, 0)


def test_an_administrator_makes_a_municipality_and_works_in_it(client_of, admin):
    client = client_of(admin)
    data = {
        "code": "32622000", "region_code": "42", "region_name": "Кузбасс", "name": "Речной округ",
        "name_genitive": "Речного округа", "name_prepositional": "Речном округе", "authority": "Управление",
        "time_zone": "Asia/Novokuznetsk",
    }  # fmt: skip
    assert client.post("/municipality/new/?from=start", data).url == "/start/"
    made = Municipality.objects.get()
    assert (made.region.name, made.time_zone) == ("Кузбасс", "Asia/Novokuznetsk")
    assert "Речной округ" in read(client.get("/start/"))
    again = client.post("/municipality/new/", {**data, "code": "32622000"})
    assert (again.status_code, "уже есть: Речной округ" in read(again)) == (422, True)
    wrong = client.post("/municipality/new/", {**data, "code": "12x"})
    assert (wrong.status_code, "Код состоит из цифр." in read(wrong)) == (422, True)
    short = read(client.post("/municipality/new/", {"code": "32622", "name": ""}))
    assert ("В коде ОКТМО 8 или 11 цифр." in short, short.count("Обязательное поле") > 1) == (True, True)
    assert (Municipality.objects.count(), Region.objects.count()) == (1, 1)


def test_an_officer_keeps_the_names_of_their_municipality(client_of, officer, okrug, neighbour):
    client = client_of(officer)
    data = {
        "name": "Речной округ", "name_genitive": "Речного округа", "name_prepositional": "Речном округе",
        "authority": "Отдел образования", "time_zone": "Asia/Omsk",
    }  # fmt: skip
    assert client.post("/municipality/", data).status_code == 302
    okrug.refresh_from_db()
    assert (okrug.authority, okrug.time_zone) == ("Отдел образования", "Asia/Omsk")
    wrong = client.post("/municipality/", {**data, "time_zone": "Луна"})
    assert (wrong.status_code, Municipality.objects.filter(time_zone="Луна").exists()) == (422, False)
    assert client.get("/municipality/new/").status_code == 403


@pytest.mark.parametrize(
    "rows",
    [
        '[[Infinity, {"short_name": "Школа"}]]',
        '[[2, {"short_name": "Школа\\ud800"}]]',
        '[[2, {"short_name": "Школа\\u0000"}]]',
        '[[2, {"short_name": ["Школа"]}]]',
        '[[2, {"\\ud800": "Школа"}]]',
        "[" * 100_000,
    ],
)
def test_what_no_preview_has_shown_is_refused_in_words(client_of, officer, rows):
    answer = client_of(officer).post(ADD, {"rows": rows})
    assert (answer.status_code, "Список не дошёл целиком: загрузите файл ещё раз." in read(answer)) == (
        422,
        True,
    )

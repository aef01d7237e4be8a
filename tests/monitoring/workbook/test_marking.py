"""A faulty workbook comes back as itself, its faulty cells marked, with a list of what to do."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from monitoring.workbook.marking import REMARKS, mark_book
from monitoring.workbook.reading import read_book
from tests.monitoring.workbook.books import download, fill

pytestmark = pytest.mark.django_db
SCHOOL = "Ёлкинская СОШ"
REMARK = (SCHOOL, "C6", SCHOOL, "Обучающихся", "7 класс", "много", "", "это не число")
OTHER = (SCHOOL, "C7", SCHOOL, "Обучающихся", "8 класс", "=1", "20", "=на портале изменено")


@pytest.fixture
def book(campaign, head, school):
    return fill(download(head, school), SCHOOL, C6="много")


def test_cells_are_marked_and_listed_on_the_first_sheet(book):
    marked = load_workbook(BytesIO(mark_book(book, [REMARK, OTHER])))
    assert marked.sheetnames == [REMARKS, "Как заполнить", SCHOOL, "Определения", "_orientir"]
    assert [[cell.value for cell in row] for row in marked[REMARKS].iter_rows()] == [
        ["Лист", "Ячейка", "Организация", "Графа", "Класс", "В файле", "На портале", "Что делать"],
        [SCHOOL, "C6", SCHOOL, "Обучающихся", "7 класс", "много", None, "это не число"],
        [SCHOOL, "C7", SCHOOL, "Обучающихся", "8 класс", "'=1", "20", "'=на портале изменено"],
    ]
    cell = marked[SCHOOL]["C6"]
    assert (cell.value, cell.comment.text, cell.fill.fgColor.rgb) == (
        "много",
        "Ориентир: это не число",
        "00F4C7B5",
    )
    assert not cell.protection.locked


def test_the_marked_workbook_is_still_the_workbook(book):
    marked = mark_book(book, [REMARK])
    assert [(c.ref, c.value) for c in read_book(marked).cells] == [
        (c.ref, c.value) for c in read_book(book).cells
    ]


def test_marks_of_an_earlier_round_come_off(book):
    again = load_workbook(BytesIO(mark_book(mark_book(book, [REMARK]), [OTHER])))
    assert again.sheetnames.count(REMARKS) == 1
    assert again[SCHOOL]["C6"].comment is None
    assert again[SCHOOL]["C6"].fill.fill_type is None
    assert again[SCHOOL]["C7"].comment is not None


def test_a_csv_comes_back_as_the_list(book):
    marked = load_workbook(BytesIO(mark_book(b"a;b", [("", "B2", *REMARK[2:])])))
    assert marked.sheetnames == [REMARKS]
    assert marked[REMARKS]["B2"].value == "B2"

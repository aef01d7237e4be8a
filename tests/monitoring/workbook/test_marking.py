"""A faulty workbook comes back as itself, its faulty cells marked, with a list of what to do."""

from __future__ import annotations

import tracemalloc
from io import BytesIO

import pytest
from openpyxl import load_workbook

from monitoring.workbook import outline
from monitoring.workbook.marking import REMARKS, mark_book
from monitoring.workbook.reading import read_book
from tests.monitoring.workbook.books import download, edit, fill, with_ranges

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


def test_a_refused_cell_inside_merged_ones_is_marked_where_it_is_seen(book):
    merged = edit(book, lambda workbook: workbook[SCHOOL].merge_cells("C5:C7"))
    sheet = load_workbook(BytesIO(mark_book(merged, [REMARK, OTHER])))[SCHOOL]
    assert sheet["C5"].comment.text == "Ориентир: это не число\n=на портале изменено"
    assert sheet["C5"].fill.fgColor.rgb == "00F4C7B5"


@pytest.mark.parametrize("at", ["A200000", "XFD1048576"])
def test_a_stray_cell_far_away_costs_nothing(book, at):
    stray = fill(book, SCHOOL, **{at: "я"})
    tracemalloc.start()
    marked = mark_book(stray, [REMARK])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30 * 1024 * 1024
    sheet = load_workbook(BytesIO(marked))[SCHOOL]
    assert (sheet[at].value, sheet["C6"].comment.text) == ("я", "Ориентир: это не число")


@pytest.mark.parametrize(
    "part",
    [
        b'<mergeCells><mergeCell ref="E1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="E:F" location="A1"/></hyperlinks>',
    ],
)
def test_a_book_that_asks_for_millions_of_cells_comes_back_as_the_list_alone(book, part):
    huge = with_ranges(book, 2, part)
    marked = load_workbook(BytesIO(mark_book(huge, [REMARK])))
    assert (marked.sheetnames, marked[REMARKS]["B2"].value) == ([REMARKS], "C6")


def test_more_elements_than_anybody_writes_are_not_opened(monkeypatch, book):
    monkeypatch.setattr(outline, "MOST_ELEMENTS", 100)
    assert load_workbook(BytesIO(mark_book(book, [REMARK]))).sheetnames == [REMARKS]

"""A filled-in workbook is read by its keys, whatever people and programs did around them; nothing is guessed."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from monitoring.unreadable import FactsUnreadable
from monitoring.workbook import keys, outline
from monitoring.workbook.reading import MERGED, MOVED, NO_VALUE, TWICE, read_book
from tests.monitoring.workbook.books import (
    download,
    edit,
    fill,
    saved_by_libreoffice,
    with_parts,
    with_ranges,
)

pytestmark = pytest.mark.django_db
SCHOOL = "Ёлкинская СОШ"


@pytest.fixture
def book(campaign, head, school):
    return download(head, school)


def said(content) -> dict[str, object]:
    """What stands in the cells that say something, by their refs."""
    found = read_book(content)
    return {
        ".".join(map(str, cell.ref)): cell.problem or cell.value
        for cell in found.cells
        if cell.problem or cell.value not in (None, "")
    }


PREFILLED = {
    "pupils..6": 28, "event.bilet.6": 5, "metric.money.13": 17.5, "metric.has_plan.13": "да",
}  # fmt: skip


def test_the_workbook_comes_back_as_it_went_out(book):
    assert said(book) == PREFILLED
    found = read_book(book)
    assert len(found.cells) == 19
    assert found.keys.shown["okr-01", found.cells[0].ref] == "28"


def test_rows_sorted_with_their_keys_columns_inserted_and_names_changed_do_no_harm(book):
    def disturb(workbook):
        sheet = workbook[SCHOOL]
        for column in range(1, sheet.max_column + 1):  # the first and the last grade change places
            first, last = sheet.cell(5, column), sheet.cell(7, column)
            first.value, last.value = last.value, first.value
        sheet.insert_rows(4, 2)
        sheet.insert_cols(2)
        sheet.insert_cols(6, 3)
        sheet["E6"] = "Дети"  # a heading
        sheet.title = "Моя школа"
        workbook.create_sheet("Заметки", 0)["B2"] = "позвонить"

    assert said(edit(book, disturb)) == PREFILLED


def test_rows_sorted_without_their_keys_are_refused_not_mixed_up(book):
    def sort(workbook):
        sheet = workbook[SCHOOL]
        for column in range(2, sheet.max_column + 1):
            first, last = sheet.cell(5, column), sheet.cell(7, column)
            first.value, last.value = last.value, first.value

    found = said(edit(book, sort))
    assert {ref for ref, problem in found.items() if problem == MOVED} == {
        f"{column}.{grade}"
        for column in (
            "pupils.",
            "pupils_with_disabilities.",
            "event.abilimpix",
            "event.bilet",
            "event.lessons",
        )
        for grade in (6, 8)
    }


def test_columns_moved_without_their_keys_are_refused(book):
    def move(workbook):
        sheet = workbook[SCHOOL]
        for row in range(4, 9):
            one, two = sheet.cell(row, 7), sheet.cell(row, 8)
            one.value, two.value = two.value, one.value

    found = said(edit(book, move))
    assert {ref for ref, problem in found.items() if problem == MOVED} == {
        f"event.{code}.{grade}" for code in ("bilet", "lessons") for grade in (6, 7, 8)
    }


def test_a_row_copied_with_its_key_is_pointed_out(book):
    def copy(workbook):
        sheet = workbook[SCHOOL]
        for column in range(1, 9):
            sheet.cell(30, column).value = sheet.cell(5, column).value

    assert set(said(edit(book, copy)).values()) == {TWICE, 17.5, "да"}


def test_merged_cells_are_never_taken_for_empty_ones(book):
    found = said(edit(book, lambda workbook: workbook[SCHOOL].merge_cells("C5:C6")))
    assert (found["pupils..6"], found["pupils..7"]) == (MERGED, MERGED)


def test_merged_headings_do_no_harm(book):
    assert said(edit(book, lambda workbook: workbook[SCHOOL].merge_cells("B2:H2"))) == PREFILLED


def test_a_formula_counts_as_its_saved_value(book):
    formula = fill(book, SCHOOL, C6="=20+5")
    assert said(formula)["pupils..7"] == NO_VALUE
    assert said(saved_by_libreoffice(formula))["pupils..7"] == 7


def test_a_stray_cell_far_away_costs_nothing(book):
    assert said(fill(book, SCHOOL, XFD1048576=1)) == PREFILLED


def test_sheets_that_are_gone_and_sheets_of_others_are_named(campaign, officer):
    def change(workbook):
        del workbook["Берёзовская ООШ"]
        workbook["Детский сад «Ручеёк»"]["A1"] = keys.token(2020, 1, "okr-03")

    found = read_book(edit(download(officer), change))
    assert (found.missing, found.foreign) == (
        ["Берёзовская ООШ", "Детский сад «Ручеёк»"], ["Детский сад «Ручеёк»"],
    )  # fmt: skip


def test_a_workbook_without_keys_or_of_an_old_kind_says_what_to_do(book):
    def no_keys(workbook):
        del workbook[keys.KEY_SHEET]

    with pytest.raises(FactsUnreadable, match=r"нет служебных ключей.*Скачайте книгу"):
        read_book(edit(book, no_keys))
    with pytest.raises(FactsUnreadable, match="Книга старого образца"):
        read_book(fill(book, keys.KEY_SHEET, C2=0))
    with pytest.raises(FactsUnreadable, match="нет служебных ключей"):
        read_book(fill(book, keys.KEY_SHEET, C1="чужой"))


def test_damage_inside_is_said_in_words(book):
    broken = with_parts(book, {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row><c"})
    with pytest.raises(FactsUnreadable, match="повреждена"):
        read_book(broken)


def test_a_book_saved_by_libreoffice_is_read(book):
    saved = saved_by_libreoffice(book)
    assert load_workbook(BytesIO(saved))[keys.KEY_SHEET].sheet_state == "hidden"
    assert said(saved) == PREFILLED


def test_merged_cells_are_told_however_far_they_reach(book):
    prefix = b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    merged = b"<x:mergeCells " + prefix + b'><x:mergeCell ref="G7:XFD1048576"/></x:mergeCells>'
    assert said(with_ranges(book, 2, merged)) == {
        **PREFILLED, "event.lessons.8": MERGED, "event.bilet.8": MERGED,
    }  # fmt: skip


def test_thousands_of_merged_cells_are_nobodys_work(monkeypatch, book):
    monkeypatch.setattr(outline, "MOST_MERGED", 1)
    merged = b'<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>'
    with pytest.raises(FactsUnreadable, match=f"Лист «{SCHOOL}»: слишком много объединённых ячеек"):
        read_book(with_ranges(book, 2, merged))

"""Large workbooks: the same cells as a workbook for people, whoever writes them, and no row kept."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports import bulk, value_file
from reports.bulk import TooManyRows, write_bulk
from reports.writers import Column, Table, write_xlsx

NOW = dt.datetime(2022, 3, 1, 14, 2, tzinfo=dt.UTC)
COLUMNS = (
    Column("Число", "Точное.", "#,##0.####"),
    Column("=Слово"),
    Column("День", "", "dd.mm.yyyy"),
    Column("Час", "", "dd.mm.yyyy hh:mm"),
)
ROWS = [
    [Decimal("12.50"), "=1+1", dt.date(2021, 9, 1), dt.datetime(2021, 9, 1, 10, 30)],  # noqa: DTZ001 - as a cell
    [10**12, "до строки\x0bпосле", None, None],
    [Decimal("25.0000"), "-5", None, None],
    [None, "МБОУ «Школа»", None, None],
]


def written(write, rows) -> tuple[int, list]:
    """How many rows, and every cell of every sheet with its type."""
    file = BytesIO()
    count = write(file, [Table("Лист", COLUMNS, iter(rows), ["Заметка"])], now=NOW, computed="Вычислено.")
    file.seek(0)
    book = load_workbook(file)
    sheet = book["Лист"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:D{len(rows) + 1}")
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    cells = [
        [(cell.value, cell.data_type) for cell in row if cell.value is not None]
        for name in book.sheetnames
        for row in book[name].iter_rows()
    ]
    return count, cells


@pytest.mark.once
def test_both_writers_write_the_same_cells():
    assert written(write_bulk, ROWS) == written(write_xlsx, ROWS)


@pytest.mark.once
def test_a_table_without_rows_keeps_its_heading():
    file = BytesIO()
    assert write_bulk(file, [Table("Лист", COLUMNS, iter(()))], now=NOW) == 0
    assert [cell.value for cell in load_workbook(file)["Лист"][1]] == ["Число", "'=Слово", "День", "Час"]


@pytest.mark.once
def test_more_rows_than_a_sheet_holds_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(bulk, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows, match="сузьте отбор или возьмите CSV"):
        write_bulk(BytesIO(), [Table("Лист", COLUMNS, iter(ROWS))], now=NOW)


@pytest.mark.once
def test_rows_pass_through_in_bounded_memory():
    rows = ([number, f"слово {number}", None, None] for number in range(20_000))
    tracemalloc.start()
    assert write_bulk(BytesIO(), [Table("Лист", COLUMNS, rows)], now=NOW) == 20_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000, "the rows alone are four million bytes"


@pytest.mark.django_db
def test_many_values_are_exported_with_the_same_rows(board, okrug, monkeypatch):
    from reports.value_rows import value_rows

    def exported() -> dict[str, list]:
        file = BytesIO()
        rows = value_rows(year=2021, municipalities=[okrug], regions=[okrug.region])
        assert value_file.export_xlsx(file, rows, now=NOW) == 16
        book = load_workbook(file)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

    few = exported()
    monkeypatch.setattr(value_file, "MOST_FORMATTED", 5)
    assert exported() == few

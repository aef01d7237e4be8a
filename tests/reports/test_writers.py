"""Cells as files hold them: nothing a spreadsheet would run, nothing a workbook cannot keep."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from reports.writers import Column, Table, write_csv, write_xlsx

NOW = dt.datetime(2022, 3, 1, 14, 2, tzinfo=dt.UTC)


def read_xlsx(value: object) -> tuple[object, str]:
    """What stands in the only cell of a workbook, and its type."""
    file = BytesIO()
    assert write_xlsx(file, [Table("Лист", [Column("Слово")], [[value]])], now=NOW) == 1
    cell = load_workbook(file)["Лист"]["A2"]
    return cell.value, cell.data_type


def read_csv(value: object) -> str:
    file = StringIO()
    write_csv(file, ["Слово"], [[value]])
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("МБОУ «Школа»", "МБОУ «Школа»"),
        ("=1+1", "'=1+1"),
        ("+7 900", "'+7 900"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("до строки\x0bпосле", "до строки после"),  # Word's line break inside a paragraph
        ("\x0c=1+1", " =1+1"),
    ],
)
def test_texts_become_no_formulas_and_break_no_workbook(text, kept):
    assert read_xlsx(text) == (kept, "s")
    assert read_csv(text) == f"Слово\n{kept}\n"


def test_numbers_stay_numbers():
    assert read_xlsx(Decimal("22.4")) == (22.4, "n")
    assert read_csv(Decimal("22.40")) == "Слово\n22.40\n"
    assert read_csv(-5) == "Слово\n-5\n"

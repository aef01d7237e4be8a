"""Writing tables to files: CSV for scripts, XLSX for people.

Both escape what a spreadsheet would run as a formula. XLSX has typed cells, a frozen heading, filters, widths after
the content, a sheet of definitions and a control line with the row count and the moment.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from schools.spreadsheet import harmless

Cell = int | str | Decimal | dt.date | None

HEADING_FILL = PatternFill("solid", fgColor="E2EEEE")
HEADING_FONT = Font(name="Calibri", bold=True, color="0A4447")
RULE = Border(bottom=Side(style="thin", color="0F5E63"))
WIDEST = 70


@dataclass(frozen=True)
class Column:
    """Heading, its meaning for the sheet of definitions, and a number format for XLSX."""

    heading: str
    meaning: str = ""
    number_format: str = "General"


@dataclass(frozen=True)
class Table:
    """A sheet: title (the sheet's name), columns, rows, and notes printed under the definitions."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = ()
    formats: Sequence[Sequence[str | None]] | None = field(default=None)


def plain(cell: Cell) -> str:
    """One cell of a CSV: decimal point, no thousands, no superfluous zeros of exact numbers."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return harmless(cell) if isinstance(cell, str) else str(cell)


def shortest(number: Decimal | None) -> Decimal | None:
    """The same number without trailing zeros: 25.0000 → 25."""
    if number is None:
        return None
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def write_csv(stream: IO[str], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """UTF-8, comma, decimal point; returns the number of rows."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
        count += 1
    return count


def write_xlsx(path_or_stream: Any, tables: Sequence[Table], *, now: dt.datetime) -> int:
    """Formatted workbook of a few sheets and «Определения»; returns the number of rows of all sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    counts = {table.title: _fill(book.create_sheet(table.title), table) for table in tables}
    _define(book.create_sheet("Определения"), tables, counts, now)
    book.save(path_or_stream)
    return sum(counts.values())


def _fill(sheet: Worksheet, table: Table) -> int:
    sheet.append([column.heading for column in table.columns])
    for cell in sheet[1]:
        cell.font, cell.fill, cell.border = HEADING_FONT, HEADING_FILL, RULE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    widths = [len(column.heading) for column in table.columns]
    count = 0
    for count, row in enumerate(table.rows, start=1):
        for index, value in enumerate(row):
            _put(sheet, count + 1, index + 1, value, _format(table, count - 1, index))
            widths[index] = max(widths[index], len(plain(value)))
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = min(width + 3, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{count + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return count


def _format(table: Table, row: int, column: int) -> str:
    own = table.formats[row][column] if table.formats is not None and row < len(table.formats) else None
    return own or table.columns[column].number_format


def _put(sheet: Worksheet, row: int, column: int, value: Cell, number_format: str) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = harmless(value)
        cell.data_type = "s"
        return
    cell.value = value
    if value is not None:
        cell.number_format = number_format


def _define(sheet: Worksheet, tables: Sequence[Table], counts: dict[str, int], now: dt.datetime) -> None:
    sheet.append(["Лист", "Графа", "Что означает"])
    for cell in sheet[1]:
        cell.font, cell.fill, cell.border = HEADING_FONT, HEADING_FILL, RULE
    for table in tables:
        for column in table.columns:
            sheet.append([harmless(table.title), harmless(column.heading), harmless(column.meaning)])
        for note in table.notes:
            sheet.append([harmless(table.title), "", harmless(note)])
        sheet.append(
            [table.title, "Контроль", f"Строк: {counts[table.title]}. Выгружено {now:%d.%m.%Y в %H:%M}."]
        )
    for letter, width in (("A", 24), ("B", 34), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2, max_col=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"

"""Writing tables to files: CSV for scripts, XLSX for people. Workbooks too large to be dressed: `reports.bulk`.

All escape what a spreadsheet would run as a formula. XLSX has typed cells, a frozen heading, filters, widths after
the content, a sheet of definitions and a control line with the row count, the moment of computation and of export.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheet_look import EXACT, INDENTED, exact_format, head, make_printable, widen
from schools.models import Municipality
from schools.spreadsheet import Cell, harmless, plain, shortest

__all__ = [
    "Cell",
    "Column",
    "Table",
    "define",
    "definitions",
    "plain",
    "put",
    "shortest",
    "write_csv",
    "write_xlsx",
]

DEFINITIONS = "Определения"
OF_DEFINITIONS = ("Лист", "Графа", "Что означает")
ALIGNED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Column:
    """Heading, its meaning for the sheet of definitions, a number format for XLSX; `apart` keeps words off a number."""

    heading: str
    meaning: str = ""
    number_format: str = "General"
    apart: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet: title (the sheet's name), columns, rows, and notes printed under the definitions.

    `places` and `years` are those of its values where they are not just the ones the file is asked for in.
    `formats` are number formats cell by cell where a column has several; `frozen` is the first cell that scrolls;
    `finish` may add to the sheet (charts), given how many rows were written.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = ()
    formats: Sequence[Sequence[str | None]] | None = field(default=None)
    frozen: str = "A2"
    finish: Callable[[Worksheet, int], None] | None = None
    places: Sequence[Municipality] = ()
    years: Sequence[int] = ()


def write_csv(stream: IO[str], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """UTF-8, comma, decimal point; returns the number of rows."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
        count += 1
    return count


def write_xlsx(path_or_stream: Any, tables: Sequence[Table], *, now: dt.datetime, computed: str = "") -> int:
    """Formatted workbook of a few sheets and «Определения»; returns the number of rows of all sheets.

    `computed` says when the values in it were computed (`reports.computed`); tables of other things have none.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    counts = {table.title: _fill(book.create_sheet(table.title), table) for table in tables}
    define(book, tables, counts, now=now, computed=computed)
    book.save(path_or_stream)
    return sum(counts.values())


def define(
    book: Workbook,
    tables: Sequence[Table],
    counts: Mapping[str, int],
    *,
    now: dt.datetime,
    computed: str = "",
) -> None:
    """The last sheet of a workbook."""
    _define(book.create_sheet(DEFINITIONS), definitions(tables, counts, now=now, computed=computed))


def definitions(
    tables: Sequence[Table], counts: Mapping[str, int], *, now: dt.datetime, computed: str = ""
) -> Iterator[tuple[str, str, str]]:
    """The rows of the last sheet; `counts` are asked only when they are reached."""
    moments = f"{computed} Выгружено {now:%d.%m.%Y в %H:%M}.".strip()
    for table in tables:
        for column in table.columns:
            yield harmless(table.title), harmless(column.heading), harmless(column.meaning)
        for note in table.notes:
            yield harmless(table.title), "", harmless(note)
        yield table.title, "Контроль", f"Строк: {counts[table.title]}. {moments}"


def _fill(sheet: Worksheet, table: Table) -> int:
    sheet.append([harmless(column.heading) for column in table.columns])
    head(sheet)
    lengths = [len(column.heading) for column in table.columns]
    count = 0
    for count, row in enumerate(table.rows, start=1):
        for index, value in enumerate(row):
            put(sheet, count + 1, index + 1, value, _format(table, count - 1, index))
            if table.columns[index].apart:
                sheet.cell(count + 1, index + 1).alignment = INDENTED
            lengths[index] = max(lengths[index], len(plain(value)))
    widen(sheet, lengths)
    sheet.freeze_panes = table.frozen
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{count + 1}"
    make_printable(sheet)
    if table.finish is not None:
        table.finish(sheet, count)
    return count


def _format(table: Table, row: int, column: int) -> str:
    own = table.formats[row][column] if table.formats is not None and row < len(table.formats) else None
    return own or table.columns[column].number_format


def put(sheet: Worksheet, row: int, column: int, value: Cell, number_format: str = "General") -> None:
    """One typed cell; a text is never a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = harmless(value)
        cell.data_type = "s"
        return
    cell.value = value
    if value is not None:
        cell.number_format = exact_format(value) if number_format == EXACT else number_format


def _define(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    sheet.append(OF_DEFINITIONS)
    head(sheet)
    for row in rows:
        sheet.append([cell or None for cell in row])
    for letter, width in (("A", 24), ("B", 34), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=2, max_col=3):
        for cell in cells:
            cell.alignment = ALIGNED
    sheet.freeze_panes = "A2"
    make_printable(sheet)

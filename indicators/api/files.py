"""The same rows as a file: CSV for scripts, XLSX for people; a few thousand rows in memory at a time."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from rest_framework.renderers import BaseRenderer

from schools.spreadsheet import Cell, harmless, plain
from schools.views.attachment import CSV, XLSX, file_name

SHEET_ROWS = 1_000_000  # a sheet of Excel holds 1 048 576
Row = Sequence[Cell]


class CsvRows(BaseRenderer):
    """Chosen by `?format=csv` or Accept; the rows are written by `file_of`, a refusal is JSON all the same."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *_: Any, **__: Any) -> bytes:
        return json.dumps(data, ensure_ascii=False).encode()


class XlsxRows(CsvRows):
    media_type = XLSX
    format = "xlsx"
    charset = None


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def file_of(kind: str, title: str, columns: Sequence[str], rows: Iterable[Row]) -> HttpResponseBase:
    name = file_name(title, extension=kind)
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_lines(columns, rows), content_type=CSV)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response
    return FileResponse(_workbook(columns, rows), as_attachment=True, filename=name, content_type=XLSX)


def _lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(_Line(), lineterminator="\n")
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def _workbook(columns: Sequence[str], rows: Iterable[Row]) -> Any:
    """A closed file is taken off the disk: it is handed over open and read once."""
    book = Workbook(write_only=True)
    sheet: Any = None
    for count, row in enumerate(rows):
        if count % SHEET_ROWS == 0:
            sheet = _sheet(book, columns, count // SHEET_ROWS)
        sheet.append([_cell(sheet, cell) for cell in row])
    if sheet is None:
        _sheet(book, columns, 0)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    book.save(file)
    file.seek(0)
    return file


def _sheet(book: Workbook, columns: Sequence[str], number: int) -> Any:
    sheet = book.create_sheet("Строки" if not number else f"Строки {number + 1}")
    sheet.freeze_panes = "A2"
    headings = [WriteOnlyCell(sheet, column) for column in columns]
    for heading in headings:
        heading.font = Font(bold=True)
    sheet.append(headings)
    return sheet


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, harmless(value))
    cell.data_type = "s"
    return cell

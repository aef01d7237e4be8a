"""The same rows as a file: CSV for scripts, XLSX for people; a few thousand rows in memory at a time.

A workbook is made before its first byte is sent, so it has a limit; CSV has none.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer

from schools.spreadsheet import Cell, plain, typed
from schools.views.attachment import CSV, XLSX, file_name

MOST_ROWS = 50_000
TOO_MANY = "Для книги Excel строк слишком много (больше 50\u00a0000): сузьте отбор или возьмите format=csv."
ROWS, DEFINITIONS = "Строки", "Определения"
OF_DEFINITIONS = ("Лист", "Графа", "Что означает")
WIDTH = 18
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


@dataclass(frozen=True)
class Sheet:
    """`meanings` of the columns, and `computed`: when the values were, asked when the rows are written."""

    title: str
    columns: Sequence[str]
    meanings: Mapping[str, str]
    computed: Callable[[], str]


def file_of(kind: str, sheet: Sheet, rows: Iterable[Row]) -> HttpResponseBase:
    """Rows are taken once; ValidationError where a workbook would have too many."""
    name = file_name(sheet.title, extension=kind)
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_lines(sheet.columns, rows), content_type=CSV)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response
    return FileResponse(_workbook(sheet, rows), as_attachment=True, filename=name, content_type=XLSX)


def _lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(_Line(), lineterminator="\n")
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def _workbook(sheet: Sheet, rows: Iterable[Row]) -> Any:
    """A closed file is taken off the disk: it is handed over open and read once."""
    from rustpy_xlsxwriter import Format, write_worksheets

    computed: list[str] = []
    sheets: list[tuple[str, Any]] = [
        (ROWS, _records(sheet, rows, computed)),
        (DEFINITIONS, _definitions(sheet, computed)),
    ]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    write_worksheets(
        sheets,
        file,
        freeze_panes={"general": {"row": 1, "col": 0}},
        header_format={"general": Format().set_bold()},
        autofilter={ROWS: True},
        column_widths={ROWS: [WIDTH] * len(sheet.columns), DEFINITIONS: [WIDTH, WIDTH, 90]},
    )
    file.seek(0)
    return file


def _records(sheet: Sheet, rows: Iterable[Row], said: list[str]) -> Iterator[dict[str, Any]]:
    """A sheet without rows has one empty row, or its heading would be missing; `said` gets the control line."""
    count = 0
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise ValidationError({"format": [TOO_MANY]})
        yield dict(zip(sheet.columns, map(typed, row), strict=True))
    if not count:
        yield dict.fromkeys(sheet.columns)
    now = timezone.localtime()
    said.append(f"Строк: {count}. {sheet.computed()} Выгружено {now:%d.%m.%Y в %H:%M}.".replace("  ", " "))


def _definitions(sheet: Sheet, said: list[str]) -> Iterator[dict[str, str]]:
    """Begun only when the rows are written."""
    for column in sheet.columns:
        yield dict(zip(OF_DEFINITIONS, (ROWS, column, sheet.meanings[column]), strict=True))
    yield dict(zip(OF_DEFINITIONS, (ROWS, "Контроль", *said), strict=True))

"""Spreadsheets of the admin: XLSX and CSV, out with formula injection made harmless, in with limits.

XLSX: typed cells, bold frozen header, filter; a text that looks like a formula stays a text cell. CSV: UTF-8 with
BOM, in such texts an apostrophe goes first and is taken away on the way in; read as UTF-8 or Windows-1251, comma or
semicolon. Blank rows are skipped. A file that is too large, or would unpack too large, is refused unopened.
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import tablib
from django import forms
from django.conf import settings
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ImportForm
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from schools.spreadsheet import DANGEROUS, unescaped

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Unreadable(ValueError):
    """The message says, in Russian, what is wrong with the file."""


class Xlsx(XLSX):
    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        return _dataset(rows)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(list(dataset.headers or ()))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for place, row in enumerate(dataset, start=2):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(place, column)
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        for column, header in enumerate(dataset.headers or (), start=1):
            longest = max((len(str(row[column - 1] or "")) for row in dataset), default=0)
            sheet.column_dimensions[get_column_letter(column)].width = min(
                60, max(12, len(header) + 3, longest + 2)
            )
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


class Csv(CSV):
    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = in_stream.decode("cp1251")
        head = text.partition("\n")[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        return _dataset([[unescaped(value) for value in row] for row in rows])

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow(dataset.headers or ())
        writer.writerows([_harmless(value) for value in row] for row in dataset)
        return stream.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _dataset(rows: list[list[Any]]) -> tablib.Dataset:
    """Rows under the first one; short rows are filled up, blank ones left out."""
    filled = [row for row in rows if any(value not in (None, "") for value in row)]
    if not filled:
        raise Unreadable("В файле нет ни одной строки.")
    headers = [str(value).strip() if value is not None else "" for value in filled[0]]
    while headers and not headers[-1]:
        headers.pop()
    width = len(headers)
    dataset = tablib.Dataset(headers=headers)
    for row in filled[1:]:
        dataset.append((*row[:width], *[None] * (width - len(row))))
    return dataset


def check_size(file: Any) -> None:
    """Raises Unreadable for what is too large, or would unpack too large; leaves the file at its beginning."""
    if file.size > MOST_BYTES:
        raise Unreadable(f"Файл больше {MOST_BYTES // 1024 // 1024} МБ: разделите его на части.")
    if zipfile.is_zipfile(file):
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("Файл распаковывается в слишком большой: сохраните только таблицу.")
    file.seek(0)


def read_table(file: Any) -> tablib.Dataset:
    """The table of an upload, XLSX or CSV by what it contains, not by its name; raises Unreadable."""
    check_size(file)
    content = file.read()
    if content.startswith(OLD_EXCEL):
        raise Unreadable("Это старый формат .xls или книга с паролем: сохраните её как .xlsx без пароля.")
    try:
        return (Xlsx() if content.startswith(b"PK") else Csv()).create_dataset(content)
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook can raise anything
        raise Unreadable(
            "Файл не читается: откройте его в Excel, сохраните как .xlsx и загрузите снова."
        ) from error


class FileForm(ImportForm):
    """The upload, looked at before anything opens it."""

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        try:
            check_size(file)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file

    @property
    def media(self) -> forms.Media:
        """The script that guesses the format by the file's name; jQuery is the admin's own."""
        extra = "" if settings.DEBUG else ".min"
        scripts = (
            f"admin/js/vendor/jquery/jquery{extra}.js",
            "admin/js/jquery.init.js",
            "import_export/guess_format.js",
        )
        return forms.Media(js=scripts)

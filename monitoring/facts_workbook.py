"""An XLSX workbook → the lines of its first sheet, with cells typed as Excel has them.

Numbers come as int or float, dates as dates (refused later as values). Checked before opening: what it unpacks to,
and how far it is compressed, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from monitoring.unreadable import FactsUnreadable

LARGEST_UNPACKED = 600 * 1024 * 1024
STRONGEST_COMPRESSION = 100
MOST_ROWS = 1_000_000
MOST_COLUMNS = 16  # more than the six that are expected, few enough for gaps to cost nothing
DAMAGED = "Книга XLSX повреждена: откройте её в Excel, сохраните заново и загрузите ещё раз."


def read_workbook(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    _check_size(content)
    try:
        yield from _rows(content)
    except FactsUnreadable:
        raise
    except Exception as error:  # a damaged workbook can raise anything at any cell
        raise FactsUnreadable(DAMAGED) from error


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FactsUnreadable(DAMAGED) from None
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise FactsUnreadable("Это архив, а не книга Excel: загрузите файл .xlsx или CSV.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or unpacked > STRONGEST_COMPRESSION * len(content) + 1_000_000:
        raise FactsUnreadable("Книга слишком велика или необычно сжата: сохраните таблицу как CSV.")


def _rows(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        if not workbook.worksheets:
            raise FactsUnreadable("В книге нет ни одного листа с таблицей.")
        rows = workbook.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise FactsUnreadable(f"Больше {MOST_ROWS} строк: разделите файл на части.")
            yield number, cells
    finally:
        workbook.close()

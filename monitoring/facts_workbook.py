"""An XLSX workbook → the lines of its first sheet, with cells typed as Excel has them.

Numbers come as int or float, dates as dates (refused later as values). Checked before opening: what it unpacks to,
and how far it is compressed, so that a small file cannot fill the memory. Calamine reads it, eight times faster than
openpyxl, but makes a full rectangle of whatever the sheet holds and drops the words of errors (#DIV/0!): where a cell
stands far out or is an error, or calamine cannot read the file, openpyxl streams it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from monitoring.unreadable import FactsUnreadable

LARGEST_UNPACKED = 600 * 1024 * 1024
STRONGEST_COMPRESSION = 100
MOST_ROWS = 1_000_000
MOST_COLUMNS = 16  # more than the six that are expected, few enough for gaps to cost nothing
DAMAGED = "Книга XLSX повреждена: откройте её в Excel, сохраните заново и загрузите ещё раз."
NO_SHEETS = "В книге нет ни одного листа с таблицей."
TOO_LONG = f"Больше {MOST_ROWS} строк: разделите файл на части."
EXACT = 2**53
"""Up to here a whole number stored as a float is the number that was written."""
# The address of a cell right of column P, or of a row with seven digits (six in a small sheet); an error.
_UNFIT = rb"""\s(?:r\s*=\s*["'](?:[Q-Zq-z]\d|[A-Za-z]{2,}\d|[A-Za-z]?\d{%d,})|t\s*=\s*["']e["'])"""
_UNFIT_IN_LARGE, _UNFIT_IN_SMALL = re.compile(_UNFIT % 7), re.compile(_UNFIT % 6)
_SMALL, _PIECE, _OVERLAP = 5_000_000, 4_000_000, 40
Line = tuple[int, Sequence[object]]


def read_workbook(content: bytes) -> Iterator[Line]:
    _check_size(content)
    rows = _quick_rows(content) if _is_plain(content) else None
    if rows is not None:
        yield from rows
        return
    try:
        yield from _streamed_rows(content)
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


def _is_plain(content: bytes) -> bool:
    """Whether no cell of any sheet is an error or stands so far out that a rectangle up to it would be a waste."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if member.filename.startswith("xl/worksheets/"):
                    unfit = _UNFIT_IN_SMALL if member.file_size < _SMALL else _UNFIT_IN_LARGE
                    with archive.open(member) as part:
                        if _found(unfit, part):
                            return False
    except Exception:  # noqa: BLE001 – a damaged archive raises whatever it likes; openpyxl says so
        return False
    return True


def _found(pattern: re.Pattern[bytes], part: IO[bytes]) -> bool:
    """Read in pieces that overlap by more than an address is long."""
    rest = b""
    while piece := part.read(_PIECE):
        if pattern.search(rest + piece):
            return True
        rest = piece[-_OVERLAP:]
    return False


def _quick_rows(content: bytes) -> Iterator[Line] | None:
    """None: calamine does not read it."""
    from python_calamine import CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).iter_rows()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 – a panic in there is no Exception; openpyxl has a look as well
        return None
    return _typed(rows)


def _typed(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    """As openpyxl has them: a whole number as int."""
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise FactsUnreadable(TOO_LONG)
        yield number, [
            int(cell) if type(cell) is float and cell.is_integer() and abs(cell) < EXACT
            else cell if cell and type(cell) is str
            else _rare(cell)
            for cell in cells
        ]  # fmt: skip


def _rare(cell: object) -> object:
    """Nothing for an empty cell, midnight for a day."""
    if type(cell) is dt.date:
        return dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 – the cells of a workbook know no zone
    return None if cell == "" else cell


def _streamed_rows(content: bytes) -> Iterator[Line]:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        if not workbook.worksheets:
            raise FactsUnreadable(NO_SHEETS)
        rows = workbook.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise FactsUnreadable(TOO_LONG)
            yield number, cells
    finally:
        workbook.close()

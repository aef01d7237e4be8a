"""An Excel workbook → the tables of all its sheets, cells as they are printed there.

A percentage is printed with the decimals of its cell («0,67» shown as «67 %» is read as 67 %). Merged cells say their
text in every place they cover. Both readers stream: a workbook that lies about its size fills no memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from indicators.published.tables import MOST_COLUMNS, MOST_ROWS, FoundTable, split_tables
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.envelope import DAMAGED
from schools.numbers import exact, format_number, parse_number

MOST_LINES = 3000
_PERCENT = re.compile(r"0(?:\.(0+))?%")


def tables_of_workbook(content: bytes) -> list[FoundTable]:
    """The workbook has been looked at from outside (`envelope.check_workbook`)."""
    from openpyxl import load_workbook

    try:
        merged = _merged(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return [
                table
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
                for table in split_tables(_unfolded(_lines(sheet), merged.get(sheet.title, [])), sheet.title)
            ]
        finally:
            book.close()
    except FactsUnreadable:
        raise
    except Exception as error:  # a damaged workbook can raise anything at any cell
        raise FactsUnreadable(DAMAGED) from error


def _lines(sheet: Any) -> Iterator[list[str]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        if number > MOST_LINES:
            raise FactsUnreadable(
                f"На листе «{sheet.title}» больше {MOST_LINES} строк: оставьте в книге только таблицы с показателями."
            )
        yield [_printed(cell) for cell in cells]


def _printed(cell: Any) -> str:
    """The text of a cell as people see it."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float | Decimal):
        number = parse_number(value).value
        if number is None:
            return ""
        if shown := _PERCENT.search(str(cell.number_format)):
            return f"{format_number(exact(number) * 100, len(shown[1] or ''))} %"
        return f"{number:f}".replace(".", ",")
    return str(value)


def _merged(content: bytes) -> dict[str, Sequence[Any]]:
    """Merged areas by sheet: ((first row, first column), (last row, last column)), from 0."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).merged_cell_ranges or () for name in book.sheet_names}


def _unfolded(lines: Iterator[list[str]], areas: Sequence[Any]) -> list[list[str]]:
    rows = list(lines)
    for (top, left), (bottom, right) in areas:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        words = rows[top][left]
        for row in rows[top : min(bottom, top + MOST_ROWS) + 1]:
            row[left : right + 1] = [words] * len(row[left : right + 1])
    return rows

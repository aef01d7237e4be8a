"""Large workbooks in bounded memory: rows pass through, none is kept (docs/adr/0010-bulk-workbooks.md).

The same cells as `reports.writers` writes, under the same frozen, filtered heading, with the same definitions. Number
formats and widths are those of columns: cell by cell, as in a workbook for people, they would cost ten times as much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.sheet_look import A4, EXACT, HEADING_COLOUR, HEADING_GROUND, RULE_COLOUR, width_of
from reports.writers import DEFINITIONS, OF_DEFINITIONS, Table, definitions
from schools.spreadsheet import harmless, typed

MOST_ROWS = 1_048_575
"""Of one sheet of Excel, below its heading."""
LIKELY_LENGTH = 12
WIDTHS_OF_DEFINITIONS = [24, 34, 90]


class TooManyRows(Exception):
    """More than a sheet holds; the message is a sentence for people."""


def write_bulk(path_or_stream: Any, tables: Sequence[Table], *, now: dt.datetime, computed: str = "") -> int:
    """Rows are taken from each table once, in order; returns the number of rows of all sheets."""
    from rustpy_xlsxwriter import write_worksheets

    counts = {table.title: 0 for table in tables}
    sheets: list[tuple[str, Any]] = [(table.title, _records(table, counts)) for table in tables]
    sheets.append((DEFINITIONS, _defined(tables, counts, now, computed)))
    names = [name for name, _ in sheets]
    widths: dict[str, Any] = {table.title: _widths(table) for table in tables}
    widths[DEFINITIONS] = WIDTHS_OF_DEFINITIONS
    write_worksheets(
        sheets,
        path_or_stream,
        freeze_panes={"general": {"row": 1, "col": 0}},
        header_format={"general": _heading()},
        autofilter={table.title: True for table in tables},
        column_formats={table.title: _formats(table) for table in tables},
        column_widths=widths,
        page_setup={name: _page() for name in names},
    )
    return sum(counts.values())


def _records(table: Table, counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    """One dictionary a row; a table without rows has one empty row, or its heading would be missing."""
    headings = [harmless(column.heading) for column in table.columns]
    for row in table.rows:
        counts[table.title] += 1
        if counts[table.title] > MOST_ROWS:
            raise TooManyRows(
                "Строк больше, чем помещается на лист Excel (1\u00a0048\u00a0576): сузьте отбор или возьмите CSV."
            )
        yield dict(zip(headings, map(typed, row), strict=True))
    if not counts[table.title]:
        yield dict.fromkeys(headings)


def _defined(
    tables: Sequence[Table], counts: Mapping[str, int], now: dt.datetime, computed: str
) -> Iterator[dict[str, str]]:
    """Begun only when the sheets before it are written, so the counts are known."""
    for row in definitions(tables, counts, now=now, computed=computed):
        yield dict(zip(OF_DEFINITIONS, row, strict=True))


def _widths(table: Table) -> list[float]:
    return [width_of(max(len(column.heading), LIKELY_LENGTH)) for column in table.columns]


def _formats(table: Table) -> dict[str, Any]:
    from rustpy_xlsxwriter import Format

    return {
        harmless(column.heading): Format().set_num_format(column.number_format)
        for column in table.columns
        if column.number_format not in ("General", EXACT)
    }


def _heading() -> Any:
    from rustpy_xlsxwriter import Format

    look = Format().set_bold().set_font_color(HEADING_COLOUR).set_background_color(HEADING_GROUND)
    return look.set_text_wrap().set_border_bottom("thin").set_border_bottom_color(RULE_COLOUR)


def _page() -> dict[str, Any]:
    return {
        "landscape": True, "paper_size": A4, "repeat_rows": 0, "fit_to_pages": (1, 0), "footer": "&C&P из &N",
    }  # fmt: skip

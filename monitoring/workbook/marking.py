"""A faulty file → the same workbook with its faulty cells marked, and a first sheet «Замечания» that lists them.

Marks of an earlier round come off first. A file that is no workbook (CSV), or holds more than anybody writes by hand,
comes back as the list alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.workbook.outline import is_light
from schools.spreadsheet import harmless

log = logging.getLogger(__name__)

REMARKS = "Замечания"
AUTHOR = "Ориентир"
HEADINGS = (("Лист", 28), ("Ячейка", 10), ("Организация", 34), ("Графа", 34), ("Класс", 14), ("В файле", 20),
            ("На портале", 20), ("Что делать", 80))  # fmt: skip
MARK = PatternFill("solid", fgColor="F4C7B5")
NO_MARK = PatternFill()
Remark = tuple[str, str, str, str, str, str, str, str]
"""In the order of HEADINGS."""


def mark_book(content: bytes, remarks: Sequence[Remark]) -> bytes:
    """`remarks` with an empty sheet belong to the first one."""
    whole = _opened(content)
    book = whole or Workbook()
    if REMARKS in book.sheetnames:
        del book[REMARKS]
    for sheet in book.worksheets:
        _clean(sheet)
    for remark in remarks:
        _mark(book, remark)
    sheet = book.create_sheet(REMARKS, 0)
    _list(sheet, remarks)
    if whole is None:
        book.remove(book.worksheets[-1])
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _opened(content: bytes) -> Workbook | None:
    """None for what is no workbook and for what is not to be opened whole."""
    if not content.startswith(b"PK") or not is_light(content):
        return None
    try:
        return load_workbook(BytesIO(content))
    except Exception:  # its numbers were read; a chart or a comment in it can raise anything
        log.exception("Книга не открывается целиком: отметки выданы списком")
        return None


def _clean(sheet: Any) -> None:
    for cell in list(sheet._cells.values()):
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = NO_MARK


def _mark(book: Workbook, remark: Remark) -> None:
    title, at, *_, why = remark
    sheet: Any = book[title] if title in book.sheetnames else book.worksheets[0]
    if not at or title not in (*book.sheetnames, ""):
        return
    cell = _visible(sheet, sheet[at])
    cell.fill = MARK
    said = (
        f"{cell.comment.text}\n"
        if cell.comment is not None and cell.comment.author == AUTHOR
        else f"{AUTHOR}: "
    )
    cell.comment = Comment(f"{said}{why}", AUTHOR, height=90, width=320)


def _visible(sheet: Any, cell: Any) -> Any:
    """Of merged cells only the first is seen and can be marked."""
    if isinstance(cell, MergedCell):
        merged = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _list(sheet: Worksheet, remarks: Iterable[Remark]) -> None:
    for at, (word, width) in enumerate(HEADINGS, start=1):
        cell = sheet.cell(1, at, word)
        cell.font = Font(name="Calibri", bold=True, color="0A4447")
        cell.fill = PatternFill("solid", fgColor="E2EEEE")
        sheet.column_dimensions["ABCDEFGH"[at - 1]].width = width
    for number, remark in enumerate(remarks, start=2):
        for at, text in enumerate(remark, start=1):
            cell = sheet.cell(number, at, harmless(text))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

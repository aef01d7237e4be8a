"""The text a spreadsheet puts on the clipboard → rows of texts, all of one length.

Excel and LibreOffice part cells by tabs and rows by line ends (of Unix or Windows, one more after the last row); a cell
with a tab, a line end or a quotation mark in it stands in quotation marks, its own ones doubled. A lone quotation
mark is no such cell, so a text with an odd number of them is read as it stands.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from schools.parsing import is_storable

MOST_ROWS = 200
MOST_COLUMNS = 200
LONGEST_TEXT = 200_000


class ClipboardRefused(ValueError):
    """The message is one Russian sentence that says what to copy instead."""


def read_clipboard(text: str, *, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """Cells as they were copied, without the spaces around them; empty rows and columns at the edges are dropped."""
    if len(text) > LONGEST_TEXT:
        raise ClipboardRefused("Скопировано слишком много: скопируйте только таблицу с числами.")
    if not is_storable(text):
        raise ClipboardRefused("В скопированном есть служебные знаки: скопируйте таблицу ещё раз.")
    rows = _trimmed([[cell.strip() for cell in row] for row in _split(text)])
    if not rows:
        raise ClipboardRefused(
            "Вставлять нечего: скопируйте ячейки в Excel или LibreOffice и вставьте их сюда."
        )
    if len(rows) > most_rows or len(rows[0]) > MOST_COLUMNS:
        raise ClipboardRefused(
            f"Скопировано больше {most_rows} строк или {MOST_COLUMNS} столбцов: скопируйте только таблицу с числами."
        )
    return rows


def _split(text: str) -> Sequence[Sequence[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text.count('"') % 2:
        return [line.split("\t") for line in lines]
    try:
        return list(csv.reader([f"{line}\n" for line in lines], delimiter="\t"))
    except csv.Error:  # a cell longer than the reader takes, 131 072 signs
        raise ClipboardRefused(
            "В одной из ячеек слишком длинный текст: скопируйте только таблицу с числами."
        ) from None


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Rows below the last text and columns right of it say nothing; those inside keep their places."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    while width and not any(row[width - 1] for row in rows):
        width -= 1
    return [row[:width] for row in rows]

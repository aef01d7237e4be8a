"""Text for cells of a spreadsheet, and back: never run as a formula, without signs a workbook cannot hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = int | float | str | Decimal | dt.date | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text a spreadsheet will not take for a formula, without the signs no workbook may hold (Word's line break)."""
    plain_text = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    return f"'{plain_text}" if plain_text.startswith(DANGEROUS) else plain_text


def unescaped(text: str) -> str:
    """What `harmless` was given: its apostrophe comes off again."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def plain(cell: Cell) -> str:
    """One cell of a CSV: decimal point, no thousands, no superfluous zeros of exact numbers."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return harmless(cell) if isinstance(cell, str) else str(cell)


def typed(cell: Cell) -> int | float | str | dt.date | None:
    """One cell of a workbook that is written row by row: a number is a number, a text never a formula."""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell


def shortest(number: Decimal | None) -> Decimal | None:
    """The same number without trailing zeros: 25.0000 → 25."""
    if number is None:
        return None
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()

"""Text for cells of a spreadsheet, and back: never run as a formula, without signs a workbook cannot hold."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text a spreadsheet will not take for a formula, without the signs no workbook may hold (Word's line break)."""
    plain_text = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    return f"'{plain_text}" if plain_text.startswith(DANGEROUS) else plain_text


def unescaped(text: str) -> str:
    """What `harmless` was given: its apostrophe comes off again."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text

"""What a document, a sheet or the clipboard holds → tables of texts, each with its caption and number.

A merged cell says its text in every place it covers. A line of one cell that begins with «Таблица 4» ends one table
and is the caption of the next, so that several tables on one sheet or in one pasted text come apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from monitoring.unreadable import FactsUnreadable

MOST_TABLES = 60
MOST_ROWS = 600
MOST_COLUMNS = 40
LONGEST_TEXT = 500
CAPTION = re.compile(
    r"\s*табл(?:ица|\.)?\s*(?:№\s*)?([\w.]*\d[\w.]*?)[.:)]?(?:\s*[-–—.:]\s*|\s+|$)(.*)", re.IGNORECASE
)
_JUNK = re.compile(r"[\x00-\x08\x0b-\x1f\u00ad\u200b]")

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class FoundTable:
    """`number` and `name` are what the caption says: «4» and the words after it; `rows` are of one length."""

    caption: str
    number: str
    name: str
    rows: Rows

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def restored(cls, kept: dict[str, Any]) -> FoundTable:
        return cls(**kept)


def clean(text: object) -> str:
    """One cell on one line: single spaces, no signs that no database keeps."""
    return " ".join(_JUNK.sub("", str(text if text is not None else "")).split())[:LONGEST_TEXT]


def table_of(rows: Iterable[Sequence[object]], caption: str = "") -> FoundTable | None:
    """None where fewer than one row holds two texts: that is a frame around words, not a table."""
    texts = [[clean(cell) for cell in row] for row in rows]
    texts = [row for row in texts if any(row)]
    width = max((last_text(row) for row in texts), default=0)
    if len(texts) > MOST_ROWS or width > MOST_COLUMNS:
        raise FactsUnreadable(
            f"В одной таблице больше {MOST_ROWS} строк или {MOST_COLUMNS} столбцов: "
            "оставьте в файле только таблицы с показателями."
        )
    texts = [(row + [""] * width)[:width] for row in texts]
    if not any(sum(map(bool, row)) > 1 for row in texts):
        return None
    number, name = read_caption(caption)
    return FoundTable(clean(caption), number, name, texts)


def read_caption(caption: str) -> tuple[str, str]:
    """«Таблица 4. Доля …» → («4», «Доля …»); other words are the name alone."""
    match = CAPTION.match(clean(caption))
    return (match[1], match[2].strip()) if match else ("", clean(caption))


def split_tables(rows: Iterable[Sequence[object]], caption: str = "") -> list[FoundTable]:
    """Tables under each other on one sheet, parted by their captions."""
    found: list[FoundTable] = []
    part: list[Sequence[object]] = []

    def close() -> None:
        if (table := table_of(part, caption)) is not None:
            found.append(table)

    for row in rows:
        texts = [text for text in map(clean, row) if text]
        if texts and len(set(texts)) == 1 and CAPTION.match(texts[0]):
            close()
            part, caption = [], texts[0]
        else:
            part.append(row)
    close()
    return found


def last_text(row: Sequence[str]) -> int:
    """How many places of the row there are up to its last text."""
    return max((place for place, text in enumerate(row, start=1) if text), default=0)

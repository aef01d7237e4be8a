"""An uploaded file or a pasted text → the tables in it, or one sentence what to do.

The kind is known by the content. Looked at from outside first: size, password, macros, what it unpacks to; a document
or workbook of a few tables is far below the limits. Nothing is kept of the file itself.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from indicators.published.documents import DAMAGED, tables_of_document
from indicators.published.foreign import why_foreign_archive, why_not_ours
from indicators.published.tables import MOST_TABLES, FoundTable, split_tables
from indicators.published.workbooks import tables_of_workbook
from monitoring.clipboard import ClipboardRefused, read_clipboard
from monitoring.facts import lines_of
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.envelope import MEGABYTE, STRONGEST_COMPRESSION, check_workbook

LARGEST_DOCUMENT = 15 * MEGABYTE
LARGEST_TABLE = 4 * MEGABYTE
LARGEST_WORDS = 30 * MEGABYTE
MOST_PARTS = 3000
MOST_PASTED_ROWS = 2000
KINDS = "документ Word (.docx), книга Excel (.xlsx) или CSV"
NO_TABLES = (
    "Таблиц с числами нет: загрузите отчёт, в котором показатели стоят в таблицах, или вставьте таблицу."
)
MOST_TEXT = 1_000_000
_ZIP = b"PK"


def read_file(content: bytes, name: str = "") -> list[FoundTable]:
    """`name` only tells what the file was taken for: a text called «отчёт.docx» is no table but a wrong file."""
    if not content.strip():
        raise FactsUnreadable(f"Файл пуст: выберите {KINDS}.")
    if wrong := why_not_ours(content, name):
        raise FactsUnreadable(wrong)
    return _checked(_tables(content))


def read_pasted(text: str) -> list[FoundTable]:
    try:
        rows = read_clipboard(text, most_rows=MOST_PASTED_ROWS)
    except ClipboardRefused as refused:
        raise FactsUnreadable(str(refused)) from None
    if not any(sum(map(bool, row)) > 1 for row in rows):
        raise FactsUnreadable(
            "Столбцов во вставленном не видно: скопируйте таблицу в Excel, Word или LibreOffice целиком и вставьте "
            "ещё раз."
        )
    return _checked(split_tables(rows))


def _tables(content: bytes) -> list[FoundTable]:
    if not content.startswith(_ZIP):
        _check_table_size(len(content))
        return split_tables(cells for _, cells in lines_of(content))
    parts = _parts(content)
    if "word/document.xml" in parts:
        _check_document(parts, len(content))
        return tables_of_document(content)
    if foreign := why_foreign_archive(parts):
        raise FactsUnreadable(foreign)
    _check_table_size(len(content))
    check_workbook(io.BytesIO(content), len(content))
    return tables_of_workbook(content)


def _parts(content: bytes) -> dict[str, int]:
    """Names and unpacked sizes of what is in the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FactsUnreadable(f"Файл повреждён: сохраните его заново как {KINDS}.") from None


def _check_document(parts: dict[str, int], size: int) -> None:
    """Pictures weigh little unpacked; words that unpack to a hundred times the file are a trap."""
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise FactsUnreadable(
            "В документе есть макросы: сохраните его как «Документ Word (.docx)», без макросов."
        )
    words = sum(length for name, length in parts.items() if name.endswith((".xml", ".rels")))
    if (
        len(parts) > MOST_PARTS
        or words > LARGEST_WORDS
        or sum(parts.values()) > STRONGEST_COMPRESSION * size + MEGABYTE
    ):
        raise FactsUnreadable(
            "Документ слишком велик или необычно сжат: скопируйте таблицы с показателями в новый документ "
            "и загрузите его."
        )


def _check_table_size(size: int) -> None:
    if size > LARGEST_TABLE:
        raise FactsUnreadable(
            f"Файл – {size / MEGABYTE:.0f} МБ, таблиц с показателями больше {LARGEST_TABLE // MEGABYTE} МБ не бывает: "
            "оставьте в файле только их."
        )


def _checked(tables: Sequence[FoundTable]) -> list[FoundTable]:
    if not tables:
        raise FactsUnreadable(NO_TABLES)
    text = sum(len(cell) for table in tables for row in table.rows for cell in row)
    if len(tables) > MOST_TABLES or text > MOST_TEXT:
        raise FactsUnreadable(
            f"Таблиц больше {MOST_TABLES} или они слишком велики: скопируйте таблицы с показателями в новый документ "
            "и загрузите его."
        )
    return list(tables)


__all__ = ["DAMAGED", "LARGEST_DOCUMENT", "read_file", "read_pasted"]

"""A file of tidy facts → `Fact` rows with their line numbers, untouched; or one sentence why it cannot be read.

CSV in UTF-8 (with or without BOM) or Windows-1251, comma or semicolon, quoted or not; XLSX, first sheet. The kind is
known by the content, not by the name. Empty lines are skipped. What is wrong with single rows is left to
`monitoring.intake`, which tells all of it at once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from monitoring.facts_workbook import read_workbook
from monitoring.tidy import COLUMNS, Fact
from monitoring.unreadable import FactsUnreadable
from schools.arguments import why_unreachable

__all__ = ["FactsUnreadable", "lines_of", "read_facts", "read_facts_file"]

LARGEST_FILE = 60 * 1024 * 1024
EXPECTED = f"В первой строке должны стоять названия столбцов: {', '.join(COLUMNS)}."
_JUNK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
Line = tuple[int, Sequence[object]]


def read_facts_file(path: Path) -> list[Fact]:
    """The rows of a file on disk."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FactsUnreadable(_too_large())
        content = path.read_bytes()
    except OSError as error:
        raise FactsUnreadable(f"Файл «{path}» не прочитан: {why_unreachable(error)}.") from None
    return read_facts(content)


def read_facts(content: bytes) -> list[Fact]:
    """The rows of an uploaded file."""
    if len(content) > LARGEST_FILE:
        raise FactsUnreadable(_too_large())
    if not content.strip():
        raise FactsUnreadable(f"Файл пуст. {EXPECTED}")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FactsUnreadable(
            "Это старый формат Excel (.xls): откройте его и сохраните как книгу .xlsx или CSV."
        )
    facts = list(_facts(lines_of(content)))
    if not facts:
        raise FactsUnreadable("В файле есть только названия столбцов: добавьте строки с данными.")
    return facts


def lines_of(content: bytes) -> Iterator[Line]:
    """The numbered lines of a CSV or XLSX table of whatever columns."""
    return read_workbook(content) if content.startswith(b"PK") else _csv_lines(_decoded(content))


def _too_large() -> str:
    return f"Файл больше {LARGEST_FILE // 1024 // 1024} МБ: разделите его на части."


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _JUNK.search(text):
            return text
        break
    raise FactsUnreadable(
        "Это не таблица: нужен файл CSV в кодировке UTF-8 или Windows-1251 либо книга XLSX."
    )


def _csv_lines(text: str) -> Iterator[Line]:
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise FactsUnreadable(
            f"Строку {number} нельзя разобрать: проверьте, что все кавычки закрыты, и сохраните файл заново."
        ) from None


def _facts(lines: Iterator[Line]) -> Iterator[Fact]:
    order: list[int] | None = None
    for number, cells in lines:
        if all(_is_blank(cell) for cell in cells):
            continue
        if order is None:
            order = _order(cells)
        else:
            yield _fact(number, cells, order)
    if order is None:
        raise FactsUnreadable(f"Файл пуст. {EXPECTED}")


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _order(header: Sequence[object]) -> list[int]:
    """Where each of COLUMNS stands."""
    names = ["".join(str(cell).split()).lower() if cell is not None else "" for cell in header]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if not (missing or unknown or twice):
        return [names.index(name) for name in COLUMNS]
    faults = [
        f"{word}: {', '.join(f'«{name[:40]}»' for name in found[:10])}"
        for word, found in (("не хватает", missing), ("неизвестны", unknown), ("повторены", twice))
        if found
    ]
    raise FactsUnreadable(f"{EXPECTED} {'; '.join(faults).capitalize()}.")


def _fact(number: int, cells: Sequence[object], order: Sequence[int]) -> Fact:
    taken = [cells[position] if position < len(cells) else None for position in order]
    extra = [cell for cell in cells[len(COLUMNS) :] if not _is_blank(cell)]
    problem = "лишние значения в строке: число с запятой возьмите в кавычки." if extra else ""
    school, year, kind, code, grade, value = taken
    return Fact(school, year, kind, code, grade, value, line=number, problem=problem)

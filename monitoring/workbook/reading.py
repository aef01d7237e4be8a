"""A filled-in workbook → its cells by their keys, whatever was sorted, inserted or renamed around them.

Streamed: what lies outside a generous rectangle is not read, so that a stray cell at the last row costs nothing. A
formula counts as the value that was saved with it. Nothing is guessed: rows or columns whose visible name is that
of another key, repeated keys, merged cells and formulas without a saved value are problems of their cells.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from monitoring.sheet import Ref
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook import keys
from monitoring.workbook.envelope import DAMAGED
from monitoring.workbook.outline import Bounds, TooMuch, merged_ranges
from schools.spreadsheet import unescaped

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 1000, 300, 1500
MOST_KEYS = 500_000
CORNER_ROWS, CORNER_COLUMNS = 30, 15
NO_KEYS = (
    "В книге нет служебных ключей: она не с портала или пересохранена без них. Скачайте книгу на этой странице и "
    "перенесите числа в неё; таблицу с кодами специалист загружает командой import_facts."
)
OLD = "Книга старого образца: скачайте новую на этой странице и перенесите числа в неё."
NO_VALUE = "формула без сохранённого значения: сохраните книгу в Excel или впишите число"
MERGED = "ячейка объединена с соседними: разъедините их и впишите числа по отдельности"
TOO_MANY_MERGED = "слишком много объединённых ячеек: скачайте книгу заново и перенесите числа в неё."
MOVED = "строки или столбцы переставлены без служебных ключей: скачайте книгу заново и перенесите числа"
TWICE = "строка, столбец или лист повторены: оставьте один"


@dataclass(frozen=True, slots=True)
class BookCell:
    """One cell of the form as it stands in the workbook; `problem`: it cannot be read."""

    sheet: str
    at: str
    school: str
    ref: Ref
    value: object
    problem: str = ""


@dataclass
class Book:
    """What was read; `missing` are organisations whose sheet is not there any more."""

    keys: keys.Keys
    cells: list[BookCell] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def read_book(content: bytes, report: Callable[[int, int], None] = lambda done, of: None) -> Book:
    """Raises FactsUnreadable; `report` is told how many sheets of how many are read."""
    try:
        return _read(content, report)
    except FactsUnreadable:
        raise
    except Exception as error:  # a damaged workbook can raise anything at any cell
        raise FactsUnreadable(DAMAGED) from error


def _read(content: bytes, report: Callable[[int, int], None]) -> Book:
    source = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        book = Book(_keys(source))
        if book.keys.meta.version != keys.VERSION:
            raise FactsUnreadable(OLD)
        reader = _Reader(book, _merged_cells(source, content))
        sheets = [sheet for sheet in source.worksheets[:MOST_SHEETS] if sheet.title != keys.KEY_SHEET]
        for done, sheet in enumerate(sheets, start=1):
            reader.read(sheet)
            report(done, len(sheets))
    finally:
        source.close()
    book.cells = _calculated(content, reader.cells) if reader.formulas else reader.cells
    there = {cell.school for cell in book.cells}
    book.missing = [title for school, title in book.keys.sheets.items() if school not in there]
    return book


def _keys(source: Any) -> keys.Keys:
    if keys.KEY_SHEET not in source.sheetnames:
        raise FactsUnreadable(NO_KEYS)
    rows = source[keys.KEY_SHEET].iter_rows(max_row=MOST_KEYS, max_col=4, values_only=True)
    try:
        return keys.read_keys(rows)
    except keys.NoKeys:
        raise FactsUnreadable(NO_KEYS) from None


@dataclass
class _Reader:
    book: Book
    merged: Mapping[str, Callable[[int, int], bool]]
    cells: list[BookCell] = field(default_factory=list)
    formulas: bool = False
    _seen: set[tuple[str, Ref]] = field(default_factory=set)

    def read(self, sheet: Any) -> None:
        """The cells of one sheet; one without a corner of ours is none of the form."""
        rows = list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS))
        corner = _corner(rows)
        if corner is None:
            return
        key_row, key_column, (year, wave, school) = corner
        meta = self.book.keys.meta
        if (year, wave) != (str(meta.year), str(meta.wave)) or school not in self.book.keys.sheets:
            self.book.foreign.append(sheet.title)
            return
        columns, repeated = _columns(rows[key_row], key_column)
        wrong = {**self._moved_columns(rows, key_column, columns), **dict.fromkeys(repeated, TWICE)}
        for number, row in enumerate(rows[key_row + 1 :], start=key_row + 1):
            key = _text(row, key_column)
            if key:
                self._row(sheet.title, school, number, row, key, columns, wrong)

    def _row(
        self,
        title: str,
        school: str,
        number: int,
        row: Any,
        key: str,
        columns: Mapping[str, int],
        wrong: Mapping[str, str],
    ) -> None:
        moved = self._is_of_another(key, _text(row, columns.get(keys.LABEL, -1)))
        for column, ref in keys.ref_of(key, columns).items():
            if column not in columns or (school, ref) not in self.book.keys.shown:
                continue
            cell = row[columns[column]] if columns[column] < len(row) else None
            value, problem = self._value(title, number, columns[column], cell)
            problem = MOVED if moved else wrong.get(column, problem)
            if (school, ref) in self._seen:
                problem = TWICE
            self._seen.add((school, ref))
            at = f"{get_column_letter(columns[column] + 1)}{number + 1}"
            self.cells.append(BookCell(title, at, school, ref, value, problem))

    def _value(self, title: str, row: int, column: int, cell: Any) -> tuple[object, str]:
        if title in self.merged and self.merged[title](row + 1, column + 1):
            return "", MERGED
        if cell is None or cell.value is None:
            return None, ""
        if cell.data_type == "f":
            self.formulas = True
            return cell.value, NO_VALUE
        return (unescaped(cell.value) if isinstance(cell.value, str) else cell.value), ""

    def _moved_columns(self, rows: list[Any], key_column: int, columns: Mapping[str, int]) -> dict[str, str]:
        head = next((row for row in rows if _text(row, key_column) == keys.HEAD), ())
        return {key: MOVED for key, at in columns.items() if self._is_of_another(key, _text(head, at))}

    def _is_of_another(self, key: str, label: str) -> bool:
        """Whether what people see is the name of something else in this workbook."""
        labels = self.book.keys.labels
        if not label or key not in labels or _plain(labels[key]) == _plain(label):
            return False
        kind = key.partition(".")[0]
        return any(_plain(text) == _plain(label) for other, text in labels.items() if other.startswith(kind))


def _corner(rows: list[Any]) -> tuple[int, int, tuple[str, str, str]] | None:
    """Row and column of the token, and what it says: year, wave, organisation."""
    for number, row in enumerate(rows[:CORNER_ROWS]):
        for column, cell in enumerate(row[:CORNER_COLUMNS]):
            if isinstance(cell.value, str) and cell.value.startswith(f"{keys.CORNER}|"):
                parts = cell.value.split("|", 3)
                if len(parts) == 4:
                    return number, column, (parts[1], parts[2], parts[3])
    return None


def _columns(row: Any, key_column: int) -> tuple[dict[str, int], set[str]]:
    """Positions by key, and which keys stand twice; a cell may hold two keys."""
    found: dict[str, int] = {}
    repeated: set[str] = set()
    for position in range(len(row)):
        for key in _text(row, position).split() if position != key_column else ():
            if found.setdefault(key, position) != position:
                repeated.add(key)
    return found, repeated


def _text(row: Any, column: int) -> str:
    if not 0 <= column < len(row) or not isinstance(row[column].value, str):
        return ""
    return unescaped(row[column].value.strip())


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _calculated(content: bytes, cells: list[BookCell]) -> list[BookCell]:
    """The values that were saved with formulas, in place of these."""
    source = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    saved: dict[tuple[str, str], object] = {}
    try:
        for title in {cell.sheet for cell in cells if cell.problem == NO_VALUE}:
            for row in source[title].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
                saved |= {(title, cell.coordinate): cell.value for cell in row if cell.value is not None}
    finally:
        source.close()
    return [_with_value(cell, saved) for cell in cells]


def _with_value(cell: BookCell, saved: Mapping[tuple[str, str], object]) -> BookCell:
    value = saved.get((cell.sheet, cell.at))
    if cell.problem != NO_VALUE or value in (None, ""):
        return cell
    return BookCell(cell.sheet, cell.at, cell.school, cell.ref, value)


def _merged_cells(source: Any, content: bytes) -> dict[str, Callable[[int, int], bool]]:
    """Which cells are merged, by sheet; only parts that speak of merging at all are walked through."""
    found = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for sheet in source.worksheets:
            path = sheet._worksheet_path
            if b"mergeCell " not in archive.read(path):
                continue
            with archive.open(path) as part:
                try:
                    found[sheet.title] = _covers(merged_ranges(part))
                except TooMuch:
                    raise FactsUnreadable(f"Лист «{sheet.title}»: {TOO_MANY_MERGED}") from None
    return found


def _covers(bounds: list[Bounds]) -> Callable[[int, int], bool]:
    return lambda row, column: any(
        left <= column <= right and top <= row <= bottom for left, top, right, bottom in bounds
    )

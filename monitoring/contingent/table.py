"""A contingent file (as in ОО-1) → pupils by organisation and grade, or one sentence why it cannot be read.

Two shapes, known by their headings alone: grades as rows (one organisation: «Класс», «Обучающихся», perhaps «из них с
ОВЗ»), or organisations as rows («Наименование ОО» or «Код», then «1 класс», «2 класс» … or a run of
numbers, perhaps «Всего»). Rows above the headings and rows of sums are read past; unknown columns are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from monitoring.contingent import headings
from monitoring.facts import lines_of
from monitoring.headings import bare_grade, column_grades
from monitoring.models import CellKind
from monitoring.register import code_text
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.envelope import DAMAGED, check_size, check_workbook

PUPILS, WITH_DISABILITIES = CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value
MOST_ROWS, MOST_COLUMNS, HEADING_ROWS = 3000, 60, 40
EXPECTED = (
    "Нужны столбцы «Класс» и «Обучающихся» (одна организация) или «Наименование ОО» либо «Код» "
    "и «1 класс», «2 класс» … (несколько организаций)."
)
Row = tuple[int, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Pupils:
    """One number of the file; `at` is where it stands."""

    kind: str
    grade: int
    value: object
    at: str


@dataclass
class Part:
    """One organisation: its code or name as written (both empty = the one whose page it is), numbers, their sum."""

    code: str = ""
    name: str = ""
    line: int = 0
    pupils: list[Pupils] = field(default_factory=list)
    total: object = None


@dataclass
class Table:
    parts: list[Part]
    read: str
    unread: list[str]


def read_table(content: bytes) -> Table:
    """Raises FactsUnreadable."""
    rows = _rows(content)
    for position, (_, cells) in enumerate(rows[:HEADING_ROWS]):
        texts = [headings.plain(cell) for cell in cells]
        below = [row for row in rows[position + 1 :] if any(code_text(cell) for cell in row[1])]
        if any(map(headings.is_class, texts)) and any(map(headings.is_pupils, texts)):
            return _grades_as_rows(texts, below)
        grades = [grade for grade in column_grades(texts) if grade is not None]
        if grades and any(headings.is_name(text) or headings.is_code(text) for text in texts):
            return _organisations_as_rows(texts, below)
    raise FactsUnreadable(f"Заголовки не узнаны. {EXPECTED}{_seen(rows)}")


def _rows(content: bytes) -> list[Row]:
    check_size(len(content))
    if not content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return [(number, cells) for number, cells in lines_of(content) if number <= MOST_ROWS]
    check_workbook(BytesIO(content), len(content))
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        return list(enumerate(rows, start=1))
    except Exception as error:  # a damaged workbook can raise anything at any cell
        raise FactsUnreadable(DAMAGED) from error


def _grades_as_rows(texts: list[str], rows: Iterable[Row]) -> Table:
    at = next(position for position, text in enumerate(texts) if headings.is_class(text))
    columns: dict[str, int] = {}
    for position, text in enumerate(texts):
        kind = WITH_DISABILITIES if headings.is_with_disabilities(text) else PUPILS
        if kind == WITH_DISABILITIES or headings.is_pupils(text):
            _once(columns, kind, position, text)
    part, strange = Part(), []
    for number, cells in rows:
        label = headings.plain(_cell(cells, at))
        grade = bare_grade(label)
        if grade is not None:
            part.pupils += [
                Pupils(kind, grade, _cell(cells, column), _address(column, number))
                for kind, column in columns.items()
            ]
        elif headings.is_total(label):
            part.total = _cell(cells, columns[PUPILS])
        elif label:
            strange.append(f"«{label[:40]}» (строка {number})")
    if not part.pupils:
        raise FactsUnreadable(
            "Под заголовком «Класс» нет ни одного класса: напишите, например, 5 или «5 класс»."
        )
    known = {at, *columns.values()}
    return Table([part], "узнано: классы – строками", [*_unread(texts, known), *strange])


def _organisations_as_rows(texts: list[str], rows: Iterable[Row]) -> Table:
    grades: dict[object, int] = {}
    places: dict[object, int] = {}
    for position, (text, grade) in enumerate(zip(texts, column_grades(texts), strict=True)):
        if grade is not None:
            _once(grades, grade, position, text)
        for what, is_it in (
            ("name", headings.is_name),
            ("code", headings.is_code),
            ("total", headings.is_total),
        ):
            if is_it(text):
                _once(places, what, position, text)
    parts = []
    for number, cells in rows:
        code, name = (code_text(_cell(cells, places.get(what, -1))) for what in ("code", "name"))
        if not (code or name) or headings.is_total(headings.plain(name or code)):
            continue
        found = [
            Pupils(PUPILS, int(str(grade)), _cell(cells, column), _address(column, number))
            for grade, column in grades.items()
        ]
        parts.append(Part(code, name, number, found, _cell(cells, places.get("total", -1))))
    if not parts:
        raise FactsUnreadable("Под заголовками нет ни одной организации: добавьте строки.")
    known = {*grades.values(), *places.values()}
    return Table(parts, "узнано: организации – строками", _unread(texts, known))


def _once(found: dict[object, int] | dict[str, int], key: object, position: int, text: str) -> None:
    if key in found:
        first, second = get_column_letter(found[key] + 1), get_column_letter(position + 1)  # type: ignore[index]
        raise FactsUnreadable(
            f"Заголовок «{text}» подходит двум столбцам, {first} и {second}: оставьте один из них."
        )
    found[key] = position  # type: ignore[index]


def _cell(cells: Sequence[object], position: int) -> object:
    return cells[position] if 0 <= position < len(cells) else None


def _address(column: int, row: int) -> str:
    return f"{get_column_letter(column + 1)}{row}"


def _unread(texts: Sequence[str], known: set[int]) -> list[str]:
    return [
        f"«{text[:40]}» (столбец {get_column_letter(position + 1)})"
        for position, text in enumerate(texts)
        if text and position not in known and not headings.is_number(text)
    ]


def _seen(rows: Sequence[Row]) -> str:
    """The first row that has several texts, as what was seen."""
    for _, cells in rows[:HEADING_ROWS]:
        texts = [code_text(cell)[:30] for cell in cells if code_text(cell)]
        if len(texts) > 1:
            return f" В файле: {', '.join(f'«{text}»' for text in texts[:6])}."
    return ""

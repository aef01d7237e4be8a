"""A file of a register → its lines as text, by column; or one sentence why it cannot be read.

CSV or XLSX as `monitoring.facts` reads them; headings are the Russian names of the columns, in any order and case.
Nothing of the file is kept: the preview carries the lines with it, and they are checked again before they are saved.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitoring.facts import FactsUnreadable, lines_of
from monitoring.registers.kinds import Register
from schools.models.fields import name_key
from schools.parsing import is_storable

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
HARMLESS = {f"'{sign}" for sign in "=+-@"}  # as exports write what a spreadsheet would take for a formula
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number there, and the text of every column by the name of its field."""

    number: int
    cells: dict[str, str]


def read_table(register: Register, content: bytes, *, own_school: bool) -> list[Line]:
    """The lines of a file; `own_school`: the column of the organisation may be missing."""
    if len(content) > MOST_BYTES:
        raise FactsUnreadable(f"Файл больше {MOST_BYTES // 1024 // 1024} МБ: разделите его на части.")
    if not content.strip():
        raise FactsUnreadable("Файл пуст: возьмите шаблон и заполните его.")
    if content.startswith(OLD_EXCEL):
        raise FactsUnreadable(
            "Это старый формат Excel (.xls) или книга с паролем: сохраните её как .xlsx без пароля."
        )
    lines: list[Line] = []
    names: list[str] = []
    for number, cells in lines_of(content):
        texts = [text_of(cell) for cell in cells]
        if not any(texts):
            continue
        if not names:
            names = _names(register, texts, own_school=own_school)
            continue
        if len(lines) == MOST_ROWS:
            raise FactsUnreadable(f"В файле больше {MOST_ROWS} строк: разделите его на части.")
        filled = zip(names, [*texts, *[""] * len(names)], strict=False)
        lines.append(Line(number, {name: text for name, text in filled if name}))
    if not lines:
        raise FactsUnreadable("В файле есть только названия столбцов: добавьте строки.")
    return lines


def text_of(cell: object) -> str:
    """A cell as a person reads it: days as 12.03.2022, whole numbers without a point, one line."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).split())
    return text[1:] if text[:2] in HARMLESS else text


def pack(lines: Iterable[Line]) -> str:
    """The lines as text, to travel with the preview."""
    return json.dumps([[line.number, line.cells] for line in lines], ensure_ascii=False)


def unpack(register: Register, packed: str) -> list[Line]:
    """Back again; whatever does not come from `pack` is refused."""
    known = {each.name for each in register.fields}
    try:
        lines = [Line(int(number), {str(name): text_of(cell) for name, cell in cells.items()})
                 for number, cells in json.loads(packed)]  # fmt: skip
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise FactsUnreadable("Предварительный просмотр устарел: загрузите файл ещё раз.") from None
    strange = any(
        not line.cells.keys() <= known or not all(map(is_storable, line.cells.values())) for line in lines
    )
    if strange or not 0 < len(lines) <= MOST_ROWS:
        raise FactsUnreadable("Предварительный просмотр устарел: загрузите файл ещё раз.")
    return lines


def _names(register: Register, heading: Sequence[str], *, own_school: bool) -> list[str]:
    """The field of every column of the file; the headings of the template are expected."""
    known = {name_key(each.heading): each for each in register.fields}
    found = [known.get(name_key(text)) for text in heading]
    names = [each.name if each else "" for each in found]
    strange = [text for text, each in zip(heading, found, strict=True) if text and each is None]
    missing = [
        each.heading
        for each in register.fields
        if each.needed and each.name not in names and not (own_school and each.name == "school")
    ]
    twice = sorted({each.heading for each in found if each and names.count(each.name) > 1})
    faults = [
        f"{word}: {', '.join(f'«{name[:40]}»' for name in some[:10])}"
        for word, some in (("не хватает", missing), ("неизвестны", strange), ("повторены", twice))
        if some
    ]
    if faults:
        expected = ", ".join(f"«{each.heading}»" for each in register.fields)
        raise FactsUnreadable(
            f"В первой строке должны стоять названия столбцов: {expected}. В файле {'; '.join(faults)}."
        )
    return names

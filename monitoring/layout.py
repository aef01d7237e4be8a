"""A copied block and the form → which copied text falls on which row and column; what has no place, in words.

Headings steer: a column of grades puts each row on its grade, a row of names each column on its name. Without them
the block lies as in a spreadsheet, from the chosen cell to the right and down. Rows and columns of totals are
skipped, and a table whose grades run from left to right is turned. Nothing is guessed: two rows of one grade («5а»,
«5б») are not added up, their texts come marked with a clash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from monitoring.headings import bare_grades, is_numbering, is_total, is_value, named_grade, plain
from schools.grades import grade_label
from schools.numbers import counted

First = Literal["auto", "labels", "numbers"]
"""What the first column of the block is: recognised, surely headings, surely numbers."""
NAMELESS = "без названия"


class Placed(NamedTuple):
    """One copied text over one cell of the form."""

    row: int
    column: int
    text: str
    clash: bool = False


@dataclass(frozen=True)
class Target:
    """What a block is laid over: the grade of every row (None: rows have names), and names of rows and columns."""

    grades: tuple[int | None, ...]
    row_names: tuple[str, ...]
    column_names: tuple[tuple[str, ...], ...]

    @property
    def has_grades(self) -> bool:
        return any(grade is not None for grade in self.grades)

    def row_of(self, label: str, *, bare: bool) -> int | None:
        if self.has_grades:
            grade = int(label) if bare and label.isdecimal() else named_grade(label)
            return self.grades.index(grade) if grade in self.grades else None
        names = [plain(name) for name in self.row_names]
        return names.index(plain(label)) if plain(label) in names else None


@dataclass
class Layout:
    """`said` are sentences about what was skipped or does not fit; `by_label` = the first column was headings."""

    placed: list[Placed] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    by_label: bool = False


def lay(rows: Sequence[Sequence[str]], target: Target, *, row: int, column: int, first: First) -> Layout:
    """Lay the block with its upper left number on this row and column of the form."""
    layout = Layout()
    if target.has_grades and _runs_across(rows):
        rows = [list(turned) for turned in zip(*rows, strict=True)]
        layout.said.append("Классы в скопированном идут слева направо: таблица повёрнута.")
    heads, body = _part_heads(rows, target, keep=first == "numbers")
    labels, bare = _label_columns(body, target, first)
    layout.by_label = labels > 0
    places = _rows(body, target, layout, labels=labels, bare=bare, start=row)
    columns = _columns(heads, target, layout, width=len(rows[0]), labels=labels, start=column)
    on_row = [place for place in places if place is not None]
    for texts, place in zip(body, places, strict=True):
        for position, at in columns:
            if place is not None:
                layout.placed.append(Placed(place, at, texts[position], on_row.count(place) > 1))
    return layout


def _runs_across(rows: Sequence[Sequence[str]]) -> bool:
    """The first row names grades, and no column does."""
    across = sum(1 for text in rows[0] if named_grade(text) is not None)
    down = sum(1 for texts in rows for text in texts[:1] if named_grade(text) is not None)
    return across >= 2 and down < 2


def _part_heads(
    rows: Sequence[Sequence[str]], target: Target, *, keep: bool
) -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """The leading rows without a value are headings, with the numbering of columns below them."""
    count = 0
    while count < len(rows) and not any(is_value(text) for text in rows[count]):
        if any(target.row_of(text, bare=False) is not None for text in rows[count]):
            break
        count += 1
    numbered = bool(count) and count < len(rows) and is_numbering(rows[count]) and not keep
    return list(rows[:count]), list(rows[count + numbered :])


def _label_columns(body: Sequence[Sequence[str]], target: Target, first: First) -> tuple[int, bool]:
    """How many leading columns are headings, and whether bare numbers in the last of them are grades."""
    if not body or first == "numbers":
        return 0, False
    if first == "labels":
        return 1, True
    for position in range(min(3, len(body[0]) - 1)):
        if any(target.row_of(texts[position], bare=False) is not None for texts in body):
            return position + 1, True
    labels = 0
    while labels < len(body[0]) - 1 and not any(is_value(texts[labels]) for texts in body):
        labels += 1
    if labels or not target.has_grades or len(body[0]) < 2:
        return labels, False
    bare = bare_grades([texts[0] for texts in body if not is_total(texts[0]) and texts[0]])
    return int(bare), bare


def _rows(
    body: Sequence[Sequence[str]], target: Target, layout: Layout, *, labels: int, bare: bool, start: int
) -> list[int | None]:
    """The row of the form for each row of the block; None = skipped, and said so."""
    named = [target.row_of(texts[labels - 1], bare=bare) if labels else None for texts in body]
    by_name = any(place is not None for place in named)
    places: list[int | None] = []
    beyond = 0
    for texts, place in zip(body, named, strict=True):
        label = next((text for text in reversed(texts[: max(labels, 1)]) if text), "")
        if is_total(label):
            layout.said.append(f"Строка «{label}» пропущена: итоги портал считает сам.")
            places.append(None)
        elif by_name:
            if place is None and any(texts):
                layout.said.append(f"Строка «{label or NAMELESS}» пропущена: такой строки в форме нет.")
            places.append(place)
        else:
            places.append(start if start < len(target.grades) else None)
            beyond += start >= len(target.grades) and any(texts)
            start += 1
    if beyond:
        layout.said.append(_beyond(beyond, ("строка", "строки", "строк"), "ниже", _last(target)))
    return places


def _columns(
    heads: Iterable[Sequence[str]], target: Target, layout: Layout, *, width: int, labels: int, start: int
) -> list[tuple[int, int]]:
    """(column of the block, column of the form) for the columns that have a place."""
    said = {
        position: [texts[position] for texts in heads if texts[position]] for position in range(labels, width)
    }
    named = _by_name(said, target)
    found: list[tuple[int, int]] = []
    beyond = 0
    for position, words in said.items():
        if any(is_total(text) for text in words):
            layout.said.append(f"Столбец «{words[-1]}» пропущен: итоги портал считает сам.")
        elif named:
            if position in named:
                found.append((position, named[position]))
            else:
                layout.said.append(
                    f"Столбец «{words[-1] if words else 'без названия'}» пропущен: такой графы здесь нет."
                )
        else:
            if start < len(target.column_names):
                found.append((position, start))
            beyond += start >= len(target.column_names)
            start += 1
    if beyond:
        last = target.column_names[-1][0]
        layout.said.append(_beyond(beyond, ("столбец", "столбца", "столбцов"), "правее", f"графы «{last}»"))
    return found


def _by_name(said: dict[int, list[str]], target: Target) -> dict[int, int]:
    """Columns of the block whose heading is the name of a column; a name of several means the next of them."""
    found: dict[int, int] = {}
    after = 0
    for position, words in said.items():
        wanted = {plain(text) for text in words}
        order = [*range(after, len(target.column_names)), *range(after)]
        for place in order:
            if place not in found.values() and wanted & {plain(name) for name in target.column_names[place]}:
                found[position], after = place, place + 1
                break
    return found


def _beyond(number: int, forms: tuple[str, str, str], where: str, last: str) -> str:
    return f"Не поместилось: {counted(number, *forms)} {where} {last}."


def _last(target: Target) -> str:
    grade = target.grades[-1]
    name = target.row_names[-1] if grade is None else grade_label(grade)
    return f"строки «{name}»"

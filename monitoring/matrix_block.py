"""Columns copied from a spreadsheet → what they would put into «Таблица по организациям»; nothing is written here.

A line is an organisation (as `schools.naming` understands it; a running number before it is skipped) and its numbers,
separated by tabs or semicolons. A first line with grades («5», «5 класс», «всего») says which column is which; without
it the numbers stand in the order of the table, a total after them is skipped. Empty cells change nothing, lines of
totals are skipped, and every other line that fits no organisation, or has a number where no cell is, is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitoring.across import Line
from monitoring.clipboard import ClipboardRefused, read_clipboard
from monitoring.headings import bare_grade, is_total, named_grade
from monitoring.matrix import Place
from schools.grades import UNGRADED, grade_label
from schools.models import School
from schools.naming import Naming
from schools.parsing import parse_number

MOST_LINES = 2000
_BEFORE_GRADES = {
    "", "№", "№ п/п", "код", "код оо", "код организации", "организация", "школа", "оо", "наименование", "название",
    "наименование оо", "наименование организации", "название организации", "образовательная организация", "класс",
    "классы",
}  # fmt: skip
TOTAL = -1
"""In a heading: a column of totals, which only organisations without grades have a cell for."""


@dataclass(frozen=True)
class Block:
    """What the text puts where, and what of it could not be placed."""

    texts: Mapping[Place, str]
    remarks: tuple[str, ...]


def read_block(
    text: str, lines: Sequence[Line], grades: Sequence[int], outside: Sequence[School] = ()
) -> Block:
    """`grades` are those of the table, in its order; `outside`: whom the column does not concern."""
    if not text.strip():
        return Block({}, ())
    try:
        rows = read_clipboard(text, most_rows=MOST_LINES)
    except ClipboardRefused as refused:
        return Block({}, (str(refused),))
    naming = Naming([*(line.school for line in lines), *outside])
    by_school = {line.school: line for line in lines}
    texts: dict[Place, str] = {}
    remarks: list[str] = []
    columns: list[int | None] | None = None
    for number, row in enumerate(rows, start=1):
        cells = row if any(row[1:]) else [cell.strip() for cell in row[0].split(";")]
        if not any(cells) or is_total(cells[0]):
            continue
        schools, values = _organisation(cells, naming)
        if not schools and columns is None and not texts and (heading := _heading(cells)) is not None:
            columns = heading
        elif len(schools) != 1:
            problem = _ambiguous(schools) if schools else "такой организации в таблице нет."
            remarks.append(f"строка {number}, «{cells[0][:60]}»: {problem}")
        elif (line := by_school.get(next(iter(schools)))) is None:
            remarks.append(f"строка {number}, «{cells[0][:60]}»: графа к этой организации не относится.")
        else:
            placed, unplaced = _place(line, values, columns, grades)
            texts |= placed
            remarks += [f"строка {number}, {line.school}: {problem}" for problem in unplaced]
    return Block(texts, tuple(remarks))


def _organisation(cells: Sequence[str], naming: Naming) -> tuple[frozenset[School], list[str]]:
    """The organisations a line may mean, and the cells after the name; a running number may stand before it."""
    if found := naming.meant(cells[0]):
        after = 2 if len(cells) > 1 and naming.only(cells[1]) in found else 1
        return found, list(cells[after:])
    if cells[0].rstrip(".").isdecimal() and len(cells) > 1:
        return naming.meant(cells[1]), list(cells[2:])
    return frozenset(), []


def _ambiguous(schools: frozenset[School]) -> str:
    codes = ", ".join(
        f"{school.short_name} ({school.code})" for school in sorted(schools, key=lambda s: s.code)
    )
    return f"так называются несколько организаций: {codes}. Впишите код."


def _heading(cells: Sequence[str]) -> list[int | None] | None:
    """The grade of each column after the name; None where the line is no heading.

    An unknown organisation with small numbers looks like one: a heading says nothing, or what it is, before the grades.
    A column of one class, «5а», is no column of the table: its numbers are told as superfluous.
    """
    start = next((at for at, cell in enumerate(cells) if _is_heading(cell)), 0)
    named = cells[start:]
    columns = [_column(cell) for cell in named]
    if not start or any(cell and not _is_heading(cell) for cell in named):
        return None
    says_class = any("кл" in cell.lower() for cell in named)
    return (
        columns
        if says_class or all(" ".join(cell.lower().split()) in _BEFORE_GRADES for cell in cells[:start])
        else None
    )


def _is_heading(cell: str) -> bool:
    return _column(cell) is not None or named_grade(cell) is not None


def _column(cell: str) -> int | None:
    if is_total(cell):
        return TOTAL
    return 0 if cell == "0" else bare_grade(cell)


def _place(
    line: Line, values: Sequence[str], columns: Sequence[int | None] | None, grades: Sequence[int]
) -> tuple[dict[Place, str], list[str]]:
    if line.is_counted:
        return {}, ["число считается по реестру, пропущено."] if any(values) else []
    applicable = line.sheet.columns[0].applicable(line.school)
    if columns is None:
        columns = [*grades, TOTAL]
    if UNGRADED in applicable:
        columns = [UNGRADED if column == TOTAL else column for column in columns]
        if len(given := [value for value in values if value]) == 1:
            return {Place(line.school.pk, UNGRADED): given[0]}, []
    placed: dict[Place, str] = {}
    problems = []
    for at, value in enumerate(values):
        grade = columns[at] if at < len(columns) else None
        if not value or grade == TOTAL:
            continue
        if grade is None:
            problems.append(f"лишнее число «{value[:20]}».")
        elif grade in applicable:
            placed[Place(line.school.pk, grade)] = value
        elif parse_number(value).kind in ("number", "invalid"):
            problems.append(f"{grade_label(grade)} – не применимо, «{value[:20]}» пропущено.")
    return placed, problems

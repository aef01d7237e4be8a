"""A block copied from a spreadsheet → what it would write into the form, and then exactly that.

`preview` writes nothing: it lays the block over the form (`monitoring.layout`), reads every text as every other door
does (`monitoring.vetting`) and tells cell by cell: new, changed, unchanged, refused and why, not applicable, empty.
An empty text changes nothing: a blank is not zero, and it clears no number. A number that contradicts another one is
written, as in a draft, and warned of. `paste` writes what a preview promised, all of it or nothing: the numbers that
stood there go along, so that nobody's later number is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.db import transaction

from monitoring.checks.contradictory import check_contradictory
from monitoring.clipboard import ClipboardRefused, read_clipboard
from monitoring.intake import Receipt, receive
from monitoring.layout import First, Layout, Placed, Target, lay
from monitoring.models import CellChange, Wave
from monitoring.register import Register
from monitoring.registers.refusing import refuse_typed_counts
from monitoring.sheet import NOTHING, Held, Ref, Sheet, SheetCell
from monitoring.tidy import FactsRefused
from monitoring.typed import Entered, Typed
from monitoring.values import CellValue
from monitoring.vetting import Vetting
from schools.models import School, User

State = Literal["new", "changed", "same", "refused", "none", "empty"]
WRITTEN = ("new", "changed")
CLASH = "в скопированном для этой ячейки несколько строк: сложите их и вставьте одну."


class PasteRefused(Exception):
    """Nothing was written: `errors` by cell, `whole` where nothing may be written at all."""

    def __init__(self, errors: Mapping[Ref, str], whole: str = "") -> None:
        self.errors = dict(errors)
        self.whole = whole
        super().__init__(f"Ничего не записано: {whole or 'пока вы смотрели, числа изменились.'}")


@dataclass(frozen=True, slots=True)
class PastedCell:
    """One cell under the block; `why` says what is wrong, or what a written number will contradict."""

    cell: SheetCell
    row: int
    column: int
    state: State
    old: CellValue
    new: CellValue
    text: str
    why: str = ""

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN


@dataclass(frozen=True)
class Preview:
    """`said` are sentences about rows and columns that were skipped or have no place; a list has no grades."""

    cells: tuple[PastedCell, ...]
    said: tuple[str, ...]
    by_label: bool
    is_list: bool

    @property
    def counts(self) -> Counter[str]:
        return Counter(cell.state for cell in self.cells)

    @property
    def written(self) -> tuple[PastedCell, ...]:
        return tuple(cell for cell in self.cells if cell.is_written)


def preview(
    *, sheet: Sheet, person: User, text: str, start: Ref | None = None, first: First = "auto"
) -> Preview:
    """Lay the block with its upper left number on `start`, else on the first cell; raises ClipboardRefused."""
    tables = _tables(sheet)
    if not tables:
        raise ClipboardRefused("На этом этапе у организации ничего не спрашивают: вставлять некуда.")
    table, row, column = _start(tables, start)
    layout = lay(read_clipboard(text), table.target, row=row, column=column, first=first)
    vetted = _vet(sheet, person, layout, table)
    cells = tuple(_pasted(place, table.cells[place.row][place.column], vetted) for place in layout.placed)
    return Preview(
        _warned(sheet, cells), tuple(dict.fromkeys(layout.said)), layout.by_label, not table.target.has_grades
    )


@transaction.atomic
def paste(*, wave: Wave, school: School, cells: Mapping[Ref, Entered], person: User) -> Receipt:
    """Write what a preview promised; raises PasteRefused when anything of it is not as it was then."""
    facts = Typed(cells).facts(school, wave.campaign.year_id)
    try:
        return receive(facts=facts, person=person, door=CellChange.Door.PASTE, draft=True)
    except FactsRefused as refused:
        raise _refusal(refused, list(cells)) from None


def _refusal(refused: FactsRefused, refs: Sequence[Ref]) -> PasteRefused:
    """Errors by cell; what holds for the whole report is said once."""
    for error in refused.errors:
        if error.code in ("not_allowed", "not_participating"):
            return PasteRefused({}, error.message)
    return PasteRefused({refs[error.row - 1]: error.message for error in refused.errors})


@dataclass(frozen=True, slots=True)
class _Table:
    """The grid, or the list of single answers, with the names of its rows and columns."""

    cells: Sequence[Sequence[SheetCell]]
    target: Target


def _tables(sheet: Sheet) -> list[_Table]:
    """As the page shows them: a grid of more than one grade, then the questions with one answer each."""
    tables, lines = [], [cell for row in sheet.rows for cell in row.cells if cell.applicable]
    if len(sheet.rows) > 1:
        grades = tuple(row.grade for row in sheet.rows)
        columns = tuple((column.label, column.full_label) for column in sheet.people_columns)
        labels = tuple(row.label for row in sheet.rows)
        tables.append(_Table([row.cells for row in sheet.rows], Target(grades, labels, columns)))
        lines = []
    lines += sheet.metrics
    names = tuple(cell.column.full_label for cell in lines)
    if lines:
        tables.append(_Table([[cell] for cell in lines], Target((None,) * len(lines), names, (("ответ",),))))
    return tables


def _start(tables: Sequence[_Table], start: Ref | None) -> tuple[_Table, int, int]:
    for table in tables:
        for row, cells in enumerate(table.cells):
            for column, cell in enumerate(cells):
                if cell.ref == start:
                    return table, row, column
    return tables[0], 0, 0


def _vet(
    sheet: Sheet, person: User, layout: Layout, table: _Table
) -> dict[Ref, tuple[CellValue | None, str]]:
    """The value of every text, or why it is refused: as at every other door."""
    laid = [(table.cells[place.row][place.column], place) for place in layout.placed]
    texts = {
        cell.ref: place.text for cell, place in laid if place.text and cell.applicable and not place.clash
    }
    typed = Typed({ref: Entered(text, "") for ref, text in texts.items()})
    vetting = Vetting(_register(sheet, person), draft=True)
    vetting.vet(typed.facts(sheet.school, sheet.year))
    refuse_typed_counts(vetting, {(sheet.school.pk, sheet.year): dict(sheet.held)})
    refs = list(texts)
    found: dict[Ref, tuple[CellValue | None, str]] = {
        entry.ref: (entry.value, "") for entry in vetting.entries
    }
    for error in vetting.errors:
        found[refs[error.row - 1]] = (None, error.message)
    return found


def _register(sheet: Sheet, person: User) -> Register:
    """What the form has read already, as a register of codes."""
    events = {column.code: column.event for column in sheet.all_columns if column.event is not None}
    metrics = {column.code: column.metric for column in sheet.all_columns if column.metric is not None}
    return Register({sheet.school.code: sheet.school}, events, metrics, person)


def _pasted(place: Placed, cell: SheetCell, vetted: Mapping[Ref, tuple[CellValue | None, str]]) -> PastedCell:
    old = cell.value
    value, why = vetted.get(cell.ref, (None, CLASH if place.clash else ""))
    state: State
    if not cell.applicable:
        state = "none"
    elif not place.text:
        state, why = "empty", ""
    elif value is None:
        state = "refused"
    elif value == old:
        state = "same"
    else:
        state = "new" if old.is_empty else "changed"
    return PastedCell(cell, place.row, place.column, state, old, value or old, place.text, why)


def _warned(sheet: Sheet, cells: Sequence[PastedCell]) -> tuple[PastedCell, ...]:
    """The form as it would be afterwards, through the check of contradictions."""
    written = {cell.cell.ref: cell.new for cell in cells if cell.is_written}
    held = dict(sheet.held)
    for ref, value in written.items():
        there = held.get(ref, NOTHING)
        held[ref] = Held(value, there.accepted, there.arrived_later)
    warnings = {problem.ref: problem.message for problem in check_contradictory(replace(sheet, held=held))}
    return tuple(
        replace(cell, why=warnings[cell.cell.ref]) if cell.is_written and cell.cell.ref in warnings else cell
        for cell in cells
    )

"""The rows of «Таблица по организациям»: cells to write in, totals, last year's total and the change beside it.

A change is shown only where every cell to fill is answered: half a number beside a whole one would look like a loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monitoring.across import Across, Line
from monitoring.columns import NO_GRADES, Column
from monitoring.matrix import Place, Typed
from monitoring.models import Metric
from monitoring.pages.cells import YES_NO, printed, read_out
from monitoring.pages.notes import Note
from monitoring.sheet import SheetCell
from schools.grades import UNGRADED, grade_label
from schools.models import School
from schools.parsing import parse_number

Number = Decimal | int


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """`text` is what the field holds, `shown` what is stored; `counted`: by a register, there is nothing to type."""

    place: Place
    applicable: bool
    label: str = ""
    text: str = ""
    shown: str = ""
    read: str = ""
    counted: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def is_typed(self) -> bool:
        return self.text != self.shown

    @property
    def tone(self) -> str:
        return self.notes[0].tone if self.notes else ""

    @property
    def invalid(self) -> bool:
        return self.tone == "missed"

    @property
    def described_by(self) -> str:
        return " ".join(note.id for note in self.notes)

    @property
    def options(self) -> list[tuple[str, bool]]:
        """Yes, no and the marks; and whatever else was pasted, to be refused in words."""
        other = [self.text] if self.text and self.text.lower() not in YES_NO else []
        return [(option, option == self.text.lower()) for option in YES_NO] + [(text, True) for text in other]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """`single` is the one cell of an organisation without grades, or of a figure that has none."""

    line: Line
    cells: tuple[MatrixCell, ...]
    single: MatrixCell | None
    total: Number | None
    last: Number | None
    complete: bool

    @property
    def school(self) -> School:
        return self.line.school

    @property
    def all_cells(self) -> list[MatrixCell]:
        return [*self.cells, *([self.single] if self.single else [])]

    @property
    def notes(self) -> list[Note]:
        return [note for cell in self.all_cells for note in cell.notes]

    @property
    def change(self) -> Number | None:
        return _change(self.total, self.last) if self.complete else None


@dataclass(frozen=True, slots=True)
class MatrixTotals:
    """Under the table: the sums of what is entered."""

    grades: tuple[Number | None, ...]
    total: Number | None
    last: Number | None
    complete: bool

    @property
    def change(self) -> Number | None:
        return _change(self.total, self.last) if self.complete else None


@dataclass(frozen=True)
class Drawer:
    """Draws the rows of one column; `notes` are what is said of single cells."""

    found: Across
    typed: Typed
    notes: Mapping[Place, Sequence[Note]]

    @property
    def metric(self) -> Metric | None:
        return self.found.column.metric

    def row(self, line: Line, grades: Sequence[int]) -> MatrixRow:
        there = {cell.ref.grade: cell for cell in line.sheet.cells}
        cells = tuple(self._cell(line, grade, there.get(grade)) for grade in grades)
        single = self._cell(line, UNGRADED, there[UNGRADED]) if UNGRADED in there else None
        counted = self.found.is_counted
        return MatrixRow(
            line, cells, single,
            total=total([self.number(line, cell) for cell in there.values()]) if counted else None,
            last=total([cell.last_year.number for cell in there.values()]) if counted else None,
            complete=not any(cell.to_fill and self._is_empty(line, cell) for cell in there.values()),
        )  # fmt: skip

    def number(self, line: Line, cell: SheetCell) -> Number | None:
        """As the field holds it: sums of what was typed from paper can be compared with the paper's."""
        entered = self.typed.get(Place(line.school.pk, cell.ref.grade))
        return cell.value.number if entered is None else parse_number(entered.text).value

    def _is_empty(self, line: Line, cell: SheetCell) -> bool:
        entered = self.typed.get(Place(line.school.pk, cell.ref.grade))
        return cell.value.is_empty if entered is None else not entered.text

    def totals(self, rows: Sequence[MatrixRow], grades: Sequence[int]) -> MatrixTotals:
        """Of these rows, by grade and together."""
        by_grade: dict[int, list[Number | None]] = {grade: [] for grade in (*grades, UNGRADED)}
        for row in rows:
            for cell in row.line.sheet.cells:
                by_grade[cell.ref.grade].append(self.number(row.line, cell))
        return MatrixTotals(
            tuple(total(by_grade[grade]) for grade in grades),
            total([row.total for row in rows]),
            total([row.last for row in rows]),
            complete=all(row.complete for row in rows),
        )

    def _cell(self, line: Line, grade: int, cell: SheetCell | None) -> MatrixCell:
        place = Place(line.school.pk, grade)
        if cell is None:
            return MatrixCell(place, applicable=False)
        entered = self.typed.get(place)
        shown = printed(cell.value, self.metric)
        where = (
            line.school.short_name if grade == UNGRADED else f"{line.school.short_name}, {grade_label(grade)}"
        )
        last = read_out(cell.last_year, self.metric)
        return MatrixCell(
            place,
            applicable=True,
            label=f"{where}, год назад {last}" if last else where,
            text=entered.text if entered else shown,
            shown=shown,
            read=read_out(cell.value, self.metric),
            counted=line.is_counted and entered is None,
            notes=tuple(self.notes.get(place, ())),
        )


def grades_of(column: Column, lines: Sequence[Line]) -> list[int]:
    """The grades that the column covers and any of these organisations teaches."""
    covered = NO_GRADES
    for line in lines:
        covered = covered | column.applicable(line.school)
    return [grade for grade in covered if grade != UNGRADED]


def total(numbers: Sequence[Number | None]) -> Number | None:
    """The sum of the known ones; nothing known, no sum."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _change(now: Number | None, last: Number | None) -> Number | None:
    return None if now is None or last is None else now - last

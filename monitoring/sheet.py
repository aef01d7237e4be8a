"""School(s) and year → what their form shows: rows of grades, columns, and in every cell three values.

Working value, accepted value, and last year's accepted value, with the cells that do not exist marked. The entry
page, the checks, completeness and the workbook read this one thing. Four queries for any number of schools of one
municipality: waves, events, metrics, and the three tables of cells over two years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from monitoring.columns import NO_GRADES, Column, WavePlan, columns_of, is_one_total, wave_plans
from monitoring.held import NOTHING, Codes, Held, Ref, read_cells
from monitoring.models import CellKind, Population
from monitoring.peers import Peers, read_peers
from monitoring.values import CellValue
from schools.grades import UNGRADED, Grades, grade_label
from schools.models import School

__all__ = ["NOTHING", "Held", "Ref", "Row", "Sheet", "SheetCell", "read_sheet", "read_sheets"]


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell of the form; `to_fill`: the school has to answer it."""

    ref: Ref
    column: Column
    applicable: bool
    to_fill: bool
    value: CellValue
    accepted: CellValue
    last_year: CellValue
    arrived_later: int = 0
    unconfirmed: bool = False

    @property
    def changed_since_acceptance(self) -> bool:
        return self.value != self.accepted


@dataclass(frozen=True, slots=True)
class Row:
    grade: int
    label: str
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True)
class Sheet:
    """The form of one school and year; `columns` are those of the wave, `held` is everything stored.

    `peers` is there where the checks are to look at the other organisations, too.
    """

    school: School
    year: int
    columns: tuple[Column, ...]
    all_columns: tuple[Column, ...]
    held: Mapping[Ref, Held] = field(default_factory=dict)
    last: Mapping[Ref, Held] = field(default_factory=dict)
    peers: Peers = field(default_factory=dict)

    def of_wave(self, wave_id: int) -> Sheet:
        """The same form with the columns of another wave."""
        shown = (c for c in self.all_columns if _is_shown(c, self.school, self.held, wave_id))
        return replace(self, columns=tuple(shown))

    def value(self, kind: str, code: str, grade: int) -> CellValue:
        return self.held.get(Ref(kind, code, grade), NOTHING).working

    def number(self, kind: str, code: str, grade: int) -> int | None:
        """People of a cell; None when not entered or «н/д»."""
        number = self.value(kind, code, grade).number
        return None if number is None else int(number)

    def cell(self, column: Column, grade: int) -> SheetCell:
        applicable, to_fill = self._masks[column.kind, column.code]
        return self._cell(column, grade, applicable, to_fill)

    def _cell(self, column: Column, grade: int, applicable: Grades, to_fill: Grades) -> SheetCell:
        ref = Ref(column.kind, column.code, grade)
        now, last = self.held.get(ref, NOTHING), self.last.get(ref, NOTHING)
        return SheetCell(
            ref=ref,
            column=column,
            applicable=grade in applicable,
            to_fill=grade in to_fill,
            value=now.working,
            accepted=now.accepted,
            last_year=last.accepted,
            arrived_later=now.arrived_later,
            unconfirmed=now.unconfirmed,
        )

    @cached_property
    def _masks(self) -> dict[tuple[str, str], tuple[Grades, Grades]]:
        """The cells that exist and those to fill, by column."""
        return {
            (column.kind, column.code): (
                column.applicable(self.school),
                column.to_fill(self.school, self.no_pupils),
            )
            for column in self.columns
        }

    @cached_property
    def cells(self) -> tuple[SheetCell, ...]:
        """Every applicable cell of the wave, column by column."""
        return tuple(
            self._cell(column, grade, *self._masks[column.kind, column.code])
            for column in self.columns
            for grade in self._masks[column.kind, column.code][0]
        )

    @cached_property
    def no_pupils(self) -> dict[int, Grades]:
        """The grades whose pupils are entered as 0, by population."""
        return {
            population.value: Grades.of(
                ref.grade for ref, held in self.held.items() if ref.kind == kind and held.working.number == 0
            )
            for kind, population in (
                (CellKind.PUPILS.value, Population.ALL),
                (CellKind.PUPILS_WITH_DISABILITIES.value, Population.DISABILITIES),
            )
        }

    @property
    def is_one_total(self) -> bool:
        """One total per column instead of grades: the short form."""
        return is_one_total(self.school)

    @property
    def people_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.is_metric)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Grades that some column has, from the lowest on; for organisations without grades one row «всего»."""
        columns = self.people_columns
        grades = NO_GRADES
        for column in columns:
            grades = grades | column.applicable(self.school)
        return tuple(
            Row(grade, grade_label(grade), tuple(self.cell(column, grade) for column in columns))
            for grade in grades
        )

    @cached_property
    def metrics(self) -> tuple[SheetCell, ...]:
        return tuple(self.cell(column, UNGRADED) for column in self.columns if column.is_metric)

    @cached_property
    def totals(self) -> tuple[int | None, ...]:
        """The sum of the entered numbers under every column of people; None when nothing is entered."""
        sums = []
        for position in range(len(self.people_columns)):
            numbers = [row.cells[position].value.number for row in self.rows]
            entered = [int(number) for number in numbers if number is not None]
            sums.append(sum(entered) if entered else None)
        return tuple(sums)


def read_sheet(*, school: School, year: int, wave_id: int | None = None, with_peers: bool = False) -> Sheet:
    """The form of one school; with a wave only its columns."""
    return read_sheets(schools=[school], year=year, wave_id=wave_id, with_peers=with_peers)[0]


def read_sheets(
    *, schools: Sequence[School], year: int, wave_id: int | None = None, plan: WavePlan | None = None,
    columns: Sequence[Column] | None = None, with_peers: bool = False,
) -> list[Sheet]:  # fmt: skip
    """The forms of schools of one municipality, in their order; one query more with peers.

    Whoever has read the plan and the columns gives them.
    """
    if not schools:
        return []
    municipality = schools[0].municipality_id
    plan = plan or wave_plans([municipality], [year]).get((municipality, year), WavePlan())
    columns = tuple(columns or columns_of(municipality_id=municipality, year=year, plan=plan))
    held = read_cells([school.pk for school in schools], [year - 1, year], _definitions(columns))
    peers = read_peers(municipality, year) if with_peers else {}
    sheets = []
    for school in schools:
        now, last = held.get((school.pk, year), {}), held.get((school.pk, year - 1), {})
        shown = tuple(column for column in columns if _is_shown(column, school, now, wave_id))
        sheets.append(Sheet(school, year, shown, columns, now, last, peers))
    return sheets


def _is_shown(column: Column, school: School, held: Mapping[Ref, Held], wave_id: int | None) -> bool:
    if wave_id is not None and column.wave_id != wave_id:
        return False
    applicable = column.applicable(school)
    if column.asked or not applicable:
        return bool(applicable)
    return any(Ref(column.kind, column.code, grade) in held for grade in applicable)


def _definitions(columns: Iterable[Column]) -> Codes:
    """The codes of events and of metrics by primary key."""
    events = {column.event.pk: column.code for column in columns if column.event is not None}
    return events, {column.metric.pk: column.code for column in columns if column.metric is not None}

"""School(s) and year → what their form shows: rows of grades, columns, and in every cell three values.

Working value, accepted value, and last year's accepted value, with the cells that do not exist marked. The entry
page, the checks, completeness and the workbook read this one thing. Four queries for any number of schools of one
municipality: waves, events, metrics, and the three tables of cells over two years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from monitoring.columns import NO_GRADES, POPULATIONS, Column, WavePlan, columns_of, is_one_total, wave_plans
from monitoring.models import CellKind, Cohort, MetricValue, Participation, Population
from monitoring.peers import Peers, read_peers
from monitoring.values import EMPTY, CellValue
from schools.grades import UNGRADED, Grades, grade_label
from schools.models import School
from schools.models.fields import PLACES

CHUNK = 500


class Ref(NamedTuple):
    """The address of a cell inside one school and year; a metric's grade is UNGRADED."""

    kind: str
    code: str
    grade: int


class Held(NamedTuple):
    """What the tables keep of one cell."""

    working: CellValue = EMPTY
    accepted: CellValue = EMPTY
    arrived_later: int = 0
    unconfirmed: bool = False


NOTHING = Held()


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


Cells = dict[tuple[int, int], dict[Ref, Held]]
Codes = tuple[Mapping[int, str], Mapping[int, str]]
_KINDS = {
    (kind.partition("_")[0], population.value): kind for kind, population in POPULATIONS.items()
}  # ("pupils" | "event", population) → kind


def read_cells(
    schools: Sequence[int], years: Iterable[int], codes: Codes, *, only_these: bool = False
) -> Cells:
    """Everything stored of these schools and years, by (school, year); cells of unnamed definitions are skipped.

    One query for the three tables, because a page has few to spend; exact numbers come as the integers they are.
    `only_these` lets the database skip them: worth it where few definitions are named.
    """
    found: Cells = {}
    wanted = sorted(set(years))
    for start in range(0, len(schools), CHUNK):
        part = {"school_id__in": schools[start : start + CHUNK], "year_id__in": wanted}
        rows = _rows(part, codes if only_these else None)
        for school, year, table, owner, population, grade, arrived, waits, *values in rows.iterator():
            if table == "pupils":
                ref = Ref(_KINDS[table, population], "", grade)
            else:
                code = codes[table == CellKind.METRIC].get(owner)
                if code is None:
                    continue
                ref = Ref(table if table == CellKind.METRIC else _KINDS[table, population], code, grade)
            held = _held(arrived, values, waits=bool(waits), exact=table == CellKind.METRIC)
            found.setdefault((school, year), {})[ref] = held
    return found


def _rows(part: Mapping[str, object], only: Codes | None) -> QuerySet[Any, Any]:
    events, metrics = ({"event_id__in": [*only[0]]}, {"metric_id__in": [*only[1]]}) if only else ({}, {})
    nothing = {"none": Value("", output_field=TextField()), "zero": Value(0)}
    waits = Cast("unconfirmed", IntegerField())
    cohorts = Cohort.objects.filter(**part).annotate(table=Value("pupils"), waits=waits, **nothing)
    participation = Participation.objects.filter(**part, **events).annotate(table=Value("event"), **nothing)
    tables = [
        _columns(cohorts, "zero", "arrived_later", "waits"),
        _columns(participation, "event_id", "zero", "zero"),
        _metric_columns(
            MetricValue.objects.filter(**part, **metrics).annotate(
                table=Value(CellKind.METRIC.value), **nothing
            )
        ),
    ]
    return tables[0].union(*tables[1:], all=True)


def _columns(cells: QuerySet[Any, Any], owner: str, arrived: str, waits: str) -> QuerySet[Any, Any]:
    return cells.annotate(number=_integer("value"), official=_integer("accepted")).values_list(
        "school_id", "year_id", "table", owner, "population", "grade", arrived, waits, "number", "mark", "none",
        "official",
        "accepted_mark", "none",
    )  # fmt: skip


def _metric_columns(cells: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return cells.annotate(
        grade=Value(UNGRADED), number=_integer("value"), official=_integer("accepted")
    ).values_list(
        "school_id", "year_id", "table", "metric_id", "zero", "grade", "zero", "zero", "number", "mark", "text",
        "official",
        "accepted_mark", "accepted_text",
    )  # fmt: skip


def _integer(column: str) -> Cast:
    return Cast(column, BigIntegerField())


def _held(arrived: int, values: Sequence[Any], *, waits: bool, exact: bool) -> Held:
    number, mark, text, accepted, accepted_mark, accepted_text = values
    if exact:
        number, accepted = (None if n is None else Decimal(n).scaleb(-PLACES) for n in (number, accepted))
    return Held(
        CellValue(number, mark, text), CellValue(accepted, accepted_mark, accepted_text), arrived, waits
    )

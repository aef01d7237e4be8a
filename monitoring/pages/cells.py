"""The cells of a form as a page draws them: what is in the field, what was last year, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from monitoring.columns import Column
from monitoring.in_force import counts_agreements
from monitoring.models import CellKind, Metric
from monitoring.pages.counted import CountedView
from monitoring.pages.notes import Note, Notes, quoted
from monitoring.sheet import Row, Sheet, SheetCell
from monitoring.typed import Typed, cell_name
from monitoring.values import CellValue, printed
from schools.grades import grade_label
from schools.numbers import format_number, format_signed, percent

Field = Literal["people", "number", "yes_no", "text", "link"]
YES_NO = ("да", "нет", "н/д", "x")


@dataclass(frozen=True, slots=True)
class CellView:
    """`text` is what the field holds, `shown` what is stored, as a field prints it; `read` is the same to be read.

    `last` is last year's value to be read, `last_number` the same as a field prints it where it is a number, `change`
    the difference from it.
    """

    name: str
    row: int
    column: str
    field: Field
    applicable: bool
    label: str
    text: str
    shown: str
    read: str
    last: str
    last_number: str
    change: str
    accepted: str
    unit: str
    missing: bool
    notes: tuple[Note, ...]
    unconfirmed: bool = False
    to_fill: bool = False

    @property
    def sign(self) -> str:
        """The sign of its gravest note, shown in its corner."""
        return next((note.sign for note in self.notes), "")

    @property
    def invalid(self) -> bool:
        return any(note.tone == "missed" for note in self.notes)

    @property
    def tone(self) -> str:
        """The gravest of its notes: missed, attention, brand, nothing."""
        quiet = "missing" if self.missing else "attention" if self.unconfirmed else ""
        return next((note.tone for note in self.notes), quiet)

    @property
    def described_by(self) -> str:
        return " ".join(note.id for note in self.notes)

    @property
    def is_address(self) -> bool:
        """Whether a page can be opened by it: a link, and not «н/д» in its place."""
        return self.field == "link" and self.read.startswith(("https://", "http://"))

    @property
    def options(self) -> list[tuple[str, bool]]:
        return [(option, option == self.text.lower()) for option in YES_NO]


@dataclass(frozen=True, slots=True)
class RowView:
    grade: int
    label: str
    cells: tuple[CellView, ...]

    @property
    def notes(self) -> list[Note]:
        return [note for cell in self.cells for note in cell.notes]


@dataclass(frozen=True, slots=True)
class LineView:
    """One question with one answer: metrics, and the short form."""

    label: str
    hint: str
    cell: CellView
    counted: CountedView | None = None


@dataclass(frozen=True, slots=True)
class HeadView:
    """A column: its name, its sum and last year's, and the change once all of last year's grades are in."""

    label: str
    title: str
    first_event: bool
    column: str
    total: int | None
    last: int | None
    change: str


@dataclass(frozen=True)
class Painter:
    """Draws the cells of one sheet; `complain`: missing answers are marked, too; `count` is that of a register."""

    sheet: Sheet
    typed: Typed
    notes: Notes
    complain: bool = False
    count: int | None = None

    def heads(self) -> list[HeadView]:
        columns = self.sheet.people_columns
        first = next((column for column in columns if column.event is not None), None)
        return [
            self._head(position, column, first_event=column is first)
            for position, column in enumerate(columns)
        ]

    def _head(self, position: int, column: Column, *, first_event: bool) -> HeadView:
        cells = [row.cells[position] for row in self.sheet.rows]
        last = [int(cell.last_year.number) for cell in cells if cell.last_year.number is not None]
        total, last_total = self.sheet.totals[position], sum(last) if last else None
        complete = all(cell.value.number is not None for cell in cells if cell.last_year.number is not None)
        change = _share(total, last_total) if complete else ""
        key = f"{column.kind}.{column.code}"
        return HeadView(column.label, column.full_label, first_event, key, total, last_total, change)

    def rows(self) -> list[RowView]:
        return [
            RowView(row.grade, row.label, tuple(self._in_grid(row, cell) for cell in row.cells))
            for row in self.sheet.rows
        ]

    def short_lines(self) -> list[LineView]:
        """The only row of grades as a list: one total per column."""
        return [
            self._line(cell, cell.column.label, "чел.", cell.column.full_label)
            for row in self.sheet.rows
            for cell in row.cells
            if cell.applicable
        ]

    def metric_lines(self) -> list[LineView]:
        lines = []
        for cell in self.sheet.metrics:
            metric = cell.column.metric
            assert metric is not None
            line = self._line(cell, metric.name, metric.unit, "")
            if counts_agreements(metric):
                line = replace(line, counted=CountedView(metric, self.count, str(cell.value)))
            lines.append(line)
        return lines

    def _line(self, cell: SheetCell, label: str, unit: str, title: str) -> LineView:
        hint = title if title and title != label else ""
        return LineView(label, hint, self._view(cell, label, unit))

    def _in_grid(self, row: Row, cell: SheetCell) -> CellView:
        return self._view(cell, f"{row.label}, {quoted(cell.column.label)}", "")

    def _view(self, cell: SheetCell, label: str, unit: str) -> CellView:
        metric, ref = cell.column.metric, cell.ref
        shown = printed(cell.value, metric)
        entered = self.typed.cells.get(ref)
        last = read_out(cell.last_year, metric)
        is_number = metric is None or metric.type == Metric.Type.NUMBER
        was_accepted = cell.changed_since_acceptance and not cell.accepted.is_empty
        waits = ", внесено из файла контингента, подтвердите" if cell.unconfirmed else ""
        return CellView(
            name=cell_name(ref),
            row=ref.grade,
            column=f"{ref.kind}.{ref.code}",
            field="people" if metric is None else _FIELDS[metric.type],
            applicable=cell.applicable,
            label=(f"{label}, год назад {last}" if last else label) + waits,
            text=entered.text if entered else shown,
            shown=shown,
            read=read_out(cell.value, metric),
            last=last,
            last_number=str(cell.last_year) if is_number and cell.last_year.number is not None else "",
            change=_change(cell) if is_number else "",
            accepted=read_out(cell.accepted, metric) if was_accepted else "",
            unit=unit,
            missing=self.complain and cell.to_fill and cell.value.is_empty,
            notes=tuple(self.notes.of(ref)) if cell.applicable else (),
            unconfirmed=cell.unconfirmed,
            to_fill=cell.to_fill,
        )


_FIELDS: Mapping[str, Field] = {
    Metric.Type.NUMBER: "number",
    Metric.Type.YES_NO: "yes_no",
    Metric.Type.TEXT: "text",
    Metric.Type.LINK: "link",
}


def _share(total: int | None, last: int | None) -> str:
    """The difference of a total from last year's in percent of it: «−12 %»."""
    if total is None or not last or total == last:
        return ""
    return f"{format_signed(percent(total - last, last, 0))}\u00a0%"


def _change(cell: SheetCell) -> str:
    """The difference from last year, as static/js/sums.js prints it while one types; nothing where there is none."""
    now, last = cell.value.number, cell.last_year.number
    return "" if now is None or last is None or now == last else format_signed(now - last)


def read_out(value: CellValue, metric: Metric | None) -> str:
    """The same to be read: with spaces between thousands."""
    if value.number is None or (metric is not None and metric.type == Metric.Type.YES_NO):
        return printed(value, metric)
    return format_number(value.number)


def column_label(column: Column) -> str:
    """Where columns stand in a list, not side by side: «Билет в будущее: с ОВЗ»."""
    if column.event is not None and column.kind == CellKind.EVENT_WITH_DISABILITIES:
        return f"{column.event.label}: с ОВЗ"
    return column.label


def column_options(sheet: Sheet) -> list[tuple[str, str]]:
    """The columns of the form for a choice: «KIND.CODE» and the label."""
    return [(f"{column.kind}.{column.code}", column_label(column)) for column in sheet.columns]


def grade_options(sheet: Sheet) -> list[tuple[str, str]]:
    return [(str(row.grade), grade_label(row.grade)) for row in sheet.rows] if len(sheet.rows) > 1 else []

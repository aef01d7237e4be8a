"""One organisation's sheet of the workbook: the form as it is on the page, with the keys that find its cells again.

    row 1, hidden   keys of the columns; its first cell is the token of the sheet
    rows 2–3        whose form it is, what to do
    row 4           headings; frozen and repeated on every printed page
    rows 5…         grades × columns, last year's accepted value beside each in grey, totals as formulas
    below           questions with one answer each
Only cells to be written in are unlocked; what does not apply is hatched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.columns import Column
from monitoring.in_force import is_counted
from monitoring.models import CellKind, Metric
from monitoring.sheet import Ref, Row, Sheet, SheetCell
from monitoring.values import CellValue
from monitoring.workbook import hints, keys
from monitoring.workbook.look import Look
from schools.calendar import year_label
from schools.spreadsheet import harmless

KEY_ROW, TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
KEY_COLUMN, LABEL_COLUMN, FIRST_COLUMN = 1, 2, 3
LABEL_WIDTH, VALUE_WIDTH, LAST_WIDTH, WIDEST = 42.0, 12.0, 9.5, 22.0
EXACT = "#,##0.####"


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the sheet; `last` is where last year's value stands, 0 = nowhere."""

    column: Column
    at: int
    last: int

    @property
    def letter(self) -> str:
        return get_column_letter(self.at)


@dataclass
class SchoolSheet:
    """Writes one sheet; `locked` says why nothing may be written in it, empty = open; `count` is the register's."""

    sheet: Worksheet
    form: Sheet
    look: Look
    wave: int
    title: str
    note: str
    locked: str = ""
    count: int | None = None
    labels: dict[str, str] = field(default_factory=dict)
    shown: dict[tuple[str, Ref], str] = field(default_factory=dict)
    _next: int = HEAD_ROW

    def write(self) -> None:
        """Everything; afterwards `labels` and `shown` hold what goes into the key sheet."""
        rows = self.form.rows
        self._frame()
        if len(rows) > 1:
            self._grid(rows)
        short = [cell for row in rows for cell in row.cells if cell.applicable] if len(rows) == 1 else []
        self._lines([*short, *self.form.metrics])
        self._print_setup()

    def _frame(self) -> None:
        sheet, school = self.sheet, self.form.school
        self.look.put(sheet, KEY_ROW, KEY_COLUMN, keys.token(self.form.year, self.wave, school.code), "key")
        self.look.put(sheet, KEY_ROW, LABEL_COLUMN, keys.LABEL, "key")
        self.look.put(sheet, KEY_ROW, FIRST_COLUMN, keys.ANSWER, "key")
        self.look.put(sheet, TITLE_ROW, LABEL_COLUMN, harmless(self.title), "title")
        self.look.put(sheet, NOTE_ROW, LABEL_COLUMN, harmless(self.locked or self.note), "note")
        self.look.put(sheet, HEAD_ROW, KEY_COLUMN, keys.HEAD, "key")
        sheet.row_dimensions[KEY_ROW].hidden = True
        sheet.row_dimensions[TITLE_ROW].height = 24
        sheet.column_dimensions["A"].hidden = True
        sheet.column_dimensions["B"].width = LABEL_WIDTH
        sheet.column_dimensions["C"].width = VALUE_WIDTH
        sheet.freeze_panes = f"C{FIRST_ROW}"
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 100

    def _grid(self, rows: Sequence[Row]) -> None:
        places = self._places(rows)
        last_row = FIRST_ROW + len(rows) - 1
        self._heads(places)
        for number, row in enumerate(rows, start=FIRST_ROW):
            key = keys.grade_key(row.grade)
            self._label(number, key, row.label)
            self.sheet.row_dimensions[number].height = 18
            for place, cell in zip(places, row.cells, strict=True):
                self._cell(number, place, cell)
        self._totals(places, last_row)
        inputs = f"{places[0].letter}{FIRST_ROW}:{get_column_letter(_last(places))}{last_row}"
        if not self.locked:
            hints.people_only(self.sheet, inputs)
            hints.mark_empty(self.sheet, _to_fill(places, rows))
        hints.mark_above(self.sheet, places, FIRST_ROW, last_row)
        self._next = last_row + 3

    def _places(self, rows: Sequence[Row]) -> list[Place]:
        places, at = [], FIRST_COLUMN
        for position, column in enumerate(self.form.people_columns):
            has_last = any(not row.cells[position].last_year.is_empty for row in rows)
            places.append(Place(column, at, at + 1 if has_last else 0))
            at += 2 if has_last else 1
        return places

    def _heads(self, places: Iterable[Place]) -> None:
        tallest = 1
        self.look.put(self.sheet, HEAD_ROW, LABEL_COLUMN, "Класс", "head")
        for place in places:
            key, label = keys.column_key(place.column.kind, place.column.code), heading(place.column)
            answer = f" {keys.ANSWER}" if place.at == FIRST_COLUMN else ""
            self.labels[key] = label
            self.look.put(self.sheet, KEY_ROW, place.at, key + answer, "key")
            self.look.put(self.sheet, HEAD_ROW, place.at, harmless(label), "head")
            width = max(VALUE_WIDTH, min(WIDEST, 1.2 * max(len(word) for word in label.split()) + 1.5))
            self.sheet.column_dimensions[place.letter].width = width
            tallest = max(tallest, _lines_of(label, width))
            if place.last:
                year = year_label(self.form.year - 1)
                self.look.put(self.sheet, HEAD_ROW, place.last, f"принято {year}", "head_last")
                self.sheet.column_dimensions[get_column_letter(place.last)].width = LAST_WIDTH
        self.sheet.row_dimensions[HEAD_ROW].height = 16.0 * max(3, tallest)

    def _label(self, row: int, key: str, label: str) -> None:
        self.labels[key] = label
        self.look.put(self.sheet, row, KEY_COLUMN, key, "key")
        self.look.put(self.sheet, row, LABEL_COLUMN, harmless(label), "label")

    def _cell(self, row: int, place: Place, cell: SheetCell) -> None:
        if not cell.applicable:
            for at in filter(None, (place.at, place.last)):
                self.look.put(self.sheet, row, at, None, "none")
            return
        self._answer(row, place.at, cell)
        if place.last:
            self.look.put(self.sheet, row, place.last, _content(cell.last_year, None), "last", "0")

    def _answer(self, row: int, at: int, cell: SheetCell) -> None:
        """The cell to be written in, and what it shows."""
        metric = cell.column.metric
        is_text = metric is not None and not metric.is_number
        locked = self.locked or is_counted(metric, self.count)
        name = ("locked" if locked else "input") + ("_text" if is_text else "")
        number = "@" if is_text else "0" if metric is None else EXACT
        self.look.put(self.sheet, row, at, _content(cell.value, metric), name, number)
        self.shown[self.form.school.code, cell.ref] = str(cell.value)

    def _totals(self, places: Iterable[Place], last_row: int) -> None:
        self.look.put(self.sheet, last_row + 1, LABEL_COLUMN, "Всего", "total_label")
        for place in places:
            for at, name in ((place.at, "total"), (place.last, "total_last")):
                if at:
                    cells = f"{get_column_letter(at)}{FIRST_ROW}:{get_column_letter(at)}{last_row}"
                    formula = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
                    self.look.put(self.sheet, last_row + 1, at, formula, name, "#,##0")

    def _lines(self, cells: Sequence[SheetCell]) -> None:
        if not cells:
            return
        title = "Данные организации" if self._next == HEAD_ROW else "Другие данные"
        self.look.put(self.sheet, self._next, LABEL_COLUMN, title, "section")
        for row, cell in enumerate(cells, start=self._next + 1):
            self._line(row, cell)

    def _line(self, row: int, cell: SheetCell) -> None:
        column, metric = cell.column, cell.column.metric
        label = metric.name if metric is not None else heading(column)
        unit = metric.unit if metric is not None else "чел."
        full = f"{label}, {unit}" if unit else label
        self._label(row, keys.line_key(cell.ref), full)
        self.sheet.row_dimensions[row].height = 3 + 15.0 * _lines_of(full, LABEL_WIDTH)
        self._answer(row, FIRST_COLUMN, cell)
        last = _content(cell.last_year, metric)
        if last is not None and (metric is None or metric.is_number):
            printed = last if isinstance(last, str) else str(cell.last_year)
            text = f"принято {year_label(self.form.year - 1)}: {printed}"
            self.look.put(self.sheet, row, FIRST_COLUMN + 1, text, "aside")
        if not self.locked and not is_counted(metric, self.count):
            at = f"{get_column_letter(FIRST_COLUMN)}{row}"
            hints.answer(self.sheet, at, metric)
            if cell.to_fill:
                hints.mark_empty(self.sheet, [(at, at)])

    def _print_setup(self) -> None:
        sheet = self.sheet
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False  # widths may be changed
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        footer: Any = sheet.oddFooter
        footer.left.text, footer.right.text = "&A", "&P из &N"


def heading(column: Column) -> str:
    """The label of a column, never the same for two of them."""
    if column.kind == CellKind.EVENT_WITH_DISABILITIES and column.event is not None:
        return f"{column.event.label}: из них с ОВЗ"
    return column.label


def _content(value: CellValue, metric: Metric | None) -> int | Decimal | str | None:
    """What stands in the cell: numbers as numbers, answers in words."""
    if value.is_empty:
        return None
    if value.mark or value.number is None:
        return harmless(str(value))
    if metric is not None and metric.type == Metric.Type.YES_NO:
        return "да" if value.number else "нет"
    return value.number


def _last(places: Sequence[Place]) -> int:
    return max(places[-1].at, places[-1].last)


def _to_fill(places: Sequence[Place], rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Runs of cells under each other that have to be answered, as (first, last)."""
    runs: list[tuple[str, str]] = []
    for position, place in enumerate(places):
        started = 0
        wanted = [row.cells[position].to_fill for row in rows]
        for number, asked in enumerate([*wanted, False], start=FIRST_ROW):
            if asked and not started:
                started = number
            elif not asked and started:
                runs.append((f"{place.letter}{started}", f"{place.letter}{number - 1}"))
                started = 0
    return runs


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column; long words break the lines early."""
    return max(1, ceil(len(text) * 1.15 / width))

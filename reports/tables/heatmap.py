"""The heatmap of the page as a workbook: a sheet per year and municipality, the same numbers, signs, words and colours.

Each number keeps its type; its sign is part of the number format, its colour follows the word of its status, which
stands in the block at the right under the same heading (conditional formats): what is sorted or filtered stays right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from indicators.analysis import Status, status_words
from indicators.pages.heatmap import Cell, HeatmapPage, heatmap_page
from indicators.pages.printing import SMALL
from reports.bulk import TooManyRows
from reports.choice import Scope
from reports.computed import control_words
from reports.sheet_look import WRAPPED, decimals_format, head, make_printable
from reports.tables.heat_look import colour, colour_by_words, legend, title_look
from reports.writers import Column, Table, define, put
from schools.calendar import year_label
from schools.models import Municipality

HEADING_ROW = 4
FIRST_ROW = HEADING_ROW + 1
FIRST_COLUMN = 3
SHEETS_AT_ONCE = 6
MOST_CELLS = 100_000
"""Of organisations × indicators: a coloured workbook is made whole, a thousand organisations are 46 000 a year."""
TOO_LARGE = (
    "Для цветной карты чисел слишком много (больше 100\u00a0000): возьмите её на один год или сузьте отбор по "
    "показателям и организациям; все числа разом – «Значения показателей»."
)
CENTRED = Alignment(horizontal="center", vertical="center")
SIGNS = {Status.NO_DATA.value: "–", Status.NOT_APPLICABLE.value: "×"}
PRELIMINARY = "предварительно"
ORGANISATION = Column("Организация", "Организации, к которым относится хотя бы один показатель.")
PLACES = 2
"""Columns before the indicators: the organisation, how many of its plans are missed."""
NOTES = (
    "▼ – план не достигнут, × – не применимо, – – нет данных, * – малая группа.",
    "Курсив – предварительно: отчёт на проверке.",
    "Справа – статус каждого числа словами; по нему окрашены ячейки, его же можно отбирать.",
    "План – муниципалитета; организация со своим планом оценивается по своему.",
)


def count(scope: Scope) -> int:
    """A sheet is ready in a moment, many are not."""
    sheets = len(scope.municipalities) * len(scope.choice.years)
    return 0 if sheets <= SHEETS_AT_ONCE else 1_000_000


def xlsx(scope: Scope, file: IO[bytes]) -> int:
    """TooManyRows where there are more numbers than a coloured workbook is good for."""
    book, choice = Workbook(), scope.choice
    book.remove(book.worksheets[0])
    tables, counts, cells = [], {}, 0
    pairs = [(place, year) for place in scope.municipalities for year in choice.years]
    for number, (municipality, year) in enumerate(pairs):
        scope.progress(100 * number // len(pairs))
        page = heatmap_page(municipality, year, choice.asked)
        title = _title(municipality, year, many=len(scope.municipalities) > 1)
        heat = _Heat(page, scope, municipality, year)
        cells += len(heat.rows) * len(heat.shown)
        if cells > MOST_CELLS:
            raise TooManyRows(TOO_LARGE)
        table = heat.write(book.create_sheet(title))
        tables.append(table)
        counts[table.title] = len(list(table.rows))
    computed = control_words(scope)
    define(book, tables, counts, now=scope.now, computed=computed)
    book.save(file)
    return sum(counts.values())


def _title(municipality: Municipality, year: int, *, many: bool) -> str:
    """The name of a sheet: 31 characters, without a slash."""
    label = f"{year}-{year + 1}"
    return f"{municipality.code} {label}" if many else label


class _Heat:
    """One sheet: legend, plan, heading, organisations, municipality; the words of status at the right."""

    def __init__(self, page: HeatmapPage, scope: Scope, municipality: Municipality, year: int) -> None:
        choice = scope.choice
        self.shown = [
            n for n, column in enumerate(page.columns) if choice.takes_indicator(column.indicator, year)
        ]
        self.rows = [row for row in page.rows if not choice.schools or row.school.code in choice.schools]
        self.page, self.municipality, self.year = page, municipality, year
        self.with_chosen = bool(page.chosen) and not choice.schools
        missed = f"Сколько показателей организации {page.below}."
        self.places = (ORGANISATION, Column(page.below.capitalize(), missed))
        self.last = PLACES + len(self.shown)
        self.words_from = self.last + 2

    def write(self, sheet: Worksheet) -> Table:
        self._legend(sheet)
        self._headings(sheet)
        for number, row in enumerate(self.rows):
            cells = [row.cells[n] for n in self.shown]
            self._line(sheet, FIRST_ROW + number, row.school.short_name, cells, _missed(cells))
        after = FIRST_ROW + len(self.rows)
        if self.with_chosen:
            self._line(
                sheet, after, f"По выбранным ({len(self.rows)})", [self.page.chosen[n] for n in self.shown]
            )
            after += 1
        self._line(sheet, after, "По муниципалитету", [self.page.whole[n] for n in self.shown])
        for cell in sheet[after]:
            cell.font = Font(name="Calibri", bold=True)
        self._finish(sheet, after)
        indicators = [self.page.columns[n].indicator for n in self.shown]
        names = [Column(indicator.heading, indicator.name) for indicator in indicators]
        return Table(
            sheet.title, [*self.places, *names], [[row.school.short_name] for row in self.rows], NOTES
        )

    def _legend(self, sheet: Worksheet) -> None:
        put(sheet, 1, 1, f"{self.municipality.name}, {year_label(self.year)}: {self.page.heading}")
        title_look(sheet["A1"])
        for number, (words, status) in enumerate(legend(self.page.below)):
            column = FIRST_COLUMN + 2 * number
            put(sheet, 2, column, words)
            sheet.merge_cells(start_row=2, end_row=2, start_column=column, end_column=column + 1)
            colour(sheet.cell(2, column), status)

    def _headings(self, sheet: Worksheet) -> None:
        put(sheet, HEADING_ROW - 1, 1, "План")
        for number, place in enumerate(self.places, start=1):
            put(sheet, HEADING_ROW, number, place.heading)
        for number, n in enumerate(self.shown):
            column = self.page.columns[n]
            name = f"{column.indicator.heading}, {column.unit}" if column.unit else column.indicator.heading
            put(sheet, HEADING_ROW, FIRST_COLUMN + number, name)
            put(sheet, HEADING_ROW - 1, FIRST_COLUMN + number, column.plan or "–")
            sheet.cell(HEADING_ROW - 1, FIRST_COLUMN + number).alignment = CENTRED
            put(sheet, HEADING_ROW, self.words_from + number, f"Статус: {name}")
        head(sheet, HEADING_ROW)

    def _line(
        self, sheet: Worksheet, row: int, name: str, cells: Sequence[Cell], missed: int | None = None
    ) -> None:
        put(sheet, row, 1, name)
        sheet.cell(row, 1).alignment = WRAPPED
        put(sheet, row, 2, missed, "0")
        for number, cell in enumerate(cells):
            _put_heat(sheet, row, FIRST_COLUMN + number, cell)
            put(sheet, row, self.words_from + number, _words(cell))

    def _finish(self, sheet: Worksheet, last_row: int) -> None:
        last = get_column_letter(self.last)
        if self.shown:
            first_word = f"{get_column_letter(self.words_from)}{FIRST_ROW}"
            colour_by_words(sheet, f"C{FIRST_ROW}:{last}{last_row}", first_word)
        end = get_column_letter(self.words_from + max(0, len(self.shown) - 1))
        sheet.auto_filter.ref = (
            f"A{HEADING_ROW}:{end}{FIRST_ROW + len(self.rows) - 1 if self.rows else HEADING_ROW}"
        )
        sheet.freeze_panes = f"B{FIRST_ROW}"
        sheet.column_dimensions["A"].width = 42
        sheet.column_dimensions["B"].width = 11
        for number in range(len(self.shown)):
            sheet.column_dimensions[get_column_letter(FIRST_COLUMN + number)].width = 15
            sheet.column_dimensions[get_column_letter(self.words_from + number)].width = 18
        sheet.row_dimensions[HEADING_ROW].height = 78
        make_printable(sheet, heading_rows=f"{HEADING_ROW}:{HEADING_ROW}")
        sheet.print_area = f"A1:{last}{last_row}"


def _put_heat(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    target = sheet.cell(row, column)
    target.alignment = CENTRED
    if cell.number is None:
        put(sheet, row, column, SIGNS.get(cell.status, "–"))
        return
    put(sheet, row, column, cell.number, _number_format(cell))
    if cell.preliminary:
        target.font = Font(name="Calibri", italic=True)


def _number_format(cell: Cell) -> str:
    """Its decimals as printed on the page, the sign of a miss before it, the mark of a small group behind."""
    exponent = cell.number.as_tuple().exponent if cell.number is not None else 0
    number = decimals_format(-int(exponent))
    sign = '"▼ "' if cell.status == Status.MISSED else ""
    small = f'"{SMALL}"' if cell.text.endswith(SMALL) else ""
    return f"{sign}{number}{small}"


def _words(cell: Cell) -> str:
    label = status_words(cell.status, cell.better)
    return f"{label}, {PRELIMINARY}" if cell.preliminary else label


def _missed(cells: Sequence[Cell]) -> int:
    return sum(cell.status == Status.MISSED for cell in cells)

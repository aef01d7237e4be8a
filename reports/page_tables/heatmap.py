"""The heatmap as a workbook: numbers, and the same table in words of status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicators.analysis import status_words
from indicators.pages.heatmap import Asked, Cell, HeatmapPage, heatmap_page
from reports.page_tables.cells import rounded_formats
from reports.page_tables.columns import CODE, ORGANISATION
from reports.writers import Cell as FileCell
from reports.writers import Column, Table
from schools.place import Place

PRELIMINARY = "предварительно"
SHORT = "предв."


def heatmap_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    page = heatmap_page(place.municipality, place.year, Asked.of(words))
    headings = [
        Column(f"{one.indicator.heading}{', ' + one.unit if one.unit else ''}", one.indicator.name)
        for one in page.columns
    ]
    missed = Column(f"{page.below.capitalize()}, показателей", "План не достигнут.", "0")
    numbers = _rows(page, _number, whole=True)
    said = _rows(page, _status, whole=False)
    columns = range(2, 2 + len(headings))
    return [
        Table(
            "Показатели", [ORGANISATION, CODE, *headings, missed], numbers,
            notes=[*_notes(page), "Доли – в процентах; внизу – по муниципалитету и план."],
            formats=rounded_formats(numbers, set(columns)),
        ),
        Table("Состояние", [ORGANISATION, CODE, *headings, missed], said, notes=_notes(page)),
    ]  # fmt: skip


def _rows(page: HeatmapPage, printed, *, whole: bool) -> list[list[FileCell]]:
    rows: list[list[FileCell]] = [
        [row.school.short_name, row.school.code, *(printed(cell) for cell in row.cells), row.missed]
        for row in page.rows
    ]
    if page.chosen:
        rows.append([f"По выбранным ({len(page.rows)})", "", *map(printed, page.chosen), None])
    rows.append(["По муниципалитету", "", *map(printed, page.whole), None])
    if whole:
        rows.append(["План", "", *(column.target for column in page.columns), None])
    return rows


def _number(cell: Cell) -> FileCell:
    """A preliminary value is text: «20,0 предв.» is read as a number by nobody and enters no sum."""
    return f"{cell.text} {SHORT}" if cell.preliminary and cell.number is not None else cell.number


def _status(cell: Cell) -> str:
    return status_words(cell.status, cell.better) + (f", {PRELIMINARY}" if cell.preliminary else "")


def _notes(page: HeatmapPage) -> Sequence[str]:
    notes = [page.asked.words] if page.asked.words else []
    if page.has_preliminary:
        notes.append(f"{SHORT} – отчёт на проверке: значение записано словами и ни в какую сумму не входит.")
    return notes

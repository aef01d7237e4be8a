"""Municipalities of a region side by side as a workbook: numbers, and the same table in words of status."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicators.analysis import Status
from indicators.pages.filters import OF_INDICATORS, Asked
from indicators.pages.heatmap import Cell
from indicators.pages.region import RegionPage, region_page
from reports.page_tables.cells import rounded_formats
from reports.writers import Cell as FileCell
from reports.writers import Column, Table
from schools.place import Place

MORE = (
    Column("Представили", "По показателю, которого касается больше всего организаций."),
    Column("Ниже плана", "Показателей ниже плана.", "0"),
    Column("С планом", "Показателей со значением и планом.", "0"),
)


def region_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    asked = Asked.of(words, *OF_INDICATORS)
    page = region_page(place.municipality.region_id, place.year, asked)
    headings = [
        Column(f"{one.indicator.heading}{', ' + one.unit if one.unit else ''}", one.indicator.name)
        for one in page.columns
    ]
    columns = [Column("Муниципалитет"), Column("Код ОКТМО"), *headings, *MORE]
    notes = [page.region.name, *([asked.words] if asked.narrows else [])]
    numbers = _rows(page, lambda cell: cell.number)
    formats = rounded_formats(numbers, set(range(2, 2 + len(headings))))
    said = _rows(page, lambda cell: Status(cell.status).label)
    return [
        Table("Показатели", columns, numbers, [*notes, "Доли – в процентах."], formats),
        Table("Состояние", columns, said, notes),
    ]


def _rows(page: RegionPage, printed: Callable[[Cell], FileCell]) -> list[list[FileCell]]:
    rows: list[list[FileCell]] = [
        [
            row.municipality.name, row.municipality.code, *map(printed, row.cells), row.reported, row.missed,
            row.judged,
        ]
        for row in page.rows
    ]  # fmt: skip
    return [*rows, ["По региону", "", *map(printed, page.whole), "", None, None]]

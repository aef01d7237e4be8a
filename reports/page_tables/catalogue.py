"""«Показатели и план» as a sheet: those with a value in the order of the page, then the declared ones."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.pages.catalogue import catalogue_page
from indicators.pages.filters import OF_INDICATORS, Asked
from reports.page_tables.cells import rounded_formats, value_cells
from reports.page_tables.columns import INDICATOR, INDICATOR_CODE, VALUE_AT, VALUE_COLUMNS
from reports.writers import Cell, Column, Table, shortest
from schools.numbers import round_half_up
from schools.place import Place

MORE = (
    Column("План год назад", "Как напечатано на странице."),
    Column("К прошлому году", "На сколько изменилось значение; доли – в процентных пунктах."),
    Column("Представили", "Сколько организаций из скольких."),
)


def catalogue_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    asked = Asked.of(words, *OF_INDICATORS)
    page = catalogue_page(place.municipality, place.year, asked)
    rows: list[list[Cell]] = []
    for line in (*page.known, *page.declared):
        cells = value_cells(line.judged)
        if line.judged is None:
            cells[VALUE_AT + 1], cells[-1] = shortest(line.target), "нет данных"
        change = line.difference
        moved = None if change is None else round_half_up(change, line.indicator.decimals)
        rows.append([
            line.indicator.name, line.indicator.code, line.formula, *cells, line.plan_before, moved, line.reported
        ])  # fmt: skip
    columns = [
        INDICATOR, INDICATOR_CODE, Column("Формула", "Словами."), *VALUE_COLUMNS, *MORE
    ]  # fmt: skip
    rounded = rounded_formats(rows, {3 + VALUE_AT, 4 + len(VALUE_COLUMNS)})
    return [Table("Показатели и план", columns, rows, [asked.words] if asked.narrows else [], rounded)]

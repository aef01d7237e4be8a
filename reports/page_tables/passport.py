"""The passport of an organisation as a sheet: the lines of its page, strengths first."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.pages.passport import passport_page
from indicators.pages.printing import shown_number
from reports.page_tables.cells import rounded_formats, value_cells
from reports.page_tables.columns import INDICATOR, INDICATOR_CODE, VALUE_AT, VALUE_COLUMNS
from reports.writers import Cell, Column, Table
from schools.place import Place

MORE = (
    Column("По муниципалитету", "Значение муниципалитета в том же году."),
    Column("Год назад", "Значение организации в прошлом учебном году."),
    Column("Примечание", "Предварительно: отчёт на проверке; малая группа: правила её не учитывают."),
)


def passport_tables(place: Place, _: Mapping[str, str], __: str) -> list[Table]:
    assert place.school is not None  # named by the address
    page = passport_page(place.school, place.year)
    lines = [*page.achieved, *page.missed, *page.unplanned, *page.without_data, *page.not_applicable]
    rows: list[list[Cell]] = [
        [
            line.indicator.name, line.indicator.code, *value_cells(line.judged), shown_number(line.whole),
            shown_number(line.before), _note(line.judged.preliminary, line.is_small),
        ]
        for line in lines
    ]  # fmt: skip
    rounded = {2 + VALUE_AT, 2 + len(VALUE_COLUMNS), 3 + len(VALUE_COLUMNS)}
    columns = [INDICATOR, INDICATOR_CODE, *VALUE_COLUMNS, *MORE]
    years = [place.year - 1, place.year] if any(line.before for line in lines) else [place.year]
    return [Table("Паспорт", columns, rows, [page.heading], rounded_formats(rows, rounded), years=years)]


def _note(preliminary: bool, small: bool) -> str:
    words = ["предварительно" if preliminary else "", "малая группа" if small else ""]
    return ", ".join(word for word in words if word)

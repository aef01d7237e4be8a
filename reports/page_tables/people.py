"""The plan in people as a workbook: the indicators of the municipality, the organisations of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from indicators.needed import Need
from indicators.pages.filters import OF_SCHOOLS, Asked
from indicators.pages.people import people_page
from reports.page_tables.cells import EXACT
from reports.page_tables.columns import CODE, INDICATOR, INDICATOR_CODE, ORGANISATION
from reports.writers import Cell, Column, Table, shortest
from schools.calendar import school_year_of, year_label
from schools.place import Place

NEED = (
    Column("План", "Плановое значение.", EXACT),
    Column("План года", "Учебный год плана: последний заданный, если на этот год плана нет."),
    Column("Нужно", "Сколько нужно для плана, округлено до целого в большую сторону.", EXACT),
    Column("Из", "Знаменатель: контингент принят или направлен; пусто, если у показателя его нет.", EXACT),
    Column("Отмечено", "Числитель на сегодня.", EXACT),
    Column("Осталось", "До плана; 0 – план выполнен.", EXACT),
    Column("Предварительно", "«да»: среди чисел есть направленные, но ещё не принятые."),
)


def people_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    page = people_page(
        place.municipality, place.year, Asked.of(words, *OF_SCHOOLS, sort="-left"),
        indicator=words.get("indicator", ""), this_year=school_year_of(timezone.localdate()),
    )  # fmt: skip
    whole: list[list[Cell]] = [
        [line.indicator.name, line.indicator.code, *_cells(line.need)] for line in page.lines
    ]
    sheets = [Table("По муниципалитету", [INDICATOR, INDICATOR_CODE, *NEED], whole)]
    if page.chosen is not None:
        rows: list[list[Cell]] = [
            [row.school.short_name, row.school.code, *_cells(row.need)] for row in page.rows
        ]
        notes = [page.chosen.name, *([page.asked.words] if page.asked.narrows else [])]
        sheets.insert(0, Table("По организациям", [ORGANISATION, CODE, *NEED], rows, notes))
    return sheets


def _cells(need: Need | None) -> list[Cell]:
    if need is None:
        return [None] * len(NEED)
    return [
        shortest(need.target), year_label(need.plan_year), shortest(need.needed), shortest(need.denominator),
        shortest(need.marked), shortest(need.left), "да" if need.preliminary else "",
    ]  # fmt: skip

"""Municipalities of a region side by side as a workbook: numbers, and the same table in words of status."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicators.analysis import status_words
from indicators.pages.filters import OF_INDICATORS, Asked
from indicators.pages.heatmap import Cell
from indicators.pages.region import RegionPage, Row, region_page
from indicators.pages.region_views import DECIMALS, VIEWS, view_asked
from reports.page_tables.cells import rounded_formats
from reports.writers import Cell as FileCell
from reports.writers import Column, Table
from schools.numbers import round_half_up
from schools.place import Place

REPORTED = Column("Представили", "По показателю, которого касается больше всего организаций.")
WITH_PLAN = Column("С планом", "Показателей со значением и планом.", "0")

POINTS = (
    Column("Средний балл", "Среднее по учтённым показателям; лучшее значение региона = 100 баллов.", "0.0"),
    Column(
        "Учтено показателей", "У скольких показателей есть балл; нет данных – нет балла, это не ноль.", "0"
    ),
    Column("Место", "По среднему баллу; у кого учтено меньше половины показателей, места нет.", "0"),
)


def region_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    asked = Asked.of(words, *OF_INDICATORS)
    view = view_asked(words)
    page = region_page(place.municipality.region_id, place.year, asked, view)
    headings = [
        Column(f"{one.indicator.heading}{', ' + one.unit if one.unit else ''}", one.indicator.name)
        for one in page.columns
    ]
    of_points = POINTS if page.standings.has_points else ()
    below = Column(page.below.capitalize(), "Показателей, план которых не достигнут.", "0")
    columns = [
        Column("Муниципалитет"),
        Column("Код ОКТМО"),
        *headings,
        *of_points,
        REPORTED,
        below,
        WITH_PLAN,
    ]
    notes = [page.region.name, *([asked.words] if asked.narrows else [])]
    said_of_numbers = f"Показано: {dict(VIEWS)[view]}." if page.standings.view else "Доли – в процентах."
    numbers = _rows(page, lambda cell: cell.number)
    formats = rounded_formats(numbers, set(range(2, 2 + len(headings))))
    places = [row.municipality for row in page.rows]
    said = _rows(page, lambda cell: status_words(cell.status, cell.better))
    return [
        Table("Показатели", columns, numbers, [*notes, said_of_numbers], formats, places=places),
        Table("Состояние", columns, said, notes),
    ]


def _rows(page: RegionPage, printed: Callable[[Cell], FileCell]) -> list[list[FileCell]]:
    rows: list[list[FileCell]] = [
        [
            row.municipality.name, row.municipality.code, *map(printed, row.cells), *_points(page, row),
            row.reported, row.missed, row.judged,
        ]
        for row in page.rows
    ]  # fmt: skip
    empty = [None, None, None] if page.standings.has_points else []
    return [*rows, ["По региону", "", *map(printed, page.whole), *empty, "", None, None]]


def _points(page: RegionPage, row: Row) -> list[FileCell]:
    if not page.standings.has_points:
        return []
    mean = row.score.mean
    return [None if mean is None else round_half_up(mean, DECIMALS), row.score.entered, row.score.place]

"""«Книга аналитика»: years side by side, and native charts: dynamics with the plan, places against it.

A chart stands beside the rows it is drawn from and follows them. Places are organisations, for a region municipalities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from indicators.analysis import Judged
from indicators.models import SchoolValue
from indicators.pages.printing import shown_number
from reports.bulk import TooManyRows
from reports.choice import Scope
from reports.computed import control_words
from reports.sheet_look import EXACT, format_of
from reports.tables.charts import Block, draw_dynamics, draw_places
from reports.tables.comparison import Line, parts_of, whole_of, years_table
from reports.writers import Cell, Column, Table, shortest, write_xlsx
from schools.numbers import exact, round_half_up

DYNAMICS = (
    Column("Показатель", "Краткое название показателя."),
    Column("Год", "Год показателя."),
    Column("Значение", "Официальное значение, округлено один раз, как на страницах."),
    Column("План", "Плановое значение этого года.", EXACT),
    Column("Статус", "По точному значению.", apart=True),
)
PLACES = (
    Column("Показатель", "Краткое название показателя."),
    Column("Место", "Организация; в книге региона – муниципалитет."),
    Column("Значение", "Значение последнего из выбранных лет, по убыванию."),
    Column("План", "Её план: свой или муниципальный.", EXACT),
    Column("Статус", "По точному значению.", apart=True),
    Column("Не хватает", "Сколько человек (или единиц показателя) до плана; 0 – достигнут.", EXACT),
)
NOTES = ("Диаграммы нарисованы самой таблицей: измените строки – изменятся и они.",)
FEWEST_YEARS, FEWEST_PLACES = 2, 2
MOST_LINES = 20_000
"""Of places and indicators: 60 organisations × 46 indicators are 2 760, and a workbook with charts is made whole."""
TOO_LARGE = (
    "Для книги с диаграммами строк слишком много (больше 20\u00a0000): сузьте отбор по показателям или организациям "
    "или возьмите «Сравнение лет»."
)
Make = Callable[[Sequence[Line], Sequence[int]], list[list[Cell]]]


@dataclass(frozen=True)
class _Rows:
    """Rows of a sheet and the blocks of them that charts are drawn from."""

    rows: list[list[Cell]]
    formats: list[list[str | None]]
    blocks: list[Block]


def count(scope: Scope) -> int:
    places = [municipality.pk for municipality in scope.municipalities]
    years = scope.choice.years[-1:]
    return SchoolValue.objects.filter(year__in=years, school__municipality__in=places).count()


def xlsx(scope: Scope, file: IO[bytes]) -> int:
    """TooManyRows where there are more lines than a workbook with charts is good for."""
    whole, parts = _lines(scope)
    dynamics = _rows_of(whole, scope, _dynamics, FEWEST_YEARS)
    places = _rows_of(parts, scope, _places, FEWEST_PLACES)
    tables = [
        years_table("Сводка", whole, scope),
        Table("Динамика", DYNAMICS, dynamics.rows, NOTES, dynamics.formats,
              finish=lambda sheet, count: draw_dynamics(sheet, dynamics.blocks)),
        Table("Места и план", PLACES, places.rows, NOTES, places.formats,
              finish=lambda sheet, count: draw_places(sheet, places.blocks)),
    ]  # fmt: skip
    computed = control_words(scope)
    return write_xlsx(file, tables, now=scope.now, computed=computed)


def _lines(scope: Scope) -> tuple[list[Line], list[Line]]:
    """Of the municipality and its organisations; of the region and its municipalities."""
    found = whole_of(scope)
    if scope.of_region:
        parts = [line for line in found if line.level == "municipality"]
        found = [line for line in found if line.level == "region"]
    else:
        parts = list(islice(parts_of(scope), MOST_LINES + 1))
    if len(parts) > MOST_LINES:
        raise TooManyRows(TOO_LARGE)
    return found, parts


def _rows_of(lines: Sequence[Line], scope: Scope, make: Make, fewest: int) -> _Rows:
    """Rows indicator by indicator; a block with too few values has no chart."""
    by_indicator: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_indicator[line.indicator.pk].append(line)
    groups = sorted(
        by_indicator.values(), key=lambda found: (found[0].indicator.position, found[0].indicator.code)
    )
    result = _Rows([], [], [])
    for found in groups:
        rows = make(found, scope.choice.years)
        indicator = found[0].indicator
        if len(rows) >= fewest:
            result.blocks.append(
                Block(
                    indicator.heading,
                    len(result.rows) + 2,
                    len(rows),
                    any(row[3] is not None for row in rows),
                )
            )
        result.rows.extend(rows)
        result.formats.extend(_formats(row) for row in rows)
    return result


def _dynamics(lines: Sequence[Line], years: Sequence[int]) -> list[list[Cell]]:
    judged = [(line, line.by_year.get(year), year) for line in lines for year in years]
    return [
        [
            line.indicator.heading,
            line.indicator.year_label(year),
            shown_number(one),
            shortest(one.target),
            one.status_words,
        ]
        for line, one, year in judged
        if one is not None and one.value is not None
    ]


def _places(lines: Sequence[Line], years: Sequence[int]) -> list[list[Cell]]:
    """Those with a value in the last year, the highest first."""
    known = [
        (line, one)
        for line in lines
        if (one := line.by_year.get(years[-1])) is not None and one.value is not None
    ]
    known.sort(key=lambda pair: (-exact(pair[1].value or 0), pair[0].place))
    return [
        [
            line.indicator.heading,
            line.place,
            shown_number(one),
            shortest(one.target),
            one.status_words,
            _short(one),
        ]
        for line, one in known
    ]


def _short(judged: Judged) -> Cell:
    """Whole people, or units rounded as the indicator is."""
    if judged.short is None:
        return None
    return round_half_up(judged.short, 0 if judged.short.denominator == 1 else judged.indicator.decimals)


def _formats(row: Sequence[Cell]) -> list[str | None]:
    return [None, None, format_of(row[2]), None, None, None]

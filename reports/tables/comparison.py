"""Years side by side: a row per indicator (and organisation), a value and a plan per year, the change.

The values are the official ones of each year, judged by the plan of that year; a difference is that of exact values,
rounded once. An indicator that began or ended has empty years; a new definition is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from indicators.analysis import Judged, Status, difference_number
from indicators.models import Indicator, SchoolValue
from indicators.pages.printing import shown_number
from reports.bulk import write_bulk
from reports.choice import Scope
from reports.computed import control_words
from reports.sheet_look import EXACT, format_of
from reports.value_file import MOST_FORMATTED
from reports.value_rows import LEVELS, Narrowed, ValueRow, value_rows
from reports.writers import Cell, Column, Table, shortest, write_csv, write_xlsx
from schools.calendar import year_label

FIRST_YEAR, OF_YEAR = 4, 3
"""Columns before the years, and of each."""
NOTES = (
    "Значения официальные: только принятые числа. План и статус – того же года.",
    "Изменение – разность точных значений последнего и предыдущего из выбранных лет; у процентов – в п.п.",
    "Прежнее определение показателя стоит отдельной строкой: его годы с новым не сравниваются.",
)


@dataclass
class Line:
    """One place and indicator with its judged value by year."""

    level: str
    code: str
    place: str
    indicator: Indicator
    by_year: dict[int, Judged] = field(default_factory=dict)


def count(scope: Scope) -> int:
    places = [municipality.pk for municipality in scope.municipalities]
    years = scope.choice.years[-1:]
    return SchoolValue.objects.filter(year__in=years, school__municipality__in=places).count()


def xlsx(scope: Scope, file: IO[bytes]) -> int:
    computed = control_words(scope)
    tables = tables_of(scope)
    is_large = sum(len(list(table.rows)) for table in tables) > MOST_FORMATTED
    return (write_bulk if is_large else write_xlsx)(file, tables, now=scope.now, computed=computed)


def csv(scope: Scope, file: IO[str]) -> int:
    """Both levels in one table."""
    tables = tables_of(scope)
    headings = ["Уровень", *(column.heading for column in tables[0].columns)]
    rows = ([table.title, *row] for table in tables for row in table.rows)
    return write_csv(file, headings, rows)


def tables_of(scope: Scope) -> list[Table]:
    whole, parts = lines_of(scope)
    title = "Регион и муниципалитеты" if scope.of_region else "Муниципалитет"
    return [years_table(title, whole, scope), years_table("Организации", parts, scope)]


def lines_of(scope: Scope) -> tuple[list[Line], list[Line]]:
    """Of the municipality (of region and municipalities), and of organisations: by place and indicator."""
    lines: dict[tuple[str, str, int], Line] = {}
    choice = scope.choice
    for number, year in enumerate(choice.years):
        scope.progress(90 * number // len(choice.years))
        for row in value_rows(
            year=year, levels=LEVELS, municipalities=scope.municipalities,
            regions=scope.regions, narrowed=Narrowed(choice.takes_indicator, choice.takes_school),
        ):  # fmt: skip
            _line(lines, row).by_year[year] = row.judged
    ordered = sorted(lines.items(), key=lambda item: _order(item[0], item[1]))
    whole = [line for (level, *_), line in ordered if level != "school"]
    parts = [line for (level, *_), line in ordered if level == "school" and _applies(line)]
    return whole, parts


def _line(lines: dict[tuple[str, str, int], Line], row: ValueRow) -> Line:
    key = (row.level, row.place_code, row.judged.indicator.pk)
    return lines.setdefault(key, Line(row.level, row.place_code, row.place, row.judged.indicator))


def _order(key: tuple[str, str, int], line: Line) -> tuple[int, str, int, str]:
    level = LEVELS[::-1].index(key[0])
    return level, line.code, line.indicator.position, line.indicator.code


def _applies(line: Line) -> bool:
    return any(judged.status != Status.NOT_APPLICABLE for judged in line.by_year.values())


def years_table(title: str, lines: Sequence[Line], scope: Scope) -> Table:
    """A sheet of lines: place, indicator, and three columns per year."""
    years = scope.choice.years
    rows = [_cells(line, years) for line in lines]
    return Table(
        title,
        _columns(years),
        rows,
        NOTES,
        formats=[_formats(row) for row in rows],
        frozen="E2",
    )


def _columns(years: Sequence[int]) -> list[Column]:
    columns = [
        Column("Код", "Код места: организации, муниципалитета (ОКТМО) или региона."),
        Column("Место", "Название места."),
        Column("Показатель", "Краткое название показателя."),
        Column("Код показателя", "Код показателя, как в других выгрузках."),
    ]
    for year in years:
        label = year_label(year)
        columns += [
            Column(
                label,
                f"Значение за {label}, округлено один раз; знаков больше, если иначе недостигнутый план "
                "выглядел бы достигнутым.",
            ),
            Column(f"План {label}", "Плановое значение этого года.", EXACT),
            Column(
                f"Статус {label}",
                "По точному значению: план достигнут, ниже плана (где лучше меньше – хуже плана), план не задан, "
                "нет данных.",
            ),
        ]
    return [*columns, Column("Изменение", "Последний год к предыдущему из выбранных.")]


def _cells(line: Line, years: Sequence[int]) -> list[Cell]:
    found: list[Cell] = [line.code, line.place, line.indicator.heading, line.indicator.code]
    for year in years:
        judged = line.by_year.get(year)
        found += (
            [shown_number(judged), shortest(judged.target), judged.status_words]
            if judged
            else [None, None, None]
        )
    return [*found, change_of(line, years)]


def change_of(line: Line, years: Sequence[int]) -> Cell:
    """Between the last two years; nothing where one of them has no value."""
    last, before = (
        (line.by_year.get(year) for year in (years[-1], years[-2])) if len(years) > 1 else (None, None)
    )
    if last is None or before is None or last.value is None or before.value is None:
        return None
    return difference_number(line.indicator, last.value - before.value)


def _formats(cells: Sequence[Cell]) -> list[str | None]:
    """Values and change with the decimals they were rounded to."""
    years = cells[FIRST_YEAR:-1]
    found: list[str | None] = [None] * FIRST_YEAR
    for value in years[::OF_YEAR]:
        found += [format_of(value), None, None]
    return [*found, format_of(cells[-1], signed=True)]

"""Years side by side: a row per indicator (and organisation), a value and a plan per year, the change.

The values are the official ones of each year, judged by the plan of that year; a difference is that of exact values,
rounded once. An indicator that began or ended has empty years; a new definition is a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO

from indicators.analysis import Judged, Status, difference_number
from indicators.models import Indicator, SchoolValue
from indicators.pages.printing import shown_number
from reports.bulk import write_bulk
from reports.choice import Scope
from reports.computed import control_words
from reports.sheet_look import EXACT, format_of
from reports.value_file import MOST_FORMATTED, passing
from reports.value_rows import (
    LEVELS,
    Narrowed,
    ValueRow,
    batches,
    municipality_rows,
    of_year,
    region_rows,
    school_rows,
)
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
    """Up to `MOST_FORMATTED` lines of organisations have the formats of their indicators; more pass through unkept."""
    computed = control_words(scope)
    parts = parts_of(scope)
    first = list(islice(parts, MOST_FORMATTED + 1))
    is_large = len(first) > MOST_FORMATTED
    tables = _tables(scope, whole_of(scope), first if not is_large else passing(first, parts))
    return (write_bulk if is_large else write_xlsx)(file, tables, now=scope.now, computed=computed)


def csv(scope: Scope, file: IO[str]) -> int:
    """Both levels in one table."""
    tables = _tables(scope, whole_of(scope), parts_of(scope))
    headings = ["Уровень", *(column.heading for column in tables[0].columns)]
    rows = ([table.title, *row] for table in tables for row in table.rows)
    return write_csv(file, headings, rows)


def _tables(scope: Scope, whole: Sequence[Line], parts: Iterable[Line]) -> list[Table]:
    title = "Регион и муниципалитеты" if scope.of_region else "Муниципалитет"
    return [years_table(title, whole, scope), years_table("Организации", parts, scope)]


def whole_of(scope: Scope) -> list[Line]:
    """Of the municipality; for a region its own, then those of its municipalities: by place and indicator."""
    narrowed, years = _narrowed(scope), scope.choice.years
    rows = chain(
        (row for region in scope.regions for year in years for row in region_rows(region, year, narrowed)),
        (
            row
            for municipality in scope.municipalities
            for year in years
            for row in municipality_rows(of_year(municipality, year, narrowed))
        ),
    )
    return _lines(rows)


def parts_of(scope: Scope) -> Iterator[Line]:
    """Of organisations, by municipality, place and indicator: as they are asked for, a few organisations at a time."""
    narrowed, about, done = _narrowed(scope), max(1, count(scope)), 0
    for municipality in sorted(scope.municipalities, key=lambda one: one.code):
        known = [of_year(municipality, year, narrowed) for year in scope.choice.years]
        for schools in batches(municipality, narrowed):
            lines = _lines(row for one in known for row in school_rows(one, schools))
            done += len(lines)
            scope.progress(min(99, 100 * done // about))
            yield from filter(_applies, lines)


def _narrowed(scope: Scope) -> Narrowed:
    return Narrowed(scope.choice.takes_indicator, scope.choice.takes_school)


def _lines(rows: Iterable[ValueRow]) -> list[Line]:
    """The years of a place and indicator in one line; the wider place first."""
    lines: dict[tuple[str, str, int], Line] = {}
    for row in rows:
        judged = row.judged
        key = (row.level, row.place_code, judged.indicator.pk)
        line = lines.setdefault(key, Line(row.level, row.place_code, row.place, judged.indicator))
        line.by_year[judged.year] = judged
    return sorted(lines.values(), key=_order)


def _order(line: Line) -> tuple[int, str, int, str]:
    level = LEVELS[::-1].index(line.level)
    return level, line.code, line.indicator.position, line.indicator.code


def _applies(line: Line) -> bool:
    return any(judged.status != Status.NOT_APPLICABLE for judged in line.by_year.values())


def years_table(title: str, lines: Iterable[Line], scope: Scope) -> Table:
    """A sheet of lines: place, indicator, and three columns per year; cell by cell formats where the lines are kept."""
    years = scope.choice.years
    if not isinstance(lines, Sequence):
        return Table(title, _columns(years), (_cells(line, years) for line in lines), NOTES, frozen="E2")
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

"""Tables of the pages over several years: dynamics in periods, and two years side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicators.analysis import status_words
from indicators.pages.asked import AskedComparison, AskedDynamics
from indicators.pages.compared import Compared
from indicators.pages.comparison import ComparisonPage, Detail, comparison_page
from indicators.pages.dynamics import DynamicsPage, dynamics_page, indicator_dynamics, school_dynamics
from indicators.pages.filters import OF_INDICATORS, OF_SCHOOLS, Asked
from indicators.pages.series import Change, Series, Step
from reports.page_tables.cells import EXACT, rounded_formats
from reports.page_tables.columns import CODE, INDICATOR, INDICATOR_CODE, ORGANISATION
from reports.writers import Cell, Column, Table, shortest
from schools.calendar import year_label
from schools.place import Place

SIDES = 3
CHANGE = "Разность точных значений, округлена один раз; у долей – в процентных пунктах."
STATUS = Column("Состояние", "По точному значению последнего года, не по округлённому.")
SENTENCE = Column("Словами", "Что изменилось за эти годы; портал не говорит, почему.")
WHY = Column("Почему не сравнить", "Пусто, если изменение посчитано.")


def dynamics_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    asked = AskedDynamics.of(words, *OF_INDICATORS)
    return _dynamics(
        dynamics_page(place.municipality, place.year, asked), place.municipality.name, asked.filters
    )


def school_dynamics_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    assert place.school is not None  # named by the address
    asked = AskedDynamics.of(words, *OF_INDICATORS)
    return _dynamics(school_dynamics(place.school, place.year, asked), str(place.school), asked.filters)


def indicator_dynamics_tables(place: Place, words: Mapping[str, str], code: str) -> list[Table]:
    asked = AskedDynamics.of(words, *OF_SCHOOLS, sort="name")
    page = indicator_dynamics(place.municipality, place.year, code, asked)
    if page is None:
        return []
    columns = [ORGANISATION, CODE, *_periods(page.whole.steps), Column("За весь период", CHANGE)]
    rows = [[line.school.short_name, line.school.code, *_series(line.series)] for line in page.lines]
    rows.append(["По муниципалитету", "", *_series(page.whole)])
    notes = [page.indicator.name, page.sentence, *_said(asked.filters)]
    return [_table("Динамика", columns, rows, notes, first=2, years=page.years)]


def comparison_tables(place: Place, words: Mapping[str, str], _: str) -> list[Table]:
    page = comparison_page(place.municipality, place.year, AskedComparison.of(words))
    if page.before is None:
        return []
    return [_schools(page, page.detail)] if page.detail else [_overview(page)]


def _dynamics(page: DynamicsPage, whose: str, filters: Asked) -> list[Table]:
    labels = [
        Step(year, year_label(year), table.indicator, 0) for table in page.tables[:1] for year in page.years
    ]
    columns = [
        INDICATOR,
        INDICATOR_CODE,
        *_periods(labels),
        Column("За весь период", CHANGE),
        STATUS,
        SENTENCE,
    ]
    rows = [
        [
            table.indicator.name, table.indicator.code, *_series(table.series),
            status_words(table.series.steps[-1].status, table.indicator.better), table.sentence,
        ]
        for table in page.tables
    ]  # fmt: skip
    return [_table("Динамика", columns, rows, [whose, *_said(filters)], first=2, years=page.years)]


def _periods(steps: Sequence[Step]) -> list[Column]:
    found = []
    for step in steps:
        found += [
            Column(f"{step.label}: всего", "Знаменатель; пусто, если у показателя его нет.", EXACT),
            Column(f"{step.label}: из них", "Числитель.", EXACT),
            Column(f"{step.label}: значение", "Округлено один раз; доли – в процентах."),
        ]
    return found


def _series(series: Series) -> list[Cell]:
    cells: list[Cell] = []
    for step in series.steps:
        line = step.line
        cells += [
            shortest(line.exact_denominator) if line else None,
            shortest(line.exact_numerator) if line else None,
            _value(step),
        ]
    return [*cells, _changed(series.change)]


def _value(step: Step) -> Cell:
    """As the page prints it: with one more decimal where rounding would show a missed plan as met."""
    return None if step.line is None else step.line.number


def _changed(change: Change | None) -> Cell:
    return None if change is None else change.number


def _table(
    title: str,
    columns: Sequence[Column],
    rows: list[list[Cell]],
    notes: list[str],
    *,
    first: int,
    years: Sequence[int],
) -> Table:
    """The decimals of values and changes are those of their indicators."""
    values = {first + SIDES * number + 2 for number in range(len(years))} | {first + SIDES * len(years)}
    return Table(title, columns, rows, notes, rounded_formats(rows, values), years=years)


def _overview(page: ComparisonPage) -> Table:
    assert page.before is not None
    columns = [
        INDICATOR, INDICATOR_CODE, Column(year_label(page.before)), Column(year_label(page.year)),
        Column("Изменение", CHANGE), STATUS, Column("Лучше", "Организаций; малые группы не сосчитаны.", "0"),
        Column("Хуже", "Так же.", "0"), Column("Без изменений", "Так же.", "0"), WHY,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.series.indicator.name, line.series.indicator.code, *map(_value, line.series.steps),
            _changed(line.series.change), status_words(line.series.steps[-1].status, line.series.indicator.better),
            line.better, line.worse, line.same, line.why_not,
        ]
        for line in page.overview
    ]  # fmt: skip
    formats, years = rounded_formats(rows, {2, 3, 4}), (page.before, page.year)
    return Table("Сравнение", columns, rows, _said(page.asked.filters), formats, years=years)


def _schools(page: ComparisonPage, detail: Detail) -> Table:
    assert page.before is not None
    place = Column("Место", "По изменению: первыми те, у кого стало лучше; у малых групп места нет.", "0")
    columns = [
        place,
        ORGANISATION,
        CODE,
        *_periods(detail.series.steps),
        Column("Изменение", CHANGE),
        STATUS,
        WHY,
    ]
    rows = [_school(line) for line in (*detail.lines, *detail.small, *detail.apart)]
    rows.append([None, "По муниципалитету", "", *_series(detail.series), "", ""])
    notes = [detail.series.indicator.name, *_said(page.asked.filters)]
    return _table("Сравнение", columns, rows, notes, first=3, years=(page.before, page.year))


def _school(line: Compared) -> list[Cell]:
    return [
        line.rank, line.school.short_name, line.school.code, *_series(line.series),
        status_words(line.after.status, line.after.indicator.better), line.why_not,
    ]  # fmt: skip


def _said(filters: Asked) -> list[str]:
    return [filters.words] if filters.narrows else []

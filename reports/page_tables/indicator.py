"""Tables of the page of one indicator: years, organisations, who is short of the plan, contributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicators.analysis import status_words
from indicators.pages.filters import OF_SCHOOLS, Asked
from indicators.pages.groups import GroupLine
from indicators.pages.indicator import IndicatorPage, SchoolLine, indicator_page
from indicators.pages.years import Run
from reports.page_tables.cells import EXACT, number_format, value_cells
from reports.page_tables.columns import CODE, ORGANISATION, VALUE_AT, VALUE_COLUMNS
from reports.writers import Cell, Column, Table, shortest
from schools.access import Permission
from schools.numbers import round_half_up
from schools.place import Place

YEARS = (
    Column("Год"),
    Column("Всего", "Знаменатель: сумма принятых чисел; пусто, если у показателя его нет.", EXACT),
    Column("Из них", "Числитель: сумма принятых чисел.", EXACT),
    Column("Значение", "Округлено один раз; доли – в процентах."),
    Column("План", "Плановое значение.", EXACT),
    Column("Состояние", "По точному значению, не по округлённому."),
    Column("Представили", "Сколько организаций из скольких."),
    Column("Документ", "Откуда опубликованное значение; пусто у посчитанных порталом."),
)
PLACE = Column("Место", "Среди всех организаций муниципалитета; у малых групп места нет.", "0")
PARTS = (
    Column("Числитель", "Вклад организации в числитель муниципалитета.", EXACT),
    Column("Знаменатель", "Вклад организации в знаменатель муниципалитета.", EXACT),
)

NEWER = "уже по новым данным: значение показателя ещё пересчитывается, суммы с ним пока не сходятся."


def years_tables(place: Place, words: Mapping[str, str], code: str) -> list[Table]:
    """A sheet for each run of comparable years."""
    page = _page(place, words, code)
    if page is None:
        return []
    runs = page.runs
    titles = ["По годам", *(f"По годам, раньше {number}" for number in range(1, len(runs)))]
    return [_run(title, run, page) for title, run in zip(titles, runs, strict=False)]


def ranking_tables(place: Place, words: Mapping[str, str], code: str) -> list[Table]:
    page = _page(place, words, code)
    return [_lines("Организации", page.ranked, page)] if page else []


def short_tables(place: Place, words: Mapping[str, str], code: str) -> list[Table]:
    page = _page(place, words, code)
    return [_lines("Кто даёт отставание", page.short, page)] if page else []


def groups_tables(place: Place, words: Mapping[str, str], code: str) -> list[Table]:
    """Levels, kinds and localities, each with its values."""
    page = _page(place, words, code)
    if page is None:
        return []
    rows: list[list[Cell]] = [
        [group.title, line.name, *_of_group(line), line.reported]
        for group in page.groups
        for line in group.lines
    ]
    columns = [Column("По чему"), Column("Где"), *VALUE_COLUMNS, Column("Представили")]
    notes = _notes(page)
    notes += [f"{group.title} – {NEWER}" for group in page.groups if group.newer]
    formats = [_only(row, 2 + VALUE_AT) for row in rows]
    return [Table("Где лучше и где хуже", columns, rows, notes, formats)]


def _of_group(line: GroupLine) -> list[Cell]:
    """A small group has a value and no verdict, as on the page."""
    cells = value_cells(line.judged)
    return [*cells[:-2], "", "малая группа"] if line.is_small else cells


def parts_tables(place: Place, words: Mapping[str, str], code: str) -> list[Table]:
    page = _page(place, words, code)
    if page is None:
        return []
    rows = [
        [one.school.short_name, one.school.code, shortest(one.part.numerator), shortest(one.part.denominator)]
        for one in page.parts
    ]
    notes = [*_notes(page), *([NEWER.capitalize()] if page.parts_are_newer else [])]
    return [Table("Из чего сложилось", [ORGANISATION, CODE, *PARTS], rows, notes)]


def _page(place: Place, words: Mapping[str, str], code: str) -> IndicatorPage | None:
    reads_schools = place.may(Permission.READ)
    asked = Asked.of(words, *OF_SCHOOLS)
    return indicator_page(place.municipality, place.year, code, with_schools=reads_schools, asked=asked)


def _run(title: str, run: Run, page: IndicatorPage) -> Table:
    rows: list[list[Cell]] = [
        [
            line.label, shortest(line.exact_denominator), shortest(line.exact_numerator),
            line.number,
            None if line.point.plan is None else shortest(round_half_up(line.point.plan, 4)),
            status_words(line.status, run.indicator.better), line.reported, line.document,
        ]
        for line in run.lines
    ]  # fmt: skip
    years = [line.year for line in run.lines]
    return Table(title, YEARS, rows, [run.indicator.name], [_only(row, 3) for row in rows], years=years)


def _lines(title: str, lines: Sequence[SchoolLine], page: IndicatorPage) -> Table:
    rows: list[list[Cell]] = [
        [line.rank, line.school.short_name, line.school.code, *value_cells(line.judged)] for line in lines
    ]
    formats = [_only(row, 3 + VALUE_AT) for row in rows]
    return Table(title, [PLACE, ORGANISATION, CODE, *VALUE_COLUMNS], rows, _notes(page), formats)


def _only(row: Sequence[Cell], place: int) -> list[str | None]:
    return [number_format(cell) if at == place else None for at, cell in enumerate(row)]


def _notes(page: IndicatorPage) -> list[str]:
    found = [page.indicator.name, page.formula]
    return [*found, page.asked.words] if page.asked.narrows else found

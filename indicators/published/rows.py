"""A table and its confirmed columns → published rows, and what in it is no number, in words with its line.

One line of a table gives one row, or one for every year that stands over its columns. Lines without any figure (totals
left empty, notes, headings repeated on a new page) are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indicators.published.cells import is_figure, says_achieved, without_unit
from indicators.published.columns import (
    ACHIEVED,
    FIGURES,
    INDICATOR,
    NUMBERS,
    PERIOD,
    ROLES,
    SKIP,
    TABLE,
    Layout,
)
from indicators.published.tables import FoundTable
from indicators.published_rows import COLUMNS, SCHOOL, PublishedRow, row_of

MOST = 800


def layout_problems(table: FoundTable, layout: Layout) -> list[str]:
    """What has to be said about the columns before rows can be made, each one sentence."""
    if not layout.take:
        return []
    found = []
    if not any(role in FIGURES for role in layout.roles):
        found.append("выберите хотя бы один столбец с числами или снимите отметку «проверять».")
    if INDICATOR not in layout.roles and not layout.name.strip() and not any(layout.names):
        found.append("напишите название показателя: столбца с ним в таблице нет.")
    if (
        PERIOD not in layout.roles
        and not layout.period.strip()
        and any(
            role in FIGURES and not period.strip()
            for role, period in zip(layout.roles, layout.periods, strict=True)
        )
    ):
        found.append("напишите период таблицы или выберите столбец с периодом.")
    found += [
        f"«{ROLES[role]}» выбрано дважды{f' за {period}' if period else ''}: оставьте один столбец."
        for role, period in _twice(layout)
    ]
    return found


def _twice(layout: Layout) -> Iterator[tuple[str, str]]:
    seen = set()
    for role, period, name in layout.columns:
        of = (period, name) if role in FIGURES else ("", "")
        if role != SKIP and (role, *of) in seen:
            yield role, ", ".join(filter(None, of))
        seen.add((role, *of))


def rows_of(table: FoundTable, layout: Layout) -> tuple[list[PublishedRow], list[str]]:
    """The rows, `line` counted in the table from 1; and the cells that should be numbers and are not."""
    rows: list[PublishedRow] = []
    problems: list[str] = []
    groups = _by_column(layout)
    for line, cells in enumerate(table.rows[layout.heading :], start=layout.heading + 1):
        common = {TABLE: layout.number, INDICATOR: layout.name, PERIOD: layout.period, SCHOOL: ""}
        common |= {
            role: cells[place] for place, role in enumerate(layout.roles) if role in common and cells[place]
        }
        for (period, name), columns in groups.items():
            texts = {role: without_unit(cells[place]) for role, place in columns.items()}
            if not _says_something(texts):
                continue
            taken = (
                dict.fromkeys(COLUMNS, "") | common | {role: texts[role] for role in NUMBERS if role in texts}
            )
            indicator = ": ".join(filter(None, (common[INDICATOR], name)))
            row, wrong = row_of(line, taken | {PERIOD: period or common[PERIOD], INDICATOR: indicator})
            problems += [
                f"строка {line}, «{text}»: нужно число или пустая ячейка." for text in wrong.values()
            ]
            rows.append(replace(row, achieved=says_achieved(texts.get(ACHIEVED, ""))))
    return rows, problems


def _by_column(layout: Layout) -> dict[tuple[str, str], dict[str, int]]:
    """Columns of figures by year and programme; what no programme stands over is shared by those of its year."""
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for place, (role, period, name) in enumerate(layout.columns):
        if role in FIGURES:
            groups.setdefault((period, name), {})[role] = place
    named = {period for period, name in groups if name}
    return {
        (period, name): {**groups.get((period, ""), {}), **columns} if name else columns
        for (period, name), columns in groups.items()
        if name or period not in named
    }


def _says_something(texts: dict[str, str]) -> bool:
    return (
        any(is_figure(texts.get(role, "")) for role in NUMBERS)
        or says_achieved(texts.get(ACHIEVED, "")) is not None
    )


def stored(rows: Sequence[PublishedRow]) -> list[list[object]]:
    """As texts, for JSON."""
    return [
        [row.line, row.table, row.indicator, row.period, *map(_text, (row.numerator, row.denominator)),
         f"{row.percent:f}" if row.percent is not None else "", row.achieved, row.school]
        for row in rows
    ]  # fmt: skip


def _text(number: object) -> str:
    return "" if number is None else f"{number:f}"


def restored(kept: Sequence[Sequence[object]]) -> list[PublishedRow]:
    """Rows kept before schools were told apart have no school."""
    return [
        replace(
            row_of(int(str(line)), dict(zip(COLUMNS, rest, strict=False)))[0],
            achieved=rest[len(COLUMNS)],  # type: ignore[arg-type]
            school=str(rest[-1]) if len(rest) > len(COLUMNS) + 1 else "",
        )
        for line, *rest in kept
    ]

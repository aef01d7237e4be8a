"""`export_values` as a file: rows in, CSV or XLSX out, the same from the command line and from the exports page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO, Any

from reports.value_rows import COLUMNS, ValueRow
from reports.writers import Column, Table, shortest, write_csv, write_xlsx

MEANINGS = {
    "year": "Учебный год по году его начала: 2021 — это 2021/2022.",
    "level": "Уровень: school — организация, municipality — муниципалитет, region — регион.",
    "place_code": "Код организации, муниципального образования (ОКТМО) или региона.",
    "place": "Название места.",
    "indicator": "Код показателя; название и формула — на листе «Показатели».",
    "numerator": "Числитель: сумма принятых чисел.",
    "denominator": "Знаменатель: сумма принятых чисел; пусто, если у показателя его нет.",
    "value": "Значение показателя, округлённое один раз по правилам математики до знаков показателя.",
    "target": "Плановое значение; план муниципалитета действует и для организаций без собственного плана.",
    "status": "achieved — план достигнут, missed — ниже плана, no_target — план не задан, no_data — нет данных, "
    "not_applicable — не применимо (у организаций).",
    "reported": "Сколько организаций представили данные (у организаций пусто).",
    "expected": "Сколько организаций должны представить данные (у организаций пусто).",
}
EXACT_FORMAT = "#,##0.####"


def cells(row: ValueRow) -> list[Any]:
    """The columns of one row; numerator, denominator and target as short as they are exact."""
    short = {name: shortest(getattr(row.judged, name)) for name in ("numerator", "denominator", "target")}
    return [short.get(name, cell) for name, cell in zip(COLUMNS, row.cells(), strict=True)]


def export_csv(stream: IO[str], rows: Iterable[ValueRow]) -> int:
    return write_csv(stream, COLUMNS, (cells(row) for row in rows))


def export_xlsx(path_or_stream: Any, rows: Iterable[ValueRow], *, now: dt.datetime) -> int:
    """The values, the indicators they belong to, and the definitions; returns the number of value rows."""
    found = list(rows)
    value_column = COLUMNS.index("value")
    formats: list[list[str | None]] = []
    for row in found:
        own: list[str | None] = [None] * len(COLUMNS)
        decimals = row.judged.indicator.decimals
        own[value_column] = "0" + ("." + "0" * decimals if decimals else "")
        formats.append(own)
    columns = [
        Column(
            name,
            MEANINGS[name],
            EXACT_FORMAT if name in ("numerator", "denominator", "target") else "General",
        )
        for name in COLUMNS
    ]
    values = Table("Значения", columns, [cells(row) for row in found], formats=formats)
    write_xlsx(path_or_stream, [values, _indicators(found)], now=now)
    return len(found)


def _indicators(rows: list[ValueRow]) -> Table:
    indicators = {row.judged.indicator.pk: row.judged.indicator for row in rows}
    columns = [
        Column("indicator", "Код показателя, как на листе «Значения»."),
        Column("Название", "Полное название показателя."),
        Column("Числитель", "Из чего складывается числитель."),
        Column("Знаменатель", "Из чего складывается знаменатель."),
        Column("Единица", "Процент, количество, отношение или деньги."),
        Column("Знаков", "Знаков после запятой в значении.", "0"),
    ]
    return Table(
        "Показатели",
        columns,
        [
            [i.code, i.name, _side(i, "numerator"), _side(i, "denominator"), i.get_unit_display(), i.decimals]
            for i in sorted(indicators.values(), key=lambda i: (i.position, i.code))
        ],
    )


def _side(indicator: Any, side: str) -> str:
    return " + ".join(str(term) for term in indicator.terms.all() if term.side == side)

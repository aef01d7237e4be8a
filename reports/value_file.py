"""`export_values` as a file: rows in, CSV or XLSX out, the same from the command line and from the exports page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any, TypeVar

from indicators.models import Indicator
from indicators.value_columns import MEANINGS
from reports.bulk import write_bulk
from reports.sheet_look import EXACT, decimals_format
from reports.value_rows import COLUMNS, ValueRow
from reports.writers import Column, Table, shortest, write_csv, write_xlsx

Row = TypeVar("Row")
MOST_FORMATTED = 5_000
"""Rows; above, a workbook is written in bounded memory."""
EXACT_COLUMNS = ("numerator", "denominator", "target")
OF_INDICATORS = (
    Column("indicator", "Код показателя, как на листе «Значения»."),
    Column("Название", "Полное название показателя."),
    Column("Числитель", "Из чего складывается числитель."),
    Column("Знаменатель", "Из чего складывается знаменатель."),
    Column("Единица", "Процент, количество, отношение или деньги."),
    Column("Знаков", "Знаков после запятой в значении.", "0"),
)


def cells(row: ValueRow) -> list[Any]:
    """The columns of one row; numerator, denominator and target as short as they are exact."""
    short = {name: shortest(getattr(row.judged, name)) for name in EXACT_COLUMNS}
    return [short.get(name, cell) for name, cell in zip(COLUMNS, row.cells(), strict=True)]


def export_csv(stream: IO[str], rows: Iterable[ValueRow]) -> int:
    return write_csv(stream, COLUMNS, (cells(row) for row in rows))


def export_xlsx(
    path_or_stream: Any, rows: Iterable[ValueRow], *, now: dt.datetime, computed: str = ""
) -> int:
    """The values, the indicators they belong to, and the definitions; returns the number of value rows.

    Up to `MOST_FORMATTED` rows each value has the number format of its indicator; more pass through unkept.
    """
    rest = iter(rows)
    first = list(islice(rest, MOST_FORMATTED + 1))
    is_large = len(first) > MOST_FORMATTED
    passed = _Passed()
    formats = None if is_large else [_formats(row) for row in first]
    values = Table("Значения", _columns(), passed.cells(passing(first, rest)), formats=formats)
    write = write_bulk if is_large else write_xlsx
    write(path_or_stream, [values, _indicators(passed.indicators)], now=now, computed=computed)
    return passed.count


def passing(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    """All of them in order; those looked at beforehand are let go of as they pass."""
    first.reverse()
    while first:
        yield first.pop()
    yield from rest


class _Passed:
    """Counts the rows that pass through and remembers their indicators."""

    def __init__(self) -> None:
        self.count = 0
        self.indicators: dict[int, Indicator] = {}

    def cells(self, rows: Iterable[ValueRow]) -> Iterator[list[Any]]:
        for row in rows:
            self.count += 1
            self.indicators.setdefault(row.judged.indicator.pk, row.judged.indicator)
            yield cells(row)


def _formats(row: ValueRow) -> list[str | None]:
    own = decimals_format(row.judged.indicator.decimals)
    return [own if name == "value" else None for name in COLUMNS]


def _columns() -> list[Column]:
    return [Column(name, MEANINGS[name], EXACT if name in EXACT_COLUMNS else "General") for name in COLUMNS]


def _indicators(found: dict[int, Indicator]) -> Table:
    """Its rows are asked for when the values before them are written."""

    def rows() -> Iterator[list[Any]]:
        for i in sorted(found.values(), key=lambda i: (i.position, i.code)):
            yield [
                i.code, i.name, _side(i, "numerator"), _side(i, "denominator"), i.get_unit_display(), i.decimals,
            ]  # fmt: skip

    return Table("Показатели", OF_INDICATORS, rows())


def _side(indicator: Indicator, side: str) -> str:
    return " + ".join(str(term) for term in indicator.terms.all() if term.side == side)

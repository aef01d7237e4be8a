"""What is wrong with published tables: rows in, findings in words out. One function per kind; silence on what is right.

Nothing is recognised by anybody's figures: percentages are recomputed on exact fractions, populations are compared by
the grades that names speak of, by equal names, and by denominators that agree in all other periods.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from indicators.published_denominators import (
    denominator_conflict,
    denominator_jump,
    denominator_sum,
    numerator_sum,
    where,
)
from indicators.published_percents import Finding, finding, is_right, percent_mismatch, rounding
from indicators.published_rows import PublishedRow

_DASH = re.compile(r"\s*[-‐-―−]\s*")
NUMBER = re.compile(r"\d{1,3}")


def check_published(rows: Sequence[PublishedRow]) -> list[Finding]:
    """All findings, in the order of the file, then by kind."""
    order = {
        (row.table, row.indicator, row.period, row.school): place
        for place, row in reversed(list(enumerate(rows)))
    }
    found = [finding for check in CHECKS for finding in check(rows)]
    place = {
        finding: order[finding.table, finding.indicator, finding.period, finding.school] for finding in found
    }
    kinds = [check.__name__ for check in CHECKS]
    return sorted(found, key=lambda finding: (place[finding], kinds.index(finding.kind)))


def repeated_table(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """One finding a table, at its first row. Nobody or everybody throughout is no sign of a copy."""
    seen: dict[tuple[object, ...], PublishedRow] = {}
    tables: dict[tuple[str, str], list[PublishedRow]] = defaultdict(list)
    for row in rows:
        tables[row.table, row.name].append(row)
    for lines in tables.values():
        figures = {
            (row.year, row.place): (row.numerator, row.denominator)
            for row in lines
            if row.numerator is not None
        }
        if len(figures) < 2 or all(_says_nothing(*sides) for sides in figures.values()):
            continue
        key = tuple(sorted(figures.items(), key=str))
        first = seen.setdefault(key, lines[0])
        if first is not lines[0] and first.table != lines[0].table:
            everywhere = "за все годы" if len({year for year, _ in figures}) > 1 else "во всех строках"
            yield finding(
                lines[0],
                "repeated_table",
                f"Числители и знаменатели {everywhere} те же, что {where(first)}: «{first.indicator}». "
                "Похоже, таблицу переписали.",
                of_table=True,
            )


def _says_nothing(numerator: Decimal | None, denominator: Decimal | None) -> bool:
    return denominator is None or not numerator or numerator == denominator


def numbering_gap(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """One finding a gap, however wide; longer words of digits are no number of a table but a code or a year."""
    numbers = {int(row.table): row for row in reversed(rows) if NUMBER.fullmatch(row.table.strip())}
    for before, after in pairwise(sorted(numbers)):
        if after - before > 1:
            row = numbers[after]
            gap = f"Таблицы {before + 1}" if after - before == 2 else f"Таблиц {before + 1}–{after - 1}"
            yield finding(
                row,
                "numbering_gap",
                f"{gap} нет, а таблица {row.table.strip()} есть. Проверьте нумерацию.",
                of_table=True,
            )


def period_names(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    first: dict[int | str, PublishedRow] = {}
    told: set[tuple[int | str, str]] = set()
    for row in rows:
        usual = first.setdefault(row.year, row)
        if _named(row.period) != _named(usual.period) and (row.year, row.period) not in told:
            told.add((row.year, row.period))
            yield finding(
                row,
                "period_names",
                f"Один учебный год назван по-разному: здесь «{row.period}», а {where(usual)} – «{usual.period}».",
                of_table=True,
            )


def _named(period: str) -> str:
    """A longer dash or another space is no other name."""
    return _DASH.sub("-", " ".join(period.split()))


CHECKS: tuple[Callable[[Sequence[PublishedRow]], Iterator[Finding]], ...] = (
    rounding,
    percent_mismatch,
    denominator_conflict,
    denominator_sum,
    numerator_sum,
    denominator_jump,
    repeated_table,
    numbering_gap,
    period_names,
)
KINDS = tuple(check.__name__ for check in CHECKS)
__all__ = ["CHECKS", "KINDS", "Finding", "check_published", "is_right"]

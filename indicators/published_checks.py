"""What is wrong with published tables: rows in, findings in words out. One function per kind; silence on what is right.

Nothing is recognised by anybody's figures: percentages are recomputed on exact fractions, populations are compared by
the grades that names speak of, by equal names, and by denominators that agree in all other periods.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations, pairwise

from indicators.published_percents import Finding, finding, is_right, percent_mismatch, rounding
from indicators.published_rows import PublishedRow, amount, by_series
from schools.grades import Grades

MOST_PARTS = 4
MOST_PLACES = 6
NUMBER = re.compile(r"\d{1,3}")


def check_published(rows: Sequence[PublishedRow]) -> list[Finding]:
    """All findings, in the order of the file, then by kind."""
    order = {(row.table, row.indicator, row.period): place for place, row in reversed(list(enumerate(rows)))}
    found = [finding for check in CHECKS for finding in check(rows)]
    place = {
        finding: order.get((finding.table, finding.indicator, finding.period), len(rows)) for finding in found
    }
    kinds = [check.__name__ for check in CHECKS]
    return sorted(found, key=lambda finding: (place[finding], kinds.index(finding.kind)))


# --- denominators ---------------------------------------------------------------------------------------------------


def denominator_conflict(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """Named alike (by grades or by the whole name), or alike in all other periods, and different in this one."""
    counted = [row for row in rows if row.denominator is not None]
    series = _denominators(counted)
    of_year: dict[int | str, list[PublishedRow]] = defaultdict(list)
    for row in counted:
        of_year[row.year].append(row)
    against: dict[int, list[PublishedRow]] = defaultdict(list)
    for one, other in chain.from_iterable(combinations(same, 2) for same in of_year.values()):
        if one.denominator != other.denominator and _same_population(one, other, series):
            against[id(one)].append(other)
            against[id(other)].append(one)
    for row in counted:
        if id(row) in against:
            places = dict.fromkeys(
                f"{_where(other)} – {amount(other.denominator)}" for other in against[id(row)]
            )
            others = "; ".join(list(places)[:MOST_PLACES])
            if len(places) > MOST_PLACES:
                others += f"; и ещё в {len(places) - MOST_PLACES} местах"
            yield finding(
                row,
                "denominator_conflict",
                f"{_population(row)}: здесь {amount(row.denominator)}, а {others}. Это одна совокупность за один год.",
            )


Series = dict[tuple[str, str], dict[int | str, Decimal | None]]


def _denominators(rows: Sequence[PublishedRow]) -> Series:
    """By table and name, then by year."""
    series: Series = defaultdict(dict)
    for row in rows:
        series[row.table, row.name][row.year] = row.denominator
    return series


def _same_population(one: PublishedRow, other: PublishedRow, series: Series) -> bool:
    if one.name == other.name or (one.grades and one.grades == other.grades):
        return True
    return (not one.grades or not other.grades) and _alike_elsewhere(one, other, series)


def _alike_elsewhere(one: PublishedRow, other: PublishedRow, series: Series) -> bool:
    """At least two other periods, and the same denominators in all of them."""
    mine, theirs = (series[of.table, of.name] for of in (one, other))
    common = [year for year in mine if year in theirs and year != one.year]
    return len(common) >= 2 and all(mine[year] == theirs[year] for year in common)


def denominator_sum(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """The parts of the named grades are given elsewhere for the same year, and their sum is another number."""
    known: dict[int | str, dict[int, list[PublishedRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.denominator is not None and row.grades:
            known[row.year][row.grades.mask].append(row)
    ways: dict[tuple[int | str, int], list[tuple[tuple[PublishedRow, ...], Decimal]]] = {}
    for row in rows:
        if row.denominator is None or len(row.grades) < 2:
            continue
        if (key := (row.year, row.grades.mask)) not in ways:
            ways[key] = list(_sums(row.grades, known[row.year]))
        sums = ways[key]
        if sums and all(total != row.denominator for _, total in sums):
            parts, total = sums[0]
            words = " + ".join(f"{amount(part.denominator)} ({_where(part)})" for part in parts)
            yield finding(
                row,
                "denominator_sum",
                f"{_population(row)}: {amount(row.denominator)}, а сумма частей {words} = {amount(total)}."
                f"{_likelier(row, known[row.year])}",
            )


def _sums(
    grades: Grades, known: dict[int, list[PublishedRow]]
) -> Iterator[tuple[tuple[PublishedRow, ...], Decimal]]:
    """Ways to put the grades together from two and more parts, with their sums."""
    first = {
        mask: rows[0] for mask, rows in known.items() if mask & ~grades.mask == 0 and mask != grades.mask
    }
    place = {mask: number for number, mask in enumerate(first)}
    ways = [sorted(way, key=place.__getitem__) for way in covers(grades.mask, list(first), MOST_PARTS)]
    for way in sorted(ways, key=lambda way: (len(way), [place[mask] for mask in way])):
        parts = tuple(first[mask] for mask in way)
        yield parts, sum((part.denominator or Decimal(0) for part in parts), Decimal(0))


def covers(whole: int, masks: Sequence[int], most: int) -> Iterator[list[int]]:
    """Every way to put `whole` together from at most so many masks that do not overlap."""
    lowest = whole & -whole  # some part has it, so each way is found once
    for mask in masks:
        if mask & lowest and mask & ~whole == 0:
            if mask == whole:
                yield [mask]
            elif most > 1:
                rest = whole & ~mask
                left = [other for other in masks if other & ~rest == 0]
                yield from ([mask, *way] for way in covers(rest, left, most - 1))


def _likelier(row: PublishedRow, known: dict[int, list[PublishedRow]]) -> str:
    """«9–11» that equals grade 9 and grade 11 together was counted over another population."""
    inside = [
        rows[0] for mask, rows in known.items() if mask & ~row.grades.mask == 0 and mask != row.grades.mask
    ]
    for one, other in combinations(inside, 2):
        if (
            not one.grades & other.grades
            and (one.denominator or 0) + (other.denominator or 0) == row.denominator
        ):
            return f" Столько дают вместе {one.grades.label} и {other.grades.label}: возможно, считали их."
    return ""


def denominator_jump(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    for series in by_series(rows):
        dated = sorted(
            (row for row in series if row.denominator and isinstance(row.year, int)),
            key=lambda row: int(row.year),
        )
        for before, now in pairwise(dated):
            if int(now.year) - int(before.year) != 1 or before.denominator is None or now.denominator is None:
                continue
            if 2 * abs(now.denominator - before.denominator) > before.denominator:
                yield finding(
                    now,
                    "denominator_jump",
                    f"Знаменатель за год изменился больше чем наполовину: {amount(before.denominator)} → "
                    f"{amount(now.denominator)}. Проверьте, кого считали.",
                )


# --- tables and periods ---------------------------------------------------------------------------------------------


def repeated_table(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], PublishedRow] = {}
    for series in by_series(rows):
        figures = {row.year: (row.numerator, row.denominator) for row in series if row.numerator is not None}
        if len(figures) < 2 or all(denominator is None for _, denominator in figures.values()):
            continue
        key = tuple(sorted(figures.items(), key=str))
        first = seen.setdefault(key, series[0])
        if first is not series[0] and first.table != series[0].table:
            yield finding(
                series[0],
                "repeated_table",
                f"Числители и знаменатели за все годы те же, что {_where(first)}: «{first.indicator}». "
                "Похоже, таблицу переписали.",
            )


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
            )


def period_names(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    first: dict[int | str, PublishedRow] = {}
    told: set[tuple[int | str, str]] = set()
    for row in rows:
        usual = first.setdefault(row.year, row)
        if row.period.split() != usual.period.split() and (row.year, row.period) not in told:
            told.add((row.year, row.period))
            yield finding(
                row,
                "period_names",
                f"Один учебный год назван по-разному: здесь «{row.period}», а {_where(usual)} – «{usual.period}».",
            )


def _where(row: PublishedRow) -> str:
    return f"в таблице {row.table}" if row.table.strip() else f"в строке {row.line}"


def _population(row: PublishedRow) -> str:
    return row.grades.label[:1].upper() + row.grades.label[1:] if row.grades else "Знаменатель"


CHECKS: tuple[Callable[[Sequence[PublishedRow]], Iterator[Finding]], ...] = (
    rounding,
    percent_mismatch,
    denominator_conflict,
    denominator_sum,
    denominator_jump,
    repeated_table,
    numbering_gap,
    period_names,
)
KINDS = tuple(check.__name__ for check in CHECKS)
__all__ = ["CHECKS", "KINDS", "Finding", "check_published", "is_right"]

"""Denominators of published tables against each other: the same population, its parts, its year before.

A population is the grades a name speaks of, the whole name, or what agrees in all other periods – of one school or
group, where a table goes by them, or of the whole. Three lines and more of one table that no word tells apart are parts
of something that is not named here: nothing is said of them. «Итого» is held against its schools on both sides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import Literal

from indicators.published_percents import Finding, finding
from indicators.published_rows import PublishedRow, amount, by_series
from schools.grades import Grades

MOST_PARTS = 4
MOST_PLACES = 6
MOST_ALIKE = 2
"""How many lines of a table may look alike and still be one figure printed twice."""
FEW = 30
"""People of one school among whom half more or less is the life of a class."""
_OF_ALL = re.compile(r"итого?\b", re.IGNORECASE)
_GROUP = re.compile(r"в том числе|из них|город|сел[аоь]|сельск|всего|итог", re.IGNORECASE)
_WORDS = {"numerator": "из них", "denominator": "всего"}
Year = int | str


def denominator_conflict(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """Named alike (by grades or by the whole name), or alike in all other periods, and different in this one."""
    counted = _told_apart(rows)
    series = _denominators(counted)
    of_year: dict[tuple[Year, str], list[PublishedRow]] = defaultdict(list)
    for row in counted:
        of_year[row.year, row.place].append(row)
    against: dict[int, list[PublishedRow]] = defaultdict(list)
    for one, other in chain.from_iterable(combinations(same, 2) for same in of_year.values()):
        if one.denominator != other.denominator and _same_population(one, other, series):
            against[id(one)].append(other)
            against[id(other)].append(one)
    for row in counted:
        if id(row) in against:
            places = dict.fromkeys(
                f"{where(other)} – {amount(other.denominator)}" for other in against[id(row)]
            )
            others = "; ".join(list(places)[:MOST_PLACES])
            if len(places) > MOST_PLACES:
                others += f"; и ещё в {len(places) - MOST_PLACES} местах"
            yield finding(
                row,
                "denominator_conflict",
                f"{_population(row)}: здесь {amount(row.denominator)}, а {others}. Это одна совокупность за один год.",
            )


def _told_apart(rows: Sequence[PublishedRow]) -> list[PublishedRow]:
    """Rows with a denominator, without the lines of a table by something that nobody named."""
    counted = [row for row in rows if row.denominator is not None]
    alike = Counter(map(_words, counted))
    return [row for row in counted if alike[_words(row)] <= MOST_ALIKE]


def _words(row: PublishedRow) -> tuple[object, ...]:
    return row.table, row.name, row.year, row.place


Series = dict[tuple[str, str, str], dict[Year, Decimal | None]]


def _denominators(rows: Sequence[PublishedRow]) -> Series:
    """By table, name and school, then by year."""
    series: Series = defaultdict(dict)
    for row in rows:
        series[row.table, row.name, row.place][row.year] = row.denominator
    return series


def _same_population(one: PublishedRow, other: PublishedRow, series: Series) -> bool:
    """Of rows of one school or of the whole."""
    if one.name == other.name or (one.grades and one.grades == other.grades):
        return True
    return (not one.grades or not other.grades) and _alike_elsewhere(one, other, series)


def _alike_elsewhere(one: PublishedRow, other: PublishedRow, series: Series) -> bool:
    """At least two other periods, and the same denominators in all of them."""
    mine, theirs = (series[of.table, of.name, of.place] for of in (one, other))
    common = [year for year in mine if year in theirs and year != one.year]
    return len(common) >= 2 and all(mine[year] == theirs[year] for year in common)


def denominator_sum(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """The parts, by grades given elsewhere or by the schools of the same table, have another sum."""
    yield from _sum_of_grades(_told_apart(rows))
    yield from _sum_of_schools(rows, "denominator")


def numerator_sum(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    """«Итого» counts others than the schools of its table together; its percentage may be right all the same."""
    yield from _sum_of_schools(rows, "numerator")


Known = dict[int, list[PublishedRow]]
"""Rows of one year and school by their grades."""


def _sum_of_grades(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    known: dict[tuple[Year, str], Known] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.grades:
            known[row.year, row.place][row.grades.mask].append(row)
    ways: dict[tuple[Year, str, int], list[tuple[tuple[PublishedRow, ...], Decimal]]] = {}
    for row in rows:
        if len(row.grades) < 2:
            continue
        beside = known[row.year, row.place]
        if (key := (row.year, row.place, row.grades.mask)) not in ways:
            ways[key] = list(_sums(row.grades, beside))
        sums = ways[key]
        if sums and all(total != row.denominator for _, total in sums):
            parts, total = sums[0]
            words = " + ".join(f"{amount(part.denominator)} ({where(part)})" for part in parts)
            yield finding(
                row,
                "denominator_sum",
                f"{_population(row)}: {amount(row.denominator)}, а сумма частей {words} = {amount(total)}."
                f"{_likelier(row, beside)}",
            )


def _sum_of_schools(
    rows: Sequence[PublishedRow], side: Literal["numerator", "denominator"]
) -> Iterator[Finding]:
    """«Итого» of a table against the schools above it; silent where lines of groups stand among them."""
    tables: dict[tuple[str, str, Year], list[PublishedRow]] = defaultdict(list)
    for row in rows:
        tables[row.table, row.name, row.year].append(row)
    for lines in tables.values():
        totals = [row for row in lines if _OF_ALL.match(row.school.strip())]
        schools = [row for row in lines if row.place]
        if (
            len(totals) != 1
            or len(totals) + len(schools) != len(lines)
            or len({row.place for row in schools}) != len(schools)
            or len(schools) < 2
            or any(getattr(row, side) is None for row in lines)
            or any(_GROUP.match(row.place) for row in schools)
        ):
            continue
        summed = sum((getattr(row, side) for row in schools), Decimal(0))
        if summed != (whole := getattr(totals[0], side)):
            yield finding(
                totals[0],
                f"{side}_sum",
                f"{totals[0].school.strip()}: {_WORDS[side]} {amount(whole)}, а сумма строк таблицы "
                f"({len(schools)}) = {amount(summed)}.",
            )


def _sums(grades: Grades, known: Known) -> Iterator[tuple[tuple[PublishedRow, ...], Decimal]]:
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


def _likelier(row: PublishedRow, known: Known) -> str:
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
    for series in by_series(_told_apart(rows)):
        dated = sorted(
            (row for row in series if row.denominator and isinstance(row.year, int)),
            key=lambda row: int(row.year),
        )
        for before, now in pairwise(dated):
            if int(now.year) - int(before.year) != 1 or before.denominator is None or now.denominator is None:
                continue
            if now.place and max(before.denominator, now.denominator) < FEW:
                continue
            if 2 * abs(now.denominator - before.denominator) > before.denominator:
                yield finding(
                    now,
                    "denominator_jump",
                    f"Знаменатель за год изменился больше чем наполовину: {amount(before.denominator)} → "
                    f"{amount(now.denominator)}. Проверьте, кого считали.",
                )


def where(row: PublishedRow) -> str:
    return f"в таблице {row.table}" if row.table.strip() else f"в строке {row.line}"


def _population(row: PublishedRow) -> str:
    return row.grades.label[:1].upper() + row.grades.label[1:] if row.grades else "Знаменатель"

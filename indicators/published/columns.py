"""A found table → what its columns seem to be; whoever knows the document confirms or corrects it.

Read are the words over a column, the years over groups of columns («2019-2020» over «всего, n, %»), and the figures
themselves: the column that is a hundred times the quotient of two others is the percentage. Nobody's figures or names
are known here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from itertools import permutations
from typing import Any

from indicators.published.tables import FoundTable
from indicators.published_rows import COLUMNS
from schools.calendar import year_meant
from schools.numbers import exact, parse_number

TABLE, INDICATOR, PERIOD, NUMERATOR, DENOMINATOR, PERCENT = COLUMNS
ACHIEVED, SKIP, UNKNOWN = "achieved", "", "?"
ROLES = {
    SKIP: "не нужен", INDICATOR: "показатель", PERIOD: "период", DENOMINATOR: "всего",
    NUMERATOR: "из них", PERCENT: "процент", ACHIEVED: "план достигнут", TABLE: "№ таблицы",
}  # fmt: skip
NUMBERS = (DENOMINATOR, NUMERATOR, PERCENT)
FIGURES = (*NUMBERS, ACHIEVED)
WORDS = (
    (TABLE, r"^(№ )?табл"),
    (PERIOD, r"период|год\b|^годы"),
    (ACHIEVED, r"достиг|выполн.* план|план.* выполн"),
    (PERCENT, r"%|процент|^доля"),
    (DENOMINATOR, r"^всего|знаменатель|общ(ее|ая) (числ|кол)|численность|контингент|^кол(ичест|-)?.*выпуск"),
    (NUMERATOR, r"числитель|из них|чел|принял|поступил|охвач|прошл|участ|^n$|^кол"),
    (INDICATOR, r"показател|наименован|направлен|^доля"),
)  # fmt: skip
_YEAR = re.compile(r"\d{4}(?:\s*[-–—/]\s*\d{2,4})?")
_NOT = re.compile(r"не\s*(?:достиг|выполн)|^нет$", re.IGNORECASE)
_YES = re.compile(r"достиг|выполн|^да$|^\+$", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([\d\s.,]+?)\s*(?:чел|шт|ед|мест)\.?", re.IGNORECASE)
ALMOST = Fraction(
    3, 2
)  # percentage points by which a printed share may differ and still be taken for the share


@dataclass(frozen=True)
class Layout:
    """What the columns are: `roles` and, where years stand over groups of columns, `periods`; one each per column.

    `heading` counts the lines above the figures; `number` and `name` hold for rows that do not say their own.
    """

    take: bool
    heading: int
    number: str
    name: str
    roles: tuple[str, ...]
    periods: tuple[str, ...]

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def restored(cls, kept: dict[str, Any]) -> Layout:
        return cls(**{**kept, "roles": tuple(kept["roles"]), "periods": tuple(kept["periods"])})


def propose(table: FoundTable) -> Layout:
    heading = _heading(table)
    periods = _periods(table, heading)
    roles = _roles(table, heading, periods)
    name = table.name if INDICATOR in roles or _is_name(table) else (_title(table, heading) or table.name)
    plain = Layout(any(role in FIGURES for role in roles), heading, table.number, name, roles, periods)
    if PERIOD in roles or not plain.take:
        return replace(plain, periods=("",) * len(roles))
    said = {period for period in periods if period}
    only = said.pop() if len(said) == 1 else ""
    return replace(
        plain,
        periods=tuple(
            period or (only if role in FIGURES else "") for role, period in zip(roles, periods, strict=True)
        ),
    )


def _is_name(table: FoundTable) -> bool:
    return bool(table.number and table.name)


def _heading(table: FoundTable) -> int:
    """Lines before the first that holds figures; a line of years or of «1, 2, 3 …» holds none."""
    for place, row in enumerate(table.rows):
        if not _is_of_years(row) and not _is_numbering(row) and _figures(row):
            return place
    return len(table.rows)


def _figures(row: Sequence[str]) -> bool:
    """A year at the beginning of the line is no figure, a year alone neither."""
    return any(is_figure(text) and (place > 0 or year_meant(text) is None) for place, text in enumerate(row))


def is_figure(text: str) -> bool:
    return parse_number(without_unit(text)).kind == "number"


def without_unit(text: str) -> str:
    """«283 чел.» is the number 283."""
    match = _WITH_UNIT.fullmatch(text)
    return match[1] if match else text


def says_achieved(text: str) -> bool | None:
    """«план достигнут», «да» – «не достигнут», «нет»; None where the words say neither."""
    if _NOT.search(text):
        return False
    return True if _YES.search(text) else None


def _is_of_years(row: Sequence[str]) -> bool:
    texts = [text for text in row if text]
    return (
        len(texts) > 1
        and sum(year_meant(text) is not None for text in texts) * 2 > len(texts)
        and not any(is_figure(text) and year_meant(text) is None for text in texts)
    )


def _is_numbering(row: Sequence[str]) -> bool:
    texts = [text.rstrip(".") for text in row if text]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _periods(table: FoundTable, heading: int) -> tuple[str, ...]:
    """The year over each column; an empty place right of a year belongs to it (a merged cell, copied)."""
    for row in table.rows[:heading]:
        if not _is_of_years(row) and sum(year_meant(text) is not None for text in row) < 2:
            continue
        periods, last = [], ""
        for text in row:
            last = text if year_meant(text) is not None else (last if not text else "")
            periods.append(last)
        return tuple(periods)
    over = (_over(table, place, heading) for place in range(len(table.rows[0])))
    return tuple(
        match[0] if (match := _YEAR.search(words)) and year_meant(match[0]) else "" for words in over
    )


def _title(table: FoundTable, heading: int) -> str:
    """The line over everything: one text, alone or repeated by a merged cell."""
    for row in table.rows[:heading]:
        texts = {text for text in row if text}
        if len(texts) == 1 and not _is_of_years(row):
            return texts.pop()
    return ""


def _roles(table: FoundTable, heading: int, periods: Sequence[str]) -> tuple[str, ...]:
    body = [row for row in table.rows[heading:] if _figures(row)]
    roles = [
        _role(_over(table, place, heading), [row[place] for row in body]) for place in range(len(periods))
    ]
    for group in _groups(periods, roles):
        for place, role in zip(group, _within(table, heading, body, group, roles), strict=True):
            roles[place] = role
    return tuple(roles)


def _over(table: FoundTable, place: int, heading: int) -> str:
    """The lowest words over the column that are neither a year, nor a number, nor the title over everything."""
    for row in reversed(table.rows[:heading]):
        text = row[place].lower()
        if text and year_meant(text) is None and not _is_numbering(row) and len({*row} - {""}) > 1:
            return text
    return ""


def _role(words: str, cells: Sequence[str]) -> str:
    """By the words over the column where they fit what stands in it."""
    filled = [cell for cell in cells if cell]
    of_figures = bool(filled) and sum(map(is_figure, filled)) * 2 > len(filled)
    of_years = bool(filled) and all(year_meant(cell) is not None for cell in filled)
    if words in COLUMNS:
        return words
    if filled and all(says_achieved(cell) is not None for cell in filled):
        return ACHIEVED
    for role, pattern in WORDS:
        if re.search(pattern, words) and _fits(role, of_figures=of_figures, of_years=of_years):
            return role
    if of_years and _may_be_years(filled):
        return PERIOD
    return UNKNOWN if of_figures else INDICATOR if _are_names(filled) else SKIP


def _fits(role: str, *, of_figures: bool, of_years: bool) -> bool:
    if role in NUMBERS:
        return of_figures
    if role == PERIOD:
        return of_years or not of_figures
    return role == TABLE or not of_figures


def _are_names(cells: Sequence[str]) -> bool:
    return bool(cells) and all(len(cell) > 8 for cell in cells)


def _may_be_years(cells: Sequence[str]) -> bool:
    """«2019-2020» is always a year, a bare number from 2000 to 2100 where all of the column are."""
    return all(not is_figure(cell) or 2000 <= int(parse_number(cell).value or 0) <= 2100 for cell in cells)


def _groups(periods: Sequence[str], roles: Sequence[str]) -> list[list[int]]:
    """Neighbouring columns of figures under one year; without years over them all columns of figures."""
    figures = [place for place, role in enumerate(roles) if role in (*NUMBERS, UNKNOWN)]
    groups: dict[str, list[int]] = {}
    for place in figures:
        groups.setdefault(periods[place], []).append(place)
    return list(groups.values())


def _within(
    table: FoundTable, heading: int, body: Sequence[Sequence[str]], group: Sequence[int], roles: Sequence[str]
) -> list[str]:
    """Roles of the columns of one year: by their words when these differ, else by what the figures fit."""
    said = [roles[place] for place in group]
    if UNKNOWN not in said and len(set(said)) == len(said):
        return said
    if len(group) == 3:
        return list(_best(body, group, said))
    if len(group) == 2:
        return _pair(body, group, said)
    if len(group) == 1:
        percent = any("%" in row[group[0]] for row in body)
        return [PERCENT if percent else NUMERATOR]
    return [role if role != UNKNOWN and said.count(role) == 1 else SKIP for role in said]


def _best(body: Sequence[Sequence[str]], group: Sequence[int], said: Sequence[str]) -> tuple[str, ...]:
    def fits(roles: Sequence[str]) -> tuple[int, int]:
        place = dict(zip(roles, group, strict=True))
        right = sum(
            _is_share(*(row[place[role]] for role in (NUMERATOR, DENOMINATOR, PERCENT))) for row in body
        )
        return right, sum(one == other for one, other in zip(roles, said, strict=True))

    return max(permutations(NUMBERS), key=fits)  # the first of equals: «всего, n, %»


def _is_share(numerator: str, denominator: str, percent: str) -> bool:
    n, d, p = (parse_number(text).value for text in (numerator, denominator, percent))
    if n is None or p is None or not d or "%" in numerator + denominator:
        return False
    return abs(100 * exact(n) / exact(d) - exact(p)) <= ALMOST


def _pair(body: Sequence[Sequence[str]], group: Sequence[int], said: Sequence[str]) -> list[str]:
    """A percentage beside one figure, or two figures of which the larger is the whole."""
    signs = [any("%" in row[place] for row in body) for place in group]
    if any(signs) or PERCENT in said:
        percent = signs.index(True) if any(signs) else said.index(PERCENT)
        other = next((role for role in said if role in (NUMERATOR, DENOMINATOR)), NUMERATOR)
        return [PERCENT if place == percent else other for place in (0, 1)]
    sums = [sum((parse_number(row[place]).value or 0 for row in body), 0) for place in group]
    return [DENOMINATOR, NUMERATOR] if sums[0] >= sums[1] else [NUMERATOR, DENOMINATOR]

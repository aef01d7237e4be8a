"""A found table → what its columns seem to be; whoever knows the document confirms or corrects it.

Read are the words over a column, the years over groups of columns («2019-2020» over «всего, n, %»), and the figures
themselves: the column that is a hundred times the quotient of two others is the percentage. Nobody's figures or names
are known here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from indicators.published.cells import is_figure, says_achieved
from indicators.published.figures import DENOMINATOR, NUMBERS, NUMERATOR, PERCENT, best, pair, programmes
from indicators.published.heading import (
    has_figures,
    heading_of,
    periods_over,
    title_of,
    words_over,
    year_said,
)
from indicators.published.tables import FoundTable
from indicators.published_rows import COLUMNS, SCHOOL
from schools.calendar import year_meant
from schools.numbers import parse_number

TABLE, INDICATOR, PERIOD = COLUMNS[:3]
WITHOUT_NUMBER = "без номера"
ACHIEVED, SKIP, UNKNOWN = "achieved", "", "?"
ROLES = {
    SKIP: "не нужен", INDICATOR: "показатель", PERIOD: "период", DENOMINATOR: "всего",
    NUMERATOR: "из них", PERCENT: "процент", ACHIEVED: "план достигнут", SCHOOL: "школа или группа",
    TABLE: "№ таблицы",
}  # fmt: skip
FIGURES = (*NUMBERS, ACHIEVED)
_SCHOOLS = (
    r"^(?:(?:наименование|название|краткое) )*(?:оо\b|оу\b|общеобразоват|образовательн\w* (?:орг|учр)|школ|организац"
    r"|учрежден|муниципал|территор|район|округ|класс(?:ы|ов)?$|уровень|категори|групп)"
)
WORDS = (
    (SCHOOL, _SCHOOLS),
    (TABLE, r"^(№ )?табл"),
    (PERIOD, r"период|год\b|^годы"),
    (ACHIEVED, r"достиг|выполн.* план|план.* выполн"),
    (PERCENT, r"%|процент|^доля"),
    (DENOMINATOR, r"^всего|знаменатель|общ(ее|ая) (числ|кол)|численность|контингент|^кол(ичест|-)?.*выпуск"),
    (NUMERATOR, r"числитель|из них|чел|принял|поступил|охвач|прошл|участ|^n$|^кол"),
    (INDICATOR, r"показател|наименован|направлен|^доля"),
)  # fmt: skip
_OF_INDICATORS = re.compile(r"дол[яи]|кол|числ|охват|процент|удельн|наличи|участ|показател", re.IGNORECASE)
_OF_SCHOOLS = re.compile(
    r"[«\"]?(?:м[абк]?д?оу|г[абк]?оу|сош|оош|нош|лице[йя]|гимнази|школа\b|детский сад)"
    r"|.*(?:сош|оош|школа|лицей|сад)\s*№",
    re.IGNORECASE,
)
_PLAN = re.compile(r"план\w*(?: (?:значени\w+|показател\w+|на .*))?(?:,? ?%)?")
_NUMBERING = re.compile(r"(?:№|n)\s*(?:п\s*/?\s*п\.?)?|п\s*/\s*п")


@dataclass(frozen=True)
class Layout:
    """What the columns are: `roles` and, where years stand over groups of columns, `periods`; one each per column.

    `heading` counts the lines above the figures; `number`, `name` and `period` hold for what does not say its own.
    `names` are programmes over columns, one each or none at all.
    """

    take: bool
    heading: int
    number: str
    name: str
    roles: tuple[str, ...]
    periods: tuple[str, ...]
    period: str = ""
    names: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def restored(cls, kept: dict[str, Any]) -> Layout:
        sequences = {key: tuple(kept.get(key, ())) for key in ("roles", "periods", "names")}
        return cls(**{**kept, **sequences})

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """(role, period, programme) of every column; a period over the column or that of the table."""
        names = self.names or ("",) * len(self.roles)
        return [
            (role, "" if PERIOD in self.roles else period.strip() or self.period.strip(), name.strip())
            for role, period, name in zip(self.roles, self.periods, names, strict=True)
        ]


def propose_all(tables: Sequence[FoundTable]) -> list[Layout]:
    """Several tables without a number are told apart by their places in the document."""
    layouts = [propose(table) for table in tables]
    if sum(not layout.number for layout in layouts) < 2:
        return layouts
    return [
        layout if layout.number else replace(layout, number=f"{WITHOUT_NUMBER} ({place})")
        for place, layout in enumerate(layouts, start=1)
    ]


def propose(table: FoundTable) -> Layout:
    heading = heading_of(table)
    periods = periods_over(table, heading)
    roles, names = _roles(table, heading, periods)
    roles = _by_lines(table, heading, roles)
    title = title_of(table, heading)
    name = table.name if INDICATOR in roles or _is_name(table) else (title or table.name)
    take = any(role in FIGURES for role in roles)
    plain = Layout(take, heading, table.number, name, roles, periods, names=names)
    nowhere = ("",) * len(roles)
    if PERIOD in roles or not plain.take:
        return replace(plain, periods=nowhere)
    said = {period for period in periods if period}
    if said:
        return plain if len(said) > 1 else replace(plain, periods=nowhere, period=said.pop())
    period, rest = year_said(name)
    if period:
        return replace(plain, name=rest or name, period=period)
    return replace(plain, period=year_said(table.caption)[0] or year_said(title)[0])


def _is_name(table: FoundTable) -> bool:
    return bool(table.number and table.name)


def _by_lines(table: FoundTable, heading: int, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The caption names the indicator and the lines are about something each: schools, levels, town and country."""
    body = [row for row in table.rows[heading:] if has_figures(row)]
    if len(body) < 2 or SCHOOL in roles:
        return roles
    wanted = INDICATOR if INDICATOR in roles else "" if PERIOD in roles else SKIP
    for place, role in enumerate(roles):
        cells = [row[place] for row in body]
        if role != wanted or not all(cells) or len({*cells}) < len(cells) or any(map(is_figure, cells)):
            continue
        over = words_over(table, place, heading)
        if role == SKIP or (_is_name(table) and not _is_indicator(over, cells)):
            return (*roles[:place], SCHOOL, *roles[place + 1 :])
    return roles


def _is_indicator(words: str, cells: Sequence[str]) -> bool:
    return bool(re.search(dict(WORDS)[INDICATOR], words)) or any(map(_OF_INDICATORS.match, cells))


def _roles(
    table: FoundTable, heading: int, periods: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Roles and, where a table holds several programmes side by side, the programme of each column."""
    body = [row for row in table.rows[heading:] if has_figures(row)]
    roles = [
        _role(words_over(table, place, heading), [row[place] for row in body])
        for place in range(len(periods))
    ]
    names = [""] * len(roles)
    for group in _groups(periods, roles):
        if len(group) > 3 and (several := programmes(table, heading, body, group, roles)):
            for place, (role, name) in several.items():
                roles[place], names[place] = role, name
            continue
        for place, role in zip(group, _within(table, heading, body, group, roles), strict=True):
            roles[place] = role
    return tuple(roles), tuple(names) if any(names) else ()


def _role(words: str, cells: Sequence[str]) -> str:
    """By the words over the column where they fit what stands in it."""
    filled = [cell for cell in cells if cell]
    of_figures = bool(filled) and sum(map(is_figure, filled)) * 2 > len(filled)
    of_years = bool(filled) and all(year_meant(cell) is not None for cell in filled)
    if words in (*COLUMNS, SCHOOL):
        return words
    if (certain := _certain(words, filled)) is not None:
        return certain
    for role, pattern in WORDS:
        of_grades = role == SCHOOL and words.startswith("класс")
        if re.search(pattern, words) and (of_grades or _fits(role, of_figures=of_figures, of_years=of_years)):
            return role
    if of_years and _may_be_years(filled):
        return PERIOD
    return UNKNOWN if of_figures else INDICATOR if _are_names(filled) else SKIP


def _certain(words: str, filled: Sequence[str]) -> str | None:
    """What no words over the column can change: «№ п/п», the plan, names of schools, «план достигнут»."""
    if filled and all(says_achieved(cell) is not None for cell in filled):
        return ACHIEVED
    if _NUMBERING.fullmatch(words) or _PLAN.fullmatch(words):
        return SKIP
    return SCHOOL if sum(map(bool, map(_OF_SCHOOLS.match, filled))) * 2 > len(filled) else None


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
        return list(best(body, group, said))
    if len(group) == 2:
        return pair(body, group, said)
    if len(group) == 1:
        percent = any("%" in row[group[0]] for row in body) or "%" in words_over(table, group[0], heading)
        return [PERCENT if percent else NUMERATOR]
    return [role if role != UNKNOWN and said.count(role) == 1 else SKIP for role in said]

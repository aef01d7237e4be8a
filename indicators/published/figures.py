"""Columns of figures side by side: which is the whole, which the part, which the percentage; and of which programme.

«Всего | «Билет», чел. | «Билет», % | «Проектория», чел. | …» are several indicators in one table: each has its own part
and percentage, and they share the whole where only one is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations

from indicators.published.heading import words_above
from indicators.published.tables import FoundTable
from indicators.published_rows import COLUMNS
from schools.numbers import exact, parse_number

NUMERATOR, DENOMINATOR, PERCENT = COLUMNS[3:]
NUMBERS = (DENOMINATOR, NUMERATOR, PERCENT)
ALMOST = Fraction(
    3, 2
)  # percentage points by which a printed share may differ and still be taken for the share
_UNITS = re.compile(
    r"[\s,(:–-]*(?:\b(?:чел(?:овек)?|кол-во|количество|процент\w*|доля|шт|ед|всего|из них|участник\w*|охват)\b\.?"
    r"|%)\)?",
    re.IGNORECASE,
)


def programmes(
    table: FoundTable, heading: int, body: Sequence[Sequence[str]], group: Sequence[int], roles: Sequence[str]
) -> Mapping[int, tuple[str, str]]:
    """Role and programme of every column of one year; empty where the words do not tell programmes apart."""
    named: dict[str, list[int]] = {}
    wholes = [place for place in group if roles[place] == DENOMINATOR]
    shared = wholes if len(wholes) == 1 else []
    for place in group:
        if place not in shared:
            words = " ".join(words_above(table, place, heading))
            named.setdefault(_UNITS.sub("", words).strip(" ,;:–-()"), []).append(place)
    sizes = {len(places) for places in named.values()}
    if len(named) < 2 or "" in named or max(sizes) > (2 if shared else 3) or (not shared and sizes != {3}):
        return {}
    found = dict.fromkeys(shared, (DENOMINATOR, ""))
    for name, places in named.items():
        parts = _parts(table, heading, body, places, shared)
        found |= {place: (role, name) for place, role in zip(places, parts, strict=True)}
    return found


def _parts(
    table: FoundTable, heading: int, body: Sequence[Sequence[str]], places: Sequence[int], shared: Sequence[int]
) -> Sequence[str]:  # fmt: skip
    if not shared:
        return best(body, places, ["", "", ""])
    signs = [
        "%" in " ".join([*words_above(table, place, heading), *(row[place] for row in body)])
        for place in places
    ]
    if len(places) == 1:
        return [PERCENT if signs[0] else NUMERATOR]
    if signs[0] != signs[1]:
        return [PERCENT if sign else NUMERATOR for sign in signs]
    return [role for role in best(body, [*shared, *places], [DENOMINATOR, "", ""]) if role != DENOMINATOR]


def best(body: Sequence[Sequence[str]], group: Sequence[int], said: Sequence[str]) -> tuple[str, ...]:
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


def pair(body: Sequence[Sequence[str]], group: Sequence[int], said: Sequence[str]) -> list[str]:
    """A percentage beside one figure, or two figures of which the larger is the whole."""
    signs = [any("%" in row[place] for row in body) for place in group]
    if any(signs) or PERCENT in said:
        percent = signs.index(True) if any(signs) else said.index(PERCENT)
        other = next((role for role in said if role in (NUMERATOR, DENOMINATOR)), NUMERATOR)
        return [PERCENT if place == percent else other for place in (0, 1)]
    sums = [sum((parse_number(row[place]).value or 0 for row in body), 0) for place in group]
    return [DENOMINATOR, NUMERATOR] if sums[0] >= sums[1] else [NUMERATOR, DENOMINATOR]

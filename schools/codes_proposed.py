"""Codes for new organisations: «rec-01», «rec-02» … after those the municipality already has.

The letters come from its present codes, else from its name by transliteration; numbers go on from the largest. A code
stands in addresses and files, so it is short, Latin and free in the whole portal.
"""

from __future__ import annotations

import re
from collections import Counter

from schools.models import Municipality, School

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SOUNDS = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch - y - e yu ya"
_LATIN = dict(zip(_CYRILLIC, _SOUNDS.split(), strict=True))
_CODE = re.compile(r"(.+)-(\d+)")
LETTERS = 3


def free_codes(municipality: Municipality, number: int, *, besides: set[str]) -> list[str]:
    """So many codes that no organisation has; two queries."""
    if not number:
        return []
    own = [
        match
        for code in municipality.schools.values_list("code", flat=True)
        if (match := _CODE.fullmatch(code))
    ]
    prefix = Counter(match[1] for match in own).most_common(1)[0][0] if own else prefix_of(municipality.name)
    taken = set(School.objects.filter(code__startswith=f"{prefix}-").values_list("code", flat=True)) | besides
    numbers = (int(match[2]) for code in taken if (match := _CODE.fullmatch(code)) and match[1] == prefix)
    following = max(numbers, default=0)
    found: list[str] = []
    while len(found) < number:
        following += 1
        if (code := f"{prefix}-{following:02}") not in taken:
            found.append(code)
    return found


def prefix_of(name: str) -> str:
    """«Речной округ» → «rec»."""
    letters = (
        _LATIN.get(letter, letter if letter in "abcdefghijklmnopqrstuvwxyz" else "")
        for letter in name.lower()
    )
    return "".join(letters).replace("-", "")[:LETTERS] or "org"

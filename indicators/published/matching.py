"""Printed names of indicators → the portal's indicator each of them probably is, or none.

A name that was recorded before keeps its indicator. Otherwise words are compared by their beginnings, rare ones weigh
more; two names of different grades are never one indicator; one that was valid in the years printed goes first. Every
definition is compared, earlier ones, too: a predecessor is found by the name it had. No indicator is proposed twice.
Who confirms chooses; this is a proposal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import log

from indicators.models import Indicator, PublishedDocument
from indicators.published_rows import grades_named
from schools.models.fields import name_key

ENOUGH = 0.4
OUT_OF_ITS_YEARS = 0.75
EARLIER = 20
STEM = 6
SHORT = {
    "поо": "профессиональные образовательные организации",
    "спо": "среднее профессиональное образование",
    "во": "высшего образования",
    "вуз": "высшего образования",
    "ово": "образовательные организации высшего образования",
    "оо": "образовательные организации",
    "рф": "россия",
}
_WORD = re.compile(r"[a-zа-я]{2,}|\d+")
Weights = Mapping[str, float]


def propose(
    names: Mapping[str, AbstractSet[int]], indicators: Sequence[Indicator], before: Mapping[str, int]
) -> dict[str, int]:
    """`names` with the years printed for each → the key of an indicator; names without a likely one are left out."""
    keys = {indicator.pk for indicator in indicators}
    found = {name: before[name_key(name)] for name in names if before.get(name_key(name)) in keys}
    stems = {one.pk: _stems(f"{one.name} {one.short_name}") for one in indicators}
    rare = _rarity(stems.values())
    pairs = [
        (_likeness(name, years, one, stems[one.pk], rare), name, one.pk)
        for name, years in names.items()
        for one in indicators
        if name not in found
    ]
    for likeness, name, key in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= ENOUGH and name not in found and key not in found.values():
            found[name] = key
    return found


def chosen_before(municipality_id: int) -> dict[str, int]:
    """What names were recorded as in the newest documents of the municipality; one query."""
    documents = PublishedDocument.objects.filter(municipality=municipality_id).exclude(chosen={})
    earlier = list(documents.order_by("-pk").values_list("chosen", flat=True)[:EARLIER])
    return {name: key for chosen in reversed(earlier) for name, key in chosen.items()}


def _likeness(
    name: str, years: AbstractSet[int], indicator: Indicator, stems: set[str], rare: Weights
) -> float:
    """Twice the weight of the common words over that of all, 0 to 1."""
    grades, theirs = grades_named(name), grades_named(indicator.name)
    if grades and theirs and grades != theirs:
        return 0.0
    mine = _stems(name)
    common = _weight(mine & stems, rare)
    likeness = 2 * common / ((_weight(mine, rare) + _weight(stems, rare)) or 1.0)
    return likeness if all(map(indicator.valid_in, years)) else likeness * OUT_OF_ITS_YEARS


def _weight(stems: set[str], rare: Weights) -> float:
    return sum(rare.get(stem, 1.0) for stem in stems)


def _stems(name: str) -> set[str]:
    words = [SHORT.get(word, word) for word in _WORD.findall(name_key(name))]
    return {word[:STEM] for word in " ".join(words).split()}


def _rarity(names: Iterable[set[str]]) -> dict[str, float]:
    """A word of every name says little."""
    all_names = list(names)
    counts = Counter(stem for stems in all_names for stem in stems)
    return {stem: log(1 + len(all_names) / count) for stem, count in counts.items()}

"""Whom a text is addressed to, in the dative: «Общеобразовательным организациям …», «Педагогам … организаций …».

In: recommendations of one text and audience, and the organisations that take part. Out: the words before the text, by
type of organisation: a type that is addressed as a whole has no names, of others the organisations follow by name in
the nominative («общеобразовательных организаций МБОУ «…», МБОУ «…»»). All that take part are «образовательные
организации» together. A text that says itself whom it asks («Педагогам, которые …») is addressed to the organisations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recommendations.letters.advice import GENERAL
from recommendations.models import Audience, Recommendation
from schools.models import Kind, School


@dataclass(frozen=True)
class Type:
    """A type of organisation: genitive and dative of its plural; one organisation has one form for both cases."""

    kinds: tuple[str, ...]
    genitive: str
    dative: str
    single: str


TYPES = (
    Type(
        (Kind.PRESCHOOL.value,), "дошкольных образовательных организаций",
        "дошкольным образовательным организациям", "дошкольной образовательной организации",
    ),
    Type(
        GENERAL, "общеобразовательных организаций", "общеобразовательным организациям",
        "общеобразовательной организации",
    ),
    Type(
        (Kind.SUPPLEMENTARY.value,), "организаций дополнительного образования",
        "организациям дополнительного образования", "организации дополнительного образования",
    ),
    Type(
        (Kind.AUTHORITY.value,), "муниципальных организаций", "муниципальным организациям",
        "муниципальной организации",
    ),
)  # fmt: skip
ALL = Type((), "образовательных организаций", "образовательным организациям", "образовательной организации")
PEOPLE = {
    Audience.PUPILS: "обучающимся",
    Audience.PARENTS: "родителям (законным представителям) обучающихся",
    Audience.TEACHERS: "педагогам",
    Audience.HEADS: "руководителям",
    Audience.ORGANISATIONS: "",
}
_SAYS_WHOM = re.compile(
    r"(?:обучающ(?:имся|емуся)|(?:воспитанник|выпускник|педагог|наставник|специалист)(?:ам|у)"
    r"|(?:родител|учител|руководител|заместител)(?:ям|ю)|классн(?:ым|ому))\b",
    re.IGNORECASE,
)


def whom(
    rows: Sequence[Recommendation],
    everybody: Sequence[School],
    text: str,
    named: Callable[[Recommendation], str] | None = None,
) -> str:
    """The words before the colon and `text`; `named` says a name with its figures, and names every organisation."""
    audience = Audience.ORGANISATIONS if _SAYS_WHOM.match(text) else rows[0].audience
    addressed = {row.school_id for row in rows}
    if named is None and len(everybody) > 1 and addressed == {school.pk for school in everybody}:
        return _capital(_words(audience, ALL, single=False))
    parts = []
    for one in TYPES:
        mine = [row for row in rows if row.school.kind in one.kinds]
        if not mine:
            continue
        members = {school.pk for school in everybody if school.kind in one.kinds}
        words = _words(audience, one, single=len(mine) == 1)
        whole = named is None and len(mine) > 1 and members == {row.school_id for row in mine}
        names = "" if whole else " " + ", ".join((named or _name)(row) for row in mine)
        parts.append(f"{words}{names}")
    return _capital("; ".join(parts))


def after_colon(text: str) -> str:
    """A text that goes on after «Руководителям …:» begins small; an abbreviation and a quotation stay as they are."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def types_of(rows: Sequence[Recommendation]) -> tuple[int, ...]:
    """The places of their types in `TYPES`, for an order by type."""
    return tuple(
        place for place, one in enumerate(TYPES) if any(row.school.kind in one.kinds for row in rows)
    )


def _words(audience: str, of: Type, *, single: bool) -> str:
    people = PEOPLE[Audience(audience)]
    if single:
        if audience == Audience.HEADS:
            people = "руководителю"
        return f"{people} {of.single}".strip()
    return f"{people} {of.genitive}" if people else of.dative


def _name(row: Recommendation) -> str:
    return row.school.short_name


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

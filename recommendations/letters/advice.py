"""Recommendations that were sent → the lines of a letter's annex, by type of organisation.

For one organisation every text is a line. For several a text stands once under the heads it concerns («Руководителям
общеобразовательных организаций:»), with the organisations named where it does not concern all of the group; what
differs between them (values, grades) is left out of the text and put behind the name. A text of which nothing common
remains is printed organisation by organisation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from recommendations.evidence import Evidence
from recommendations.models import Recommendation
from recommendations.texts import OneText, Said, by_text
from recommendations.wording import BLANK, lack_words, outline, short_text, value_text, values_for
from schools.models import Kind, School

GENERAL = (Kind.PRIMARY.value, Kind.BASIC.value, Kind.SECONDARY.value)
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Руководителям дошкольных образовательных организаций:", (Kind.PRESCHOOL.value,)),
    ("Руководителям общеобразовательных организаций:", GENERAL),
    ("Руководителям организаций дополнительного образования:", (Kind.SUPPLEMENTARY.value,)),
    ("Руководителям муниципальных организаций:", (Kind.AUTHORITY.value,)),
)
_EMPTY_BRACKETS = re.compile(rf"\s*\([^()]*{BLANK}[^()]*\)")
_SENTENCE = re.compile(r"[^.!?]+(?:\.(?=\S)[^.!?]+)*[.!?]?")


def advice_to_one(made: Iterable[Recommendation]) -> str:
    """A line for each text; one that is there already is not repeated."""
    return "\n".join(dict.fromkeys(one_line(row.text) for row in made))


def advice_to_all(made: Iterable[Recommendation], schools: Sequence[School], said: Said) -> str:
    """Headings and dashed lines; a group of organisations without any text is left out.

    `said` = what the rules said when these were made.
    """
    kinds = {school.pk: school.kind for school in schools}
    rows = [row for row in made if row.school_id in kinds]
    lines: list[str] = []
    for heading, of_group in GROUPS:
        members = [school for school in schools if school.kind in of_group]
        mine = [row for row in rows if kinds[row.school_id] in of_group]
        if mine:
            lines += [heading, *(f"– {line}" for line in _lines_of(mine, members, said))]
    return "\n".join(lines)


def _lines_of(rows: Sequence[Recommendation], members: Collection[School], said: Said) -> list[str]:
    return [line for same in by_text(rows, said) for line in _one_text(same, len(members))]


def _one_text(same: OneText, members: int) -> list[str]:
    rows = same.rows
    names = [row.school.short_name for row in rows]
    whom = "" if len(rows) == members else f" Кому: {', '.join(names)}."
    if len({row.text for row in rows}) == 1:
        return [f"{one_line(rows[0].text)}{whom}"]
    common = common_text(same)
    if not common:
        return [f"{row.school.short_name}: {one_line(row.text)}" for row in rows]
    figures = ", ".join(f"{row.school.short_name}{figures_of(row)}" for row in rows)
    return [f"{common} Кому: {figures}."]


def common_text(same: OneText) -> str:
    """What the text says to all of them: sentences and leading clauses in which nothing differs."""
    text = _EMPTY_BRACKETS.sub("", outline(same.said, (_reading(row) for row in same.rows)))
    kept = [found for sentence in _SENTENCE.findall(text) if (found := _without_blanks(sentence.strip()))]
    return " ".join(kept)


def _without_blanks(sentence: str) -> str:
    if BLANK not in sentence:
        return sentence
    clauses = re.split(r"\s*[:;–]\s+", sentence)
    whole = []
    for clause in clauses:
        if BLANK in clause:
            break
        whole.append(clause)
    said = "; ".join(whole)
    return f"{said}." if " " in said else ""  # a word alone («Срок») says nothing


def _reading(row: Recommendation) -> dict[str, str]:
    evidence = Evidence.from_json(row.evidence)
    return values_for(evidence, school=row.school.short_name, municipality=row.municipality.name, due=row.due)


def figures_of(row: Recommendation) -> str:
    """« (22,4 %, не хватает 12 чел.)»; nothing where there is no value."""
    evidence = Evidence.from_json(row.evidence)
    if evidence.value is None or not evidence.indicator or evidence.scope == "municipality":
        return ""
    missing = f", {lack_words(evidence)} {short_text(evidence)}" if evidence.short else ""
    return f" ({value_text(evidence)}{missing})"


def one_line(text: str) -> str:
    """One line with a full stop at its end."""
    text = " ".join(part for part in text.split(" ") if part).replace("\n", " ").strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."

"""A rule as it is being written, not saved: for whom it would fire now, with which text, and why not for the others.

The same verdicts and texts as `recommendations.issue`, so a preview cannot differ from what would be sent. Nothing is
written. Recommendations that stand already are not looked at: it says for whom the rule holds.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from recommendations.aiming import aimed
from recommendations.deadlines import due_date
from recommendations.judging import evidence_of
from recommendations.models import Rule
from recommendations.situation import read_situation
from recommendations.triggers import verdict
from recommendations.wording import values_for
from schools.models import School
from schools.placeholders import fill

NOT_YET = "Данных для решения ещё нет"
_CORRECTED = "По уточнённым данным "


@dataclass(frozen=True)
class Rehearsal:
    """`fires`: organisations with their texts; `others`: how many by reason; `addressed` = those of the kinds."""

    addressed: int
    fires: list[tuple[School, str]]
    others: list[tuple[str, int]]


def rehearse(*, rule: Rule, municipality_id: int, year: int, today: dt.date) -> Rehearsal:
    """Judge every addressed organisation; as many queries as one issue reads with, none per organisation."""
    situation = read_situation(municipality_id=municipality_id, year=year, today=today, rules=[rule])
    due = due_date(rule.due, today)
    fires: list[tuple[School, str]] = []
    reasons: Counter[str] = Counter()
    addressed = [
        school
        for school in sorted(situation.schools.values(), key=lambda school: school.name_key)
        if rule.addresses(school.kind) and rule.locality in ("", school.locality)
    ]
    for school in addressed:
        about = aimed(rule, school, situation)
        found = verdict(about, school, situation)
        if not found.fires:
            reasons[_present(found.reason) or NOT_YET] += 1
            continue
        evidence = evidence_of(about, school, situation)
        values = values_for(
            evidence, school=school.short_name, municipality=situation.municipality.name, due=due
        )
        fires.append((school, fill(rule.text, values)))
    return Rehearsal(len(addressed), fires, reasons.most_common())


def _present(reason: str) -> str:
    """The reason of a withdrawal as it reads before anything was sent."""
    words = reason.removeprefix(_CORRECTED).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}"

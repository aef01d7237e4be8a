"""Rows of a draft → what each of them would do, as `intake.receive` judges it; nothing is written.

The one write path is asked by dry runs: first with all rows; where some are refused, again with the others, and once
more with what would overwrite a newer number, to learn what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.intake import Receipt, receive
from monitoring.models import CellChange
from monitoring.tidy import Fact, FactError, FactsRefused
from monitoring.workbook.lines import CHANGED, CONFLICT, NEW, REFUSED
from schools.grades import UNGRADED
from schools.models import User

MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Tried:
    """`status` as in `lines`, empty where nothing would change."""

    status: str = ""
    old: str = ""
    new: str = ""
    why: str = ""


def try_rows(facts: Sequence[Fact], person: User | None) -> list[Tried]:
    """One answer for each fact, in their order."""
    receipt, errors = _try(facts, person)
    good = [position for position in range(len(facts)) if position not in errors]
    if errors and good:
        receipt, _ = _try([facts[position] for position in good], person)
    newer = [position for position, error in errors.items() if error.code == MEANWHILE]
    stands = _try([_blind(facts[position]) for position in newer], person)[0] if newer else None
    changes = {**_changes(receipt), **_changes(stands)}
    return [_answer(fact, errors.get(position), changes) for position, fact in enumerate(facts)]


Changes = dict[tuple[str, str, str, int | None], tuple[str, str]]


def _try(facts: Sequence[Fact], person: User | None) -> tuple[Receipt | None, dict[int, FactError]]:
    door = CellChange.Door.WORKBOOK
    try:
        return receive(facts=facts, person=person, door=door, draft=True, dry_run=True), {}
    except FactsRefused as refused:
        return None, {error.row - 1: error for error in reversed(refused.errors)}


def _blind(fact: Fact) -> Fact:
    return Fact(fact.school, fact.year, fact.kind, fact.code, fact.grade, fact.value)


def _changes(receipt: Receipt | None) -> Changes:
    found: Changes = {}
    for change in receipt.changes if receipt else ():
        found[change.school, *change.ref] = (change.old, change.new)
    return found


def _answer(fact: Fact, error: FactError | None, changes: Changes) -> Tried:
    key = (str(fact.school), str(fact.kind), str(fact.code), UNGRADED if fact.grade is None else fact.grade)
    old, new = changes.get(key, ("", ""))  # type: ignore[arg-type]  # grades of ours are numbers
    if error is not None and error.code != MEANWHILE:
        return Tried(REFUSED, why=error.message)
    if error is not None:
        return Tried(CONFLICT, old, new)
    if (old, new) == ("", ""):
        return Tried()
    return Tried(CHANGED if old else NEW, old, new)

"""Rows of a draft → what each of them would do, as `intake.receive` judges it; nothing is written.

The one write path is asked by dry runs: first with all rows; where some are refused, again with the others; and in the
same way with what would overwrite a newer number, to learn what stands there, or that it would be refused anyway.
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
DOOR = CellChange.Door.WORKBOOK


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
    newer = [position for position, error in errors.items() if error.code == MEANWHILE]
    stands, refused = _try([_blind(facts[position]) for position in newer], person)
    errors |= {newer[number]: error for number, error in refused.items()}
    changes = {**_changes(receipt), **_changes(stands)}
    return [_answer(fact, errors.get(position), changes) for position, fact in enumerate(facts)]


Changes = dict[tuple[str, str, str, int | None], tuple[str, str]]


def _try(facts: Sequence[Fact], person: User | None) -> tuple[Receipt | None, dict[int, FactError]]:
    """What the good ones would do, and the errors of the others; None where none is good."""
    errors: dict[int, FactError] = {}
    good = list(range(len(facts)))
    while good:
        try:
            rows = [facts[position] for position in good]
            return receive(facts=rows, person=person, door=DOOR, draft=True, dry_run=True), errors
        except FactsRefused as refused:
            errors |= {good[error.row - 1]: error for error in reversed(refused.errors)}
            good = [position for position in good if position not in errors]
    return None, errors


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

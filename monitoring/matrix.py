"""«Таблица по организациям» as it was sent → numbers of one column in many organisations, all of them or none.

Raises `MatrixRefused`, cell by cell, when anything typed is impossible or would overwrite what somebody else has
written meanwhile; and, before a report that was handed in goes back to draft, `MustAsk` with these reports: the person
has to agree to each. Skipped: whatever nobody touched. Numbers go through `intake.receive`.

A field is `cell.SCHOOL.GRADE` with the organisation's primary key; beside it stands `was.NAME`, what the page showed;
`take.NAME` = «theirs» leaves the cell as somebody else has written it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db import transaction

from monitoring.across import Across, Line
from monitoring.intake import Receipt, receive
from monitoring.models import CellChange
from monitoring.tidy import Fact, FactsRefused
from monitoring.typed import Entered
from schools.grades import UNGRADED
from schools.models import User
from schools.parsing import read_key


class Place(NamedTuple):
    """A cell of the table: the organisation's primary key and the grade (UNGRADED = its one total)."""

    school: int
    grade: int

    @property
    def name(self) -> str:
        return f"cell.{self.school}.{self.grade}"


Typed = Mapping[Place, Entered]


class MatrixRefused(Exception):
    """Nothing was saved: sentences by cell, the cells somebody else changed, or one reason for everything."""

    def __init__(self, errors: Mapping[Place, str], meanwhile: set[Place], whole: str = "") -> None:
        self.errors = dict(errors)
        self.meanwhile = meanwhile
        self.whole = whole
        super().__init__(whole or "Ничего не сохранено: исправьте отмеченное.")


class MustAsk(Exception):
    """Nothing was saved yet: these reports were handed in, and a changed number takes them back to draft."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        super().__init__("Ничего не сохранено: эти отчёты уже направлены или приняты.")


def read_matrix(posted: Mapping[str, str]) -> dict[Place, Entered]:
    """The touched fields; names that make no sense belong to no form of ours."""
    typed = {}
    for name, text in posted.items():
        what, *parts = name.split(".")
        entered = Entered(text.strip(), posted.get(f"was.{name}", "").strip())
        if what != "cell" or len(parts) != 2:
            continue
        school, grade = read_key(parts[0]), read_key(parts[1])
        left = posted.get(f"take.{name}") == "theirs"
        if school is None or grade is None or grade > UNGRADED or left or entered.text == entered.shown:
            continue
        typed[Place(school, grade)] = entered
    return typed


@transaction.atomic
def enter_matrix(*, found: Across, typed: Typed, person: User, agreed: Collection[int] = ()) -> Receipt:
    """Save what was typed; `agreed` are the organisations whose handed-in reports may go back to draft."""
    lines = {line.school.pk: line for line in found.lines}
    if not {place.school for place in typed} <= lines.keys():
        gone = (
            "одна из организаций больше не участвует в сборе или не отвечает на эту графу: обновите страницу."
        )
        raise MatrixRefused({}, set(), whole=f"Ничего не сохранено: {gone}")
    try:
        facts = [_fact(found, lines[place.school], place, entered) for place, entered in typed.items()]
        receipt = receive(facts=facts, person=person, door=CellChange.Door.MATRIX, draft=True)
    except FactsRefused as refused:
        raise _refusal(refused, list(typed)) from None
    changed = {change.school for change in receipt.changes}
    handed_in = [line for line in found.lines if line.is_handed_in and line.school.code in changed]
    if not {line.school.pk for line in handed_in} <= set(agreed):
        raise MustAsk(handed_in)
    if receipt.submissions_reopened > len(handed_in):
        late = "только что одна из организаций направила отчёт. Сохраните ещё раз."
        raise MatrixRefused({}, set(), whole=f"Ничего не сохранено: {late}")
    return receipt


def _fact(found: Across, line: Line, place: Place, entered: Entered) -> Fact:
    grade = None if place.grade == UNGRADED else place.grade
    column = found.column
    return Fact(
        line.school.code, found.year, column.kind, column.code, grade, entered.text, shown=entered.shown
    )


def _refusal(refused: FactsRefused, places: list[Place]) -> MatrixRefused:
    """Rows of the batch back to the cells they came from; what concerns no single cell is said once."""
    errors: dict[Place, str] = {}
    meanwhile: set[Place] = set()
    for error in refused.errors:
        place = places[error.row - 1]
        if error.code == "not_allowed":
            return MatrixRefused({}, set(), whole=f"Ничего не сохранено: {error.message}")
        if error.code == "changed_meanwhile":
            meanwhile.add(place)
        else:
            errors.setdefault(place, error.message)
    return MatrixRefused(errors, meanwhile)

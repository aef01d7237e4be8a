"""What has to be said at the cells of a form: refused values, two people in one cell, contradictions, remarks.

A note has an id, so that its cell can name it to those who do not see it; what belongs to no shown cell stands above
the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from monitoring.checks.problem import Problem
from monitoring.entering import EntryRefused
from monitoring.lacking import quoted
from monitoring.models import CellChange
from monitoring.pages.choice import Choice, story
from monitoring.school_reports import Said
from monitoring.sheet import Ref, Sheet
from monitoring.typed import Typed, arrived_name, cell_name, remark_name, why_name
from schools.grades import UNGRADED, grade_label
from schools.numbers import counted


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence at a cell; `tone` and `sign` as in components/badge.html; `unsaved`: of what is typed only."""

    id: str
    tone: str
    sign: str
    where: str
    text: str
    who: str = ""
    unsaved: bool = False
    choice: Choice | None = None


@dataclass
class Notes:
    """Collected in the order of their gravity; `of` and `rest` are disjoint."""

    sheet: Sheet
    by_cell: dict[Ref, list[Note]] = field(default_factory=lambda: defaultdict(list))
    rest: list[Note] = field(default_factory=list)
    _number: int = 0

    def add(
        self, ref: Ref, tone: str, sign: str, text: str, *, where: str | None = None, **more: Any
    ) -> None:
        self._number += 1
        place = self.where(ref) if where is None else where
        said = Note(f"note-{self._number}", tone, sign, place, text, **more)
        if ref in self._shown:
            self.by_cell[ref].append(said)
        else:
            self.rest.append(said)

    def of(self, ref: Ref) -> list[Note]:
        return self.by_cell.get(ref, [])

    def shows(self, ref: Ref) -> bool:
        """Whether the cell is on this page."""
        return ref in self._shown

    def where(self, ref: Ref) -> str:
        """«9 класс, «Билет в будущее»», a column alone, or the whole report."""
        label = self.labels.get((ref.kind, ref.code), ref.code)
        if not ref.kind:
            return "К отчёту в целом"
        return label if ref.grade == UNGRADED else f"{grade_label(ref.grade)}, {label}"

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], str]:
        return {(column.kind, column.code): quoted(column.label) for column in self.sheet.all_columns}

    @cached_property
    def _shown(self) -> frozenset[Ref]:
        return frozenset(cell.ref for cell in self.sheet.cells)


def add_refused(
    notes: Notes, refused: EntryRefused, typed: Typed, changes: Mapping[Ref, CellChange], *, me: int
) -> None:
    """Impossible values, and cells that somebody else has changed since the page was opened."""
    for ref in typed.cells:
        if error := refused.errors.get(cell_name(ref)):
            notes.add(ref, "missed", "!", error, unsaved=True)
    for ref in sorted(refused.meanwhile):
        stands, mine = refused.meanwhile[ref], typed.cells[ref].text
        text = f"{story(changes.get(ref), stands, mine, me=me)}."
        choice = Choice(cell_name(ref), stands, mine)
        notes.add(ref, "attention", "!", text, unsaved=True, choice=choice)


def overtaken_notes(refused: EntryRefused | None, typed: Typed) -> dict[str, Note]:
    """Late arrivals, explanations and answers somebody else has written since the page was opened, by field name."""
    mine = {arrived_name(*key): entered.text for key, entered in typed.arrived.items()}
    mine |= {why_name(key): entered.text for key, entered in typed.explanations.items()}
    mine |= {remark_name(key): entered.text for key, entered in typed.answers.items()}
    return {
        name: Note(
            f"overtaken.{name}", "attention", "!", "", f"{story(None, stands, mine[name])}.", unsaved=True,
            choice=Choice(name, stands, mine[name]),
        )
        for name, stands in (refused.words if refused else {}).items()
    }  # fmt: skip


def add_contradictions(notes: Notes, problems: Iterable[Problem]) -> None:
    for problem in problems:
        if problem.level == "contradictory":
            column = notes.where(problem.ref._replace(grade=UNGRADED))  # the sentence begins with the grade
            notes.add(problem.ref, "missed", "!", problem.message, where=column)


def add_remarks(notes: Notes, trail: Iterable[Said]) -> None:
    """The officer's remarks that are not settled yet, at their cells; all of them stand in a list, too."""
    for said in trail:
        ref = Ref(said.kind, said.code, said.grade)
        if said.what == "remark" and not said.resolved and notes.shows(ref):
            answer = f" Ответ: {said.more}." if said.more else ""
            notes.add(ref, "brand", "↩", f"{said.text}{answer}", who=str(said.person or ""))


def add_comments(notes: Notes, trail: Iterable[Said]) -> None:
    """The last thing somebody wrote beside a number, and how much was written before."""
    comments: dict[Ref, list[Said]] = defaultdict(list)
    for said in trail:
        if said.what == "comment":
            comments[Ref(said.kind, said.code, said.grade)].append(said)
    for ref, written in comments.items():
        if not notes.shows(ref):
            continue  # of another wave
        before = counted(len(written) - 1, "комментарий", "комментария", "комментариев")
        more = f" Ещё {before} – в сведениях о ячейке." if len(written) > 1 else ""
        notes.add(ref, "said", "✎", f"{written[-1].text}{more}", who=str(written[-1].person or ""))

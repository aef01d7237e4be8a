"""What has to be said at the cells of a form: refused values, two people in one cell, contradictions, remarks.

A note has an id, so that its cell can name it to those who do not see it; what belongs to no shown cell (a remark on
the whole report, on a column) stands above the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from monitoring.checks.problem import Problem
from monitoring.entering import EntryRefused
from monitoring.models import CellChange
from monitoring.school_reports import Said
from monitoring.sheet import Ref, Sheet
from monitoring.typed import Typed, cell_name
from schools.calendar import format_date
from schools.grades import UNGRADED, grade_label


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence at a cell; `tone` and `sign` as in components/badge.html."""

    id: str
    tone: str
    sign: str
    where: str
    text: str
    who: str = ""


@dataclass
class Notes:
    """Collected in the order of their gravity; `of` and `rest` are disjoint."""

    sheet: Sheet
    by_cell: dict[Ref, list[Note]] = field(default_factory=lambda: defaultdict(list))
    rest: list[Note] = field(default_factory=list)
    _number: int = 0

    def add(
        self, ref: Ref, tone: str, sign: str, text: str, *, who: str = "", where: str | None = None
    ) -> None:
        self._number += 1
        said = Note(
            f"note-{self._number}", tone, sign, self.where(ref) if where is None else where, text, who
        )
        if ref in self._shown:
            self.by_cell[ref].append(said)
        else:
            self.rest.append(said)

    def of(self, ref: Ref) -> list[Note]:
        return self.by_cell.get(ref, [])

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


def quoted(label: str) -> str:
    return label if "«" in label else f"«{label}»"


def add_refused(notes: Notes, refused: EntryRefused, typed: Typed, changes: Mapping[Ref, CellChange]) -> None:
    """Impossible values, and cells that somebody else has changed since the page was opened."""
    for ref in typed.cells:
        if error := refused.errors.get(cell_name(ref)):
            notes.add(ref, "missed", "!", error)
    for ref in sorted(refused.meanwhile):
        change = changes.get(ref)
        stands = str(notes.sheet.held[ref].working) if ref in notes.sheet.held else ""
        notes.add(ref, "attention", "!", _meanwhile(change, stands, typed.cells[ref].text))


def _meanwhile(change: CellChange | None, stands: str, mine: str) -> str:
    """«А. П. Соколова в 14:02: 25 → 27. …»"""
    now = f"«{stands}»" if stands else "пусто"
    if change is None:
        story = f"пока форма была открыта, здесь стало: {now}"
    else:
        who = str(change.person) if change.person else change.get_door_display()
        at = timezone.localtime(change.at)
        day = "" if at.date() == timezone.localdate() else f"{format_date(at.date(), 'day')} "
        story = f"изменил(а) {who} {day}в\u00a0{at:%H:%M}: {change.old or 'пусто'} → {change.new or 'пусто'}"
    return f"{story}. Сохраните ещё раз, чтобы записать ваше ({mine or 'пусто'}), или впишите {now}."


def add_contradictions(notes: Notes, problems: Iterable[Problem]) -> None:
    for problem in problems:
        if problem.level == "contradictory":
            column = notes.where(problem.ref._replace(grade=UNGRADED))  # the sentence begins with the grade
            notes.add(problem.ref, "missed", "!", problem.message, where=column)


def add_remarks(notes: Notes, trail: Iterable[Said]) -> None:
    """The officer's remarks that are not settled yet."""
    for said in trail:
        if said.what == "remark" and not said.resolved:
            notes.add(
                Ref(said.kind, said.code, said.grade), "brand", "↩", said.text, who=str(said.person or "")
            )

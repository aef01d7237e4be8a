"""The doubtful figures of a form with the school's explanations: asked for in a draft, read in what was handed in.

An explanation given for another figure is shown as such: it may be kept by a tick or written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitoring.checks.explained import is_stale, value_at
from monitoring.checks.problem import Problem
from monitoring.pages.notes import Note, Notes
from monitoring.school_reports import Said
from monitoring.sheet import Ref
from monitoring.typed import Typed, cell_name, keep_name, why_name


@dataclass(frozen=True, slots=True)
class DoubtView:
    """`name` is the field of the explanation, `cell` the field of the number (empty: no single one).

    `stale` says what figure the explanation `before` was given for; `keep` is the field that keeps it; `note` tells of
    an explanation that somebody else has written meanwhile.
    """

    name: str
    cell: str
    where: str
    message: str
    text: str
    shown: str
    missing: bool = False
    stale: str = ""
    before: str = ""
    keep: str = ""
    note: Note | None = None


def doubts_to_explain(
    problems: Iterable[Problem],
    trail: Sequence[Said],
    typed: Typed,
    notes: Notes,
    said: Mapping[str, Note],
    *,
    complain: bool,
) -> list[DoubtView]:
    """What the checks find now; `complain` marks those nobody has explained; `said` of a field, by its name."""
    given = {(line.check, line.kind, line.code, line.grade): line for line in trail if line.what == "finding"}
    return [
        replace(
            _to_explain(problem, given.get(problem.key), typed, notes, complain=complain),
            note=said.get(why_name(problem.key)),
        )
        for problem in problems
    ]


def explained_doubts(trail: Iterable[Said], notes: Notes) -> list[DoubtView]:
    """What was doubtful when the report was handed in."""
    views = []
    for said in trail:
        if said.what == "finding":
            ref = Ref(said.kind, said.code, said.grade)
            where, cell = _place(ref, notes)
            stale = _staleness(said, notes)
            views.append(DoubtView("", cell, where, said.text, said.more, said.more, stale=stale))
    return views


def add_doubts(notes: Notes, views: Iterable[DoubtView]) -> None:
    """At its cell a doubt is said in brief: what is unusual, and how it was explained or that it is not yet."""
    for view in views:
        if not view.cell:
            continue
        _, kind, code, grade = view.cell.split(".")
        explained = f"Пояснение: {view.text}" if view.text else "Пояснения пока нет."
        tone = "said" if view.text else "attention"
        notes.add(Ref(kind, code, int(grade)), tone, "?", f"{view.message} {explained}")


def _to_explain(
    problem: Problem, said: Said | None, typed: Typed, notes: Notes, *, complain: bool
) -> DoubtView:
    stale = _staleness(said, notes) if said else ""
    before = said.more if said else ""
    shown = "" if stale else before
    entered = typed.explanations.get(problem.key)
    text = entered.text if entered else shown
    where, cell = _place(problem.ref, notes)
    return DoubtView(
        why_name(problem.key), cell, where, problem.message, text, shown, missing=complain and not text,
        stale=stale, before=before, keep=keep_name(problem.key),
    )  # fmt: skip


def _staleness(said: Said, notes: Notes) -> str:
    """«дано при значении 25»; empty while the explanation holds."""
    ref = Ref(said.kind, said.code, said.grade)
    if not said.more or not is_stale(said.at_value, value_at(notes.sheet, ref)):
        return ""
    single = ref in {cell.ref for cell in notes.sheet.cells}
    return f"дано при значении {said.at_value}" if single else "дано при других числах"


def _place(ref: Ref, notes: Notes) -> tuple[str, str]:
    """Where it is, and the field of the number."""
    where = notes.where(ref) if ref.kind else "Вся форма"
    return where, cell_name(ref) if ref in {cell.ref for cell in notes.sheet.cells} else ""

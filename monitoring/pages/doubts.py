"""The doubtful figures of a form with the school's explanations: asked for in a draft, read in what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitoring.checks.problem import Problem
from monitoring.pages.notes import Notes
from monitoring.school_reports import Said
from monitoring.sheet import Ref
from monitoring.typed import Typed, cell_name, why_name


@dataclass(frozen=True, slots=True)
class DoubtView:
    """`name` is the field of the explanation, `cell` the field of the number (empty: no single one)."""

    name: str
    cell: str
    where: str
    message: str
    text: str
    shown: str
    missing: bool = False


def doubts_to_explain(
    problems: Iterable[Problem], trail: Sequence[Said], typed: Typed, notes: Notes, *, complain: bool
) -> list[DoubtView]:
    """What the checks find now; `complain` marks those nobody has explained."""
    given = {
        (said.check, said.kind, said.code, said.grade): said.more for said in trail if said.what == "finding"
    }
    views = []
    for problem in problems:
        shown = given.get(problem.key, "")
        entered = typed.explanations.get(problem.key)
        text = entered.text if entered else shown
        views.append(_view(problem.ref, problem.message, why_name(problem.key), text, shown, notes, complain))
    return views


def explained_doubts(trail: Iterable[Said], notes: Notes) -> list[DoubtView]:
    """What was doubtful when the report was handed in."""
    return [
        _view(
            Ref(said.kind, said.code, said.grade), said.text, "", said.more, said.more, notes, complain=False
        )
        for said in trail
        if said.what == "finding"
    ]


def _view(
    ref: Ref, message: str, name: str, text: str, shown: str, notes: Notes, complain: bool
) -> DoubtView:
    where = notes.where(ref) if ref.kind else "Вся форма"
    cells = {cell.ref for cell in notes.sheet.cells}
    cell = cell_name(ref) if ref in cells else ""
    return DoubtView(name, cell, where, message, text, shown, missing=complain and not text)

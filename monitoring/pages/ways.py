"""Ways through a form: what is still empty, what is said of which cell, what the columns count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from monitoring.pages.cells import CellView
from monitoring.pages.definitions import ColumnHelp, column_helps
from monitoring.pages.form import FormPage

PROBLEMS = ("missed", "attention", "brand")
DOUBT = "?"  # its link leads to the line of its explanation


@dataclass(frozen=True, slots=True)
class Problem:
    """A place and what is said of it; `id` is that of a field."""

    id: str
    tone: str
    sign: str
    where: str
    text: str


@dataclass(frozen=True)
class Ways:
    """`empty` are the names of cells to be filled in, in the order of the page."""

    empty: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    helps: list[ColumnHelp] = field(default_factory=list)

    @property
    def summary(self) -> list[Problem]:
        """Remarks stand in a list of their own."""
        return [problem for problem in self.problems if problem.tone != "brand"]


def ways_through(page: FormPage) -> Ways:
    return Ways(
        [cell.name for cell in _cells(page) if cell.to_fill and not cell.text],
        [*_noted(page), *_doubtful(page)],
        column_helps(page.sheet),
    )


def _cells(page: FormPage) -> Iterator[CellView]:
    for row in page.rows:
        yield from (cell for cell in row.cells if cell.applicable)
    for line in page.lines:
        yield line.cell


def _noted(page: FormPage) -> Iterator[Problem]:
    for cell in _cells(page):
        for note in cell.notes:
            if note.tone in PROBLEMS and note.sign != DOUBT:
                yield Problem(cell.name, note.tone, note.sign, note.where, note.text)


def _doubtful(page: FormPage) -> Iterator[Problem]:
    """Unusual figures nobody has explained yet: the link leads to the line for the explanation."""
    for doubt in page.doubts:
        if page.editable and not doubt.text:
            text = f"{doubt.message} Поясните одной строкой или исправьте."
            yield Problem(doubt.name, "attention", DOUBT, doubt.where, text)

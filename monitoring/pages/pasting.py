"""The preview of a pasted block: the part of the form that lies under it, old → new, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from monitoring.pages.cells import column_label, printed, read_out
from monitoring.pages.notes import Notes
from monitoring.pasting import PastedCell, Preview
from monitoring.sheet import Ref, Sheet
from monitoring.values import CellValue
from schools.grades import UNGRADED, grade_label
from schools.numbers import counted

WORDS = {"same": "без изменений", "none": "не применимо", "empty": "пусто – остаётся как есть"}
_CELLS = ("ячейка", "ячейки", "ячеек")


@dataclass(frozen=True, slots=True)
class UnderView:
    """One cell under the block; `words` stand for its state where there is no new number."""

    state: str
    old: str
    new: str
    text: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class UnderRow:
    label: str
    cells: tuple[UnderView | None, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cell with a sentence about it."""

    where: str
    text: str
    why: str


@dataclass(frozen=True)
class PreviewView:
    """What templates/monitoring/_paste_preview.html draws."""

    sheet: Sheet
    preview: Preview

    @property
    def count(self) -> int:
        return len(self.preview.written)

    @property
    def heading(self) -> str:
        if not self.count:
            return "Записывать нечего"
        return f"Запишется {counted(self.count, *_CELLS)}"

    @property
    def summary(self) -> str:
        """«20 новых, 4 изменятся, 3 без изменений, 2 не запишутся.»"""
        counts = self.preview.counts
        parts = [
            (counts["new"], "заполнится", "заполнятся", "заполнятся"),
            (counts["changed"], "изменится", "изменятся", "изменятся"),
            (counts["same"], "без изменений", "без изменений", "без изменений"),
            (counts["refused"], "не запишется", "не запишутся", "не запишутся"),
        ]
        said = [counted(number, *forms) for number, *forms in parts if number]
        return (
            f"{', '.join(said)}." if said else "Ни одно из скопированных значений не попало в ячейки формы."
        )

    @property
    def said(self) -> tuple[str, ...]:
        return self.preview.said

    @property
    def refused(self) -> list[Spoken]:
        return [self._spoken(cell) for cell in self.preview.cells if cell.state == "refused"]

    @property
    def warned(self) -> list[Spoken]:
        """The sentence begins with the grade, so the column alone is named."""
        columns = [
            (cell.cell.ref._replace(grade=UNGRADED), cell) for cell in self.preview.written if cell.why
        ]
        return [Spoken(self._notes.where(column), cell.text, cell.why) for column, cell in columns]

    def _spoken(self, pasted: PastedCell) -> Spoken:
        return Spoken(self._notes.where(pasted.cell.ref), pasted.text, pasted.why)

    @cached_property
    def _notes(self) -> Notes:
        return Notes(self.sheet)

    @cached_property
    def _places(self) -> dict[tuple[int, int], PastedCell]:
        """Of several texts over one cell the last: all of them are refused."""
        return {(pasted.row, pasted.column): pasted for pasted in self.preview.cells}

    @property
    def heads(self) -> list[str]:
        """The columns under the block, from left to right."""
        if self.preview.is_list:
            return ["Ответ"]
        found = {column: pasted.cell.column for (_, column), pasted in self._places.items()}
        return [column_label(column) for _, column in sorted(found.items())]

    @property
    def rows(self) -> list[UnderRow]:
        columns = sorted({column for _, column in self._places})
        rows = []
        for row in sorted({row for row, _ in self._places}):
            cells = [self._places.get((row, column)) for column in columns]
            first = next(pasted.cell for pasted in cells if pasted is not None)
            label = first.column.full_label if self.preview.is_list else grade_label(first.ref.grade)
            rows.append(UnderRow(label, tuple(None if under is None else _under(under) for under in cells)))
        return rows

    @property
    def promise(self) -> list[tuple[Ref, str, str]]:
        """What goes back when it is confirmed: cell, what stands there, what is written."""
        return [
            (pasted.cell.ref, _shown(pasted, pasted.old), _shown(pasted, pasted.new))
            for pasted in self.preview.written
        ]


def _under(pasted: PastedCell) -> UnderView:
    metric = pasted.cell.column.metric
    return UnderView(
        pasted.state,
        read_out(pasted.old, metric),
        read_out(pasted.new, metric),
        pasted.text,
        WORDS.get(pasted.state, ""),
        pasted.why,
    )


def _shown(pasted: PastedCell, value: CellValue) -> str:
    return printed(value, pasted.cell.column.metric)

"""The colours of the heatmap in a workbook: those of the page, by the word of the status."""

from __future__ import annotations

from typing import Any, Literal

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from indicators.analysis import Status, status_words
from reports.sheet_look import HEADING_COLOUR

Pattern = Literal["solid", "lightUp"]
LOOKS: dict[Status, tuple[str, str, Pattern]] = {
    Status.ACHIEVED: ("1D7A46", "EEF8F2", "solid"),
    Status.MISSED: ("9C3412", "FBE1D5", "solid"),
    Status.NO_TARGET: ("16242B", "F4F7F7", "solid"),
    Status.NO_DATA: ("55646B", "EEF1F2", "solid"),
    Status.NOT_APPLICABLE: ("55646B", "C9D3D6", "lightUp"),
}
"""Ink, ground and pattern."""
SIGNS = {Status.MISSED: "▼", Status.NO_DATA: "–", Status.NOT_APPLICABLE: "×"}
BETTER = ("higher", "lower")


def legend(below: str) -> list[tuple[str, Status]]:
    """Signs with their words; `below` is what missing the plan is called on the sheet («ниже плана»)."""
    words = {status: below if status == Status.MISSED else status.label for status in Status}
    return [(f"{SIGNS.get(status, '')} {words[status]}".strip(), status) for status in Status]


def title_look(cell: Any) -> None:
    cell.font = Font(name="Calibri", bold=True, size=14, color=HEADING_COLOUR)


def colour(cell: Any, status: Status) -> None:
    """A cell that shows what a colour means."""
    ink, ground, pattern = LOOKS[status]
    cell.font = Font(name="Calibri", color=ink, bold=status == Status.MISSED)
    cell.fill = PatternFill(pattern, fgColor=ground, bgColor=ground if pattern == "solid" else "FBFCFC")


def colour_by_words(sheet: Worksheet, cells: str, first_word: str) -> None:
    """Conditional formats of a range by the words beside it; `first_word` is the cell that speaks of the first one.

    The words may go on («ниже плана, предварительно»), so their beginning decides.
    """
    for status, (ink, ground, pattern) in LOOKS.items():
        fill = PatternFill(pattern, fgColor=ground, bgColor=ground if pattern == "solid" else "FBFCFC")
        for label in dict.fromkeys(status_words(status, better) for better in BETTER):
            rule = FormulaRule(
                formula=[f'LEFT({first_word},{len(label)})="{label}"'],
                font=Font(color=ink, bold=status == Status.MISSED),
                fill=fill,
                stopIfTrue=True,
            )
            sheet.conditional_formatting.add(cells, rule)

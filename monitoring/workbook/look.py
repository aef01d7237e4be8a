"""How a workbook looks: each style is made once, its cells share it (ten times faster than styling cell by cell)."""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

INK, INK_2, BRAND, LINE = "16242B", "4D6069", "0A4447", "9FB0B6"
HEADING, PAPER, YELLOW, RED = "E2EEEE", "F6F8F8", "FDF3D8", "FCEBE3"
_THIN = Side(style="thin", color=LINE)
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
RULE = Border(left=_THIN, right=_THIN, top=Side(style="medium", color=BRAND), bottom=_THIN)
EMPTY_FILL = PatternFill(bgColor=YELLOW)
ABOVE_FILL = PatternFill(bgColor="F4C7B5")
ABOVE_FONT = Font(color="8C2F12", bold=True)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _font(**more: Any) -> Font:
    return Font(name="Calibri", size=more.pop("size", 11), color=more.pop("color", INK), **more)


_WRAP = Alignment(wrap_text=True, horizontal="left", vertical="center", indent=1)
_TOP = Alignment(wrap_text=True, horizontal="left", vertical="top")
_MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_RIGHT = Alignment(horizontal="right", vertical="center")
_INDENTED = Alignment(horizontal="left", vertical="center", indent=1)
_LEFT = Alignment(horizontal="left", vertical="center")

STYLES: dict[str, dict[str, Any]] = {
    "title": {"font": _font(bold=True, size=14, color=BRAND), "alignment": _LEFT},
    "note": {"font": _font(color=INK_2), "alignment": _LEFT},
    "aside": {"font": _font(size=9, color=INK_2), "alignment": _INDENTED},
    "section": {"font": _font(bold=True, size=12, color=BRAND), "alignment": _LEFT},
    "head": {
        "font": _font(bold=True, size=10, color=BRAND), "fill": _fill(HEADING), "border": BOX, "alignment": _MIDDLE,
    },
    "head_last": {
        "font": _font(size=9, color=INK_2), "fill": _fill(PAPER), "border": BOX, "alignment": _MIDDLE,
    },
    "label": {"font": _font(), "fill": _fill(HEADING), "border": BOX, "alignment": _WRAP},
    "input": {"font": _font(), "border": BOX, "alignment": _RIGHT, "protection": Protection(locked=False)},
    "input_text": {"font": _font(), "border": BOX, "alignment": _LEFT, "protection": Protection(locked=False)},
    "locked": {"font": _font(), "fill": _fill(PAPER), "border": BOX, "alignment": _RIGHT},
    "locked_text": {"font": _font(), "fill": _fill(PAPER), "border": BOX, "alignment": _LEFT},
    "last": {"font": _font(size=9, color=INK_2), "fill": _fill(PAPER), "border": BOX, "alignment": _RIGHT},
    "none": {"fill": PatternFill("lightUp", fgColor="A9B7BC", bgColor="EEF1F2"), "border": BOX},
    "total": {"font": _font(bold=True), "fill": _fill(HEADING), "border": RULE, "alignment": _RIGHT},
    "total_label": {"font": _font(bold=True), "fill": _fill(HEADING), "border": RULE, "alignment": _WRAP},
    "total_last": {
        "font": _font(size=9, color=INK_2), "fill": _fill(PAPER), "border": RULE, "alignment": _RIGHT,
    },
    "text": {"font": _font(), "alignment": _TOP},
    "cell": {"font": _font(), "border": BOX, "alignment": _TOP},
    "link": {"font": _font(color="0F5E63", underline="single"), "border": BOX, "alignment": _TOP},
    "key": {"font": _font(size=8, color=INK_2)},
}  # fmt: skip


class Look:
    """The styles of one workbook by name."""

    def __init__(self, book: Workbook) -> None:
        scratch = book.create_sheet("scratch")
        self._made: dict[tuple[str, str], Any] = {}
        for number, (name, parts) in enumerate(STYLES.items(), start=1):
            cell: Any = scratch.cell(number, 1)
            for part, value in parts.items():
                setattr(cell, part, value)
            self._made[name, ""] = copy(cell._style)
        self._scratch: Any = scratch.cell(1, 2)
        book.remove(scratch)

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, name: str, number: str = "") -> None:
        """Write a value in a style; texts must be harmless already. `number` is a number format."""
        cell: Any = sheet.cell(row, column)
        if value is not None:
            cell.value = value
        cell._style = copy(self._style(name, number))

    def _style(self, name: str, number: str) -> Any:
        if (name, number) not in self._made:
            self._scratch._style = copy(self._made[name, ""])
            self._scratch.number_format = number
            self._made[name, number] = copy(self._scratch._style)
        return self._made[name, number]

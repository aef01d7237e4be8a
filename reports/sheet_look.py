"""How a sheet for people looks: heading, widths, print set-up. The colours are those of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

HEADING_COLOUR, HEADING_GROUND, RULE_COLOUR = "0A4447", "E2EEEE", "0F5E63"
HEADING_FILL = PatternFill("solid", fgColor=HEADING_GROUND)
HEADING_FONT = Font(name="Calibri", bold=True, color=HEADING_COLOUR)
RULE = Border(bottom=Side(style="thin", color=RULE_COLOUR))
WRAPPED = Alignment(wrap_text=True, vertical="center")
INDENTED = Alignment(horizontal="left", indent=1)
NARROWEST, WIDEST = 7, 70
A4 = 9
EXACT, WHOLE = "#,##0.####", "#,##0"


def head(sheet: Worksheet, row: int = 1) -> None:
    """The look of a heading row."""
    for cell in sheet[row]:
        cell.font, cell.fill, cell.border, cell.alignment = HEADING_FONT, HEADING_FILL, RULE, WRAPPED


def widen(sheet: Worksheet, lengths: Sequence[int]) -> None:
    """Widths after the longest text of each column."""
    for index, length in enumerate(lengths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width_of(length)


def width_of(length: int) -> int:
    return max(NARROWEST, min(length + 3, WIDEST))


def make_printable(sheet: Worksheet, *, heading_rows: str = "1:1") -> None:
    """A4 on its side, as wide as the page, the heading on each page, page numbers below."""
    sheet.print_title_rows = heading_rows
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    below: Any = sheet.oddFooter
    below.center.text = "&P из &N"


def exact_format(number: Any) -> str:
    """Of one exact number: whole ones without the comma that `EXACT` would leave behind them."""
    return WHOLE if number == int(number) else EXACT


def decimals_format(decimals: int) -> str:
    """The number format of an indicator: «0.0» for one decimal, thousands apart."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def format_of(rounded: object, *, signed: bool = False) -> str | None:
    """Of one rounded number: the decimals it was rounded to; nothing for what is no such number."""
    if not isinstance(rounded, Decimal):
        return None
    own = decimals_format(max(0, -int(rounded.as_tuple().exponent)))
    return f"+{own};\u2212{own};0" if signed else own

"""What a workbook says while it is filled in: lists and limits of cells, colours for what is missing or too large."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.models import CellKind, Event, Metric
from monitoring.workbook.look import ABOVE_FILL, ABOVE_FONT, EMPTY_FILL

if TYPE_CHECKING:
    from monitoring.workbook.school_sheet import Place

LONGEST_PROMPT = 255  # Excel's own limit
WRONG = "Так записать нельзя"
EVENT, EVENT_WITH = CellKind.EVENT.value, CellKind.EVENT_WITH_DISABILITIES.value
PUPILS, PUPILS_WITH = CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value


def people_only(sheet: Worksheet, cells: str) -> None:
    """Whole numbers from 0 on, or «н/д»."""
    first = cells.partition(":")[0]
    rule = f'IF(ISNUMBER({first}),AND({first}>=0,{first}=INT({first})),{first}="н/д")'
    _validate(sheet, cells, rule, "Пишите целое число от 0 или «н/д», если данных нет.")


def answer(sheet: Worksheet, cell: str, metric: Metric | None) -> None:
    """One question: a number with its decimals, a choice, or free text with its definition beside it."""
    if metric is None:
        people_only(sheet, cell)
    elif metric.type == Metric.Type.YES_NO:
        choice = DataValidation(
            type="list", formula1='"да,нет,н/д,x"', allow_blank=True, showErrorMessage=True
        )
        choice.errorTitle, choice.error = WRONG, "Выберите из списка: да, нет, н/д или x (не применимо)."
        _prompt(choice, metric.definition)
        choice.add(cell)
        sheet.add_data_validation(choice)
    elif metric.is_number:
        marks = f'OR({cell}="н/д",{cell}="x",{cell}="х")'
        rule = f"IF(ISNUMBER({cell}),AND({cell}>=0,ROUND({cell},{metric.decimals})={cell}),{marks})"
        digits = f"не больше {metric.decimals} знаков после запятой" if metric.decimals else "целое"
        words = f"Пишите число от 0 ({digits}), «н/д» (данных нет) или «x» (не применимо)."
        _validate(sheet, cell, rule, words, metric.definition)
    else:
        example = "Полный адрес, с https:// в начале." if metric.type == Metric.Type.LINK else ""
        _validate(sheet, cell, f"LEN({cell})<=2000", "Не больше 2000 знаков.", metric.definition or example)


def mark_empty(sheet: Worksheet, runs: Iterable[tuple[str, str]]) -> None:
    """Cells that have to be answered are yellow while they are empty."""
    for first, last in runs:
        rule = FormulaRule(formula=[f"LEN(TRIM({first}))=0"], fill=EMPTY_FILL)
        sheet.conditional_formatting.add(f"{first}:{last}", rule)


def mark_above(sheet: Worksheet, places: Sequence[Place], first_row: int, last_row: int) -> None:
    """Participants above pupils, and a part above its whole, where both stand in this sheet."""
    letters = {(place.column.kind, place.column.code): place.letter for place in places}
    for place in places:
        whole = letters.get(_whole_of(place, letters))
        if whole is None:
            continue
        part, limit = f"{place.letter}{first_row}", f"{whole}{first_row}"
        formula = f"AND(ISNUMBER({part}),ISNUMBER({limit}),{part}>{limit})"
        rule = FormulaRule(formula=[formula], fill=ABOVE_FILL, font=ABOVE_FONT)
        sheet.conditional_formatting.add(f"{part}:{place.letter}{last_row}", rule)


def _whole_of(place: Place, letters: dict[tuple[str, str], str]) -> tuple[str, str]:
    """The column a column is a part of (`monitoring.checks.contradictory`); attendances are part of nothing."""
    kind, code, event = place.column.kind, place.column.code, place.column.event
    if kind == PUPILS_WITH:
        return PUPILS, ""
    if kind == EVENT_WITH:
        return EVENT, code
    if event is None or event.counts != Event.Counts.PEOPLE:
        return "", ""
    narrow = event.audience == Event.Audience.DISABILITIES and (PUPILS_WITH, "") in letters
    return (PUPILS_WITH if narrow else PUPILS), ""


def _validate(sheet: Worksheet, cells: str, rule: str, words: str, definition: str = "") -> None:
    check = DataValidation(type="custom", formula1=rule, allow_blank=True, showErrorMessage=True)
    check.errorTitle, check.error = WRONG, words
    _prompt(check, definition)
    check.add(cells)
    sheet.add_data_validation(check)


def _prompt(check: DataValidation, definition: str) -> None:
    if definition:
        check.showInputMessage = True
        words = " ".join(definition.split())
        check.prompt = words if len(words) <= LONGEST_PROMPT else f"{words[: LONGEST_PROMPT - 1]}…"

"""The table of organisations to fill in, as a workbook: an empty sheet with lists to choose from, and how to fill it.

Only the first sheet is read back, so the example on the second is nobody's organisation.
"""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schools.enrolment import COLUMNS, MOST_ROWS
from schools.models import Kind

TITLE, HOW = "Организации", "Как заполнять"
WIDTHS = {
    "code": 12, "short_name": 38, "full_name": 50, "kind": 30, "grades": 12, "locality": 13, "email": 30,
}  # fmt: skip
ABOUT = {
    "code": ("Можно не заполнять: портал предложит сам.", ""),
    "short_name": ("Обязательно. Так организация названа на страницах.", "МБОУ «Ёлкинская СОШ»"),
    "full_name": ("Можно не заполнять.", ""),
    "kind": ("Выберите из списка. Пустой портал узнает по названию: «СОШ», «ООШ», «НОШ», «детский сад».",
             Kind.SECONDARY.label),
    "grades": ("Первый и последний класс через дефис. Пустые портал возьмёт по виду.", "1-11"),
    "locality": ("Обязательно. Выберите из списка: город или село.", "село"),
    "email": ("Можно не заполнять. Сюда приходят напоминания.", "school@example.ru"),
}  # fmt: skip
CHOICES = {"kind": [label for _, label in Kind.choices], "locality": ["город", "село"]}


def enrolment_table() -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet, how = book.create_sheet(TITLE), book.create_sheet(HOW)
    sheet.append(list(COLUMNS.values()))
    sheet.freeze_panes = "A2"
    for at, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(at)
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[letter].width = WIDTHS[name]
        if name == "grades":
            sheet.column_dimensions[letter].number_format = "@"  # Excel would make a date of «1-9»
        if name in CHOICES:
            _choose(sheet, f"{letter}2:{letter}{MOST_ROWS + 1}", CHOICES[name])
    _explain(how)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _choose(sheet: Worksheet, cells: str, choices: list[str]) -> None:
    """A list to choose from; another spelling is let through: the page says what it does not know."""
    check = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    check.add(cells)
    sheet.add_data_validation(check)


def _explain(sheet: Worksheet) -> None:
    sheet.append(["Столбец", "Что писать", "Пример"])
    for name, (words, example) in ABOUT.items():
        sheet.append([COLUMNS[name], words, example])
    sheet.append([])
    sheet.append(
        [f"Портал читает только лист «{TITLE}»: одна строка – одна организация. Этот лист не загружается."]
    )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in (("A", 24), ("B", 70), ("C", 30)):
        sheet.column_dimensions[letter].width = width
    for line in range(2, len(ABOUT) + 2):
        sheet.cell(line, 2).alignment = Alignment(wrap_text=True, vertical="top")

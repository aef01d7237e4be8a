"""The sheets of a workbook that are read: how to fill it in, what its columns mean, which organisations are in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.columns import Column
from monitoring.definitions import definition_of, facts_of
from monitoring.workbook.look import Look
from monitoring.workbook.school_sheet import heading
from schools.spreadsheet import harmless

GUIDE, DEFINITIONS, CONTENTS = "Как заполнить", "Определения", "Содержание"

STEPS = (
    "Пишите только в белых и жёлтых ячейках: жёлтые ещё пусты. Заголовки и всё остальное закрыто от правки.",
    "Число, 0 или «н/д» (данных нет). Пустая ячейка – не ответ: с пустыми отчёт не направить.",
    "«x» (не применимо к организации) пишут только в «Других данных». «Да» и «нет» выбирают из списка.",
    "Штриховка: класса у организации нет или мероприятие его не охватывает.",
    "Красное: участников больше, чем обучающихся. Исправьте или поясните на портале, кто прибыл позже.",
    "Серым справа от ячейки – принятое в прошлом году. Итоги считаются сами.",
    "Строки можно сортировать, столбцы и листы – добавлять и переименовывать: портал узнаёт ячейки по скрытым ключам.",
    "Не объединяйте ячейки и не удаляйте скрытые строку, столбец и лист.",
    "Сохраните книгу как .xlsx и загрузите на портал, на страницу «Книга Excel».",
    "Портал покажет по ячейкам, что изменится, и ничего не запишет, пока вы не подтвердите.",
)


def write_guide(sheet: Worksheet, look: Look, title: str, lead: Sequence[str]) -> None:
    """Numbered steps, one a line."""
    look.put(sheet, 1, 1, harmless(title), "title")
    row = 2
    for row, line in enumerate(lead, start=2):
        look.put(sheet, row, 1, harmless(line), "note")
    for number, step in enumerate(STEPS, start=1):
        look.put(sheet, row + 1 + number, 1, f"{number}. {step}", "text")
        sheet.row_dimensions[row + 1 + number].height = 36 if len(step) > 105 else 20
    sheet.column_dimensions["A"].width = 120
    _finish(sheet)


def write_definitions(sheet: Worksheet, look: Look, columns: Iterable[Column]) -> None:
    """Every column of the form: label, full name, what is counted."""
    for at, (word, width) in enumerate(
        (("Графа", 34), ("Полное название", 52), ("Что считать", 70)), start=1
    ):
        look.put(sheet, 1, at, word, "head")
        sheet.column_dimensions["ABC"[at - 1]].width = width
    for row, column in enumerate(columns, start=2):
        for at, text in enumerate((heading(column), column.full_label, meaning(column)), start=1):
            look.put(sheet, row, at, harmless(text), "cell")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _finish(sheet)


def meaning(column: Column) -> str:
    """The definition and the facts that follow from the catalogue."""
    facts = [f"{term}: {words}." for term, words in facts_of(column)]
    return " ".join(part for part in (definition_of(column), *facts) if part)


def write_contents(sheet: Worksheet, look: Look, rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Rows: the sheet's title, name and code of the organisation, and how its report stands."""
    for at, (word, width) in enumerate((("Организация", 60), ("Код", 16), ("Отчёт", 60)), start=1):
        look.put(sheet, 1, at, word, "head")
        sheet.column_dimensions["ABC"[at - 1]].width = width
    for row, (title, *texts) in enumerate(rows, start=2):
        for at, text in enumerate(texts, start=1):
            look.put(sheet, row, at, harmless(text), "link" if at == 1 else "cell")
        place = title.replace("'", "''")
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{place}'!C5")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _finish(sheet)


def _finish(sheet: Worksheet) -> None:
    sheet.protection.sheet = True
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

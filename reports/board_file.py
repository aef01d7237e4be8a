"""The board of a campaign as a workbook: the rows in view in, one sheet out, with what exactly is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from monitoring.lacking import lacking_words
from monitoring.pages.board import BoardPage
from monitoring.pages.board_lines import Line
from reports.writers import Column, Table, write_xlsx
from schools.models import Kind, Locality

COLUMNS = (
    Column("Код", "Код организации."),
    Column("Организация", "Краткое название."),
    Column("Вид", "Вид организации."),
    Column("Местность", "Город или село."),
    Column("Состояние", "Не начат, черновик, на проверке, на доработке, принят."),
    Column("Заполнено", "Сколько ячеек заполнено.", "0"),
    Column("Из", "Сколько ячеек нужно заполнить.", "0"),
    Column("Доля", "Заполнено от нужного, целых процентов с округлением вниз.", '0"\u00a0%"'),
    Column("Срок", "День, до которого нужно сдать, с учётом продления.", "dd.mm.yyyy"),
    Column("Продлён", "«да», если срок этой организации продлён."),
    Column("Просрочен на, дней", "На день выгрузки; пусто, если срок не прошёл или отчёт сдан.", "0"),
    Column("Направлен", "Когда отчёт направлен на проверку.", "dd.mm.yyyy hh:mm"),
    Column("Принят", "Когда отчёт принят.", "dd.mm.yyyy hh:mm"),
    Column("Чего не хватает", "Незаполненные графы и классы; до двадцати граф."),
)
QUESTIONS = (
    Column("Противоречий", "Чисел, которые не могут быть верны вместе.", "0"),
    Column("Необычных чисел", "Необычных чисел без пояснения организации.", "0"),
    Column("Замечаний", "Не снятых замечаний специалиста.", "0"),
    Column("Комментариев", "Комментариев организации, на которые не ответили.", "0"),
)
ACTIVITY = (
    Column("Последнее действие", "Когда с отчётами организации что-то делали.", "dd.mm.yyyy hh:mm"),
    Column("Кто", "Кто это сделал; пусто – сам портал."),
)
MOST_NAMED = 20


def export_board(path_or_stream: Any, page: BoardPage, *, now: dt.datetime) -> int:
    """Returns the number of organisations."""
    columns = [*COLUMNS, *(QUESTIONS if page.with_questions else ()), *ACTIVITY]
    rows = [_cells(line, page, now) for line in page.lines]
    notes = [f"{page.wave.name}. {page.lead}"]
    return write_xlsx(path_or_stream, [Table("Отчёты организаций", columns, rows, notes)], now=now)


def _cells(line: Line, page: BoardPage, now: dt.datetime) -> list[Any]:
    report, school = line.report, line.report.school
    submission, questions = report.submission, line.questions
    asked = (questions.contradictions, questions.doubts, questions.remarks, questions.comments)
    return [
        school.code,
        school.short_name,
        Kind(school.kind).label,
        Locality(school.locality).label,
        report.state_label,
        report.filled,
        report.asked,
        report.share,
        report.due,
        "да" if report.extended_to else "",
        (page.today - report.due).days if report.late and report.due else None,
        _local(submission.submitted_at if submission else None, now),
        _local(submission.accepted_at if submission else None, now),
        lacking_words(report.lacking, most=MOST_NAMED),
        *(asked if page.with_questions else ()),
        _local(line.activity.at if line.activity else None, now),
        line.activity.who if line.activity else "",
    ]


def _local(moment: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """By the municipality's clock, without a zone: a workbook knows none."""
    return moment.astimezone(now.tzinfo).replace(tzinfo=None, microsecond=0) if moment else None

"""Headings and leads of the form and the board: the finding, then what now and by when."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from monitoring.checks.completeness import Completeness
from monitoring.extending import EXTEND, TAKE_BACK
from monitoring.models import CellChange, Submission, Wave
from schools.calendar import DateStyle, format_date, passed
from schools.numbers import counted

NOT_STARTED = "not_started"
_S = Submission.State
DONE = {
    "submit": "Направлен на проверку",
    "recall": "Отозван организацией, снова черновик",
    "return": "Возвращён на доработку",
    "accept": "Принят",
    "reopen": "Открыт для исправлений",
    "dispute": "Организация не согласна с числом: открыт для исправлений",
    "rewrite": "Числа изменены, отчёт на исправлении",
    "accept_import": "Принят при загрузке",
    "confirm_contingent": "Контингент из файла подтверждён",
    EXTEND: "Срок продлён",
    TAKE_BACK: "Продление срока снято",
}
"""What each step of `monitoring.steps` and `monitoring.extending` has done, for the history."""
_D = CellChange.Door
DOORS: dict[str, str] = {
    _D.FORM: "форма отчёта",
    _D.PASTE: "вставка из таблицы",
    _D.MATRIX: "таблица по организациям",
    _D.WORKBOOK: "книга Excel",
    _D.REGISTER: "подсчёт по реестру",
    _D.FILE: "загрузка файла",
    _D.API: "другая программа",
    _D.ADMIN: "управление порталом",
    _D.DEMO: "демонстрация",
}
"""Where a number came from, in the words of whoever reads the history."""


def days(number: int) -> str:
    return counted(number, "день", "дня", "дней")


def due_words(due: dt.date | None, today: dt.date) -> str:
    """«до 12 декабря, осталось 21 день», «срок прошёл 3 дня назад»."""
    if due is None:
        return "срок не назначен"
    if due < today:
        return passed(due, today)
    if due == today:
        return "срок – сегодня"
    style: DateStyle = "day" if due.year == today.year else "short"
    return f"до {format_date(due, style)}, осталось {days((due - today).days)}"


def form_heading(
    wave: Wave,
    state: str,
    filled: Completeness,
    remarks: int,
    *,
    reviews: bool,
    fills: bool,
    opens_later: bool,
) -> str:
    """`reviews` and `fills`: may the reader check, may they write; whoever only reads is not told to do it."""
    if opens_later:
        return f"Сбор откроется {format_date(wave.opens, 'short')}"
    if state in (_S.ACCEPTED, _S.SUBMITTED):
        checking = "Отчёт ждёт вашей проверки" if reviews else "Отчёт на проверке у специалиста"
        return checking if state == _S.SUBMITTED else "Отчёт принят"
    if state == _S.RETURNED:
        said = counted(remarks, "замечание", "замечания", "замечаний") if remarks else "на замечания ответили"
        return f"Отчёт на доработке: {said}"
    if filled.is_full:
        return (
            "Всё заполнено: проверьте и направьте отчёт" if fills else "Отчёт заполнен, но ещё не направлен"
        )
    left = counted(filled.asked - filled.filled, "ячейку", "ячейки", "ячеек")
    if not fills:
        return f"Отчёт заполняется: {filled.filled} из {filled.asked}" if filled.filled else "Отчёт не начат"
    return f"Осталось заполнить {left}" if filled.filled else f"Отчёт не начат: заполните {left}"


def form_lead(wave: Wave, submission: Submission | None, state: str, today: dt.date, *, submits: bool) -> str:
    """The wave, and its date or when it was handed in; `submits`: may the reader hand it in, also after its date."""
    if submission and state == _S.ACCEPTED and submission.accepted_at:
        day = format_date(timezone.localdate(submission.accepted_at), "short")
        return f"{wave.name}. Числа приняты {day} и входят в показатели."
    if submission and state == _S.SUBMITTED and submission.submitted_at:
        return f"{wave.name}. Направлен {format_date(timezone.localdate(submission.submitted_at), 'short')}."
    if submission and submission.is_corrected:
        official = "Принятые числа действуют до нового принятия. " if submission.accepted_at else ""
        return f"{wave.name}: на исправлении. {official}Исправьте и направьте снова."
    due = (submission.extended_to if submission else None) or wave.due
    words = due_words(due, today)
    if submission and submission.extended_to and wave.due:
        words += f" (срок продлён, общий – {format_date(wave.due, 'day')})"
    counted_on = f" По состоянию на {format_date(wave.counted_on, 'short')}." if wave.counted_on else ""
    if due is None:
        return f"{wave.name}.{counted_on}"
    if due < today and submits:
        words += ", отчёт ещё можно направить"
    return f"{wave.name}: {'сдать ' if due > today else ''}{words}.{counted_on}"

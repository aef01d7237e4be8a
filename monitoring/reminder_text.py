"""The mail that reminds of a report: the officer's words with placeholders in braces, or the usual ones.

What a report still lacks is said here in the same words for a mail and for the chat of the heads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from monitoring.lacking import lacking_words
from monitoring.models import Campaign, Submission
from monitoring.queries import CORRECTED_LABEL, NOT_STARTED, Report
from schools.calendar import format_date, passed
from schools.numbers import counted, plural
from schools.placeholders import fill, problems

PLACEHOLDERS: Mapping[str, str] = {
    "организация": "краткое название организации",
    "этап": "название этапа сбора",
    "срок": "до какого числа сдать, с учётом продления",
    "осталось": "«осталось 3 дня» или «срок прошёл 2 дня назад»",
    "ссылка": "адрес отчёта на портале",
    "не_заполнено": "чего не хватает: «не заполнено: …», «отчёт не начат»",
}
DEFAULT_TEXT = """Здравствуйте!

Напоминаем об отчёте «{этап}», {организация}. Срок сдачи – {срок}: {осталось}.

Сейчас: {не_заполнено}.

Открыть отчёт: {ссылка}

Если отчёт уже направлен, ничего делать не нужно."""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def check_text(text: str) -> list[str]:
    """What is wrong with the text of a reminder, in sentences for people; empty = it can be saved."""
    return problems(text, PLACEHOLDERS, empty="Напишите текст письма.", example="срок")


def write(campaign: Campaign, report: Report, today: dt.date, *, text: str = "") -> Letter:
    """The mail about one report; `text` instead of the one the campaign keeps."""
    values = values_for(campaign, report, today)
    subject = f"Отчёт «{report.wave.name}»: {values['осталось']} – {report.school.short_name}"
    return Letter(" ".join(subject.split()), fill(text or campaign.reminder_text or DEFAULT_TEXT, values))


def values_for(campaign: Campaign, report: Report, today: dt.date) -> dict[str, str]:
    """What every placeholder means for one report."""
    path = reverse("monitoring:form", args=[campaign.year_id, report.school.code])
    return {
        "организация": report.school.short_name,
        "этап": report.wave.name,
        "срок": format_date(report.due) if report.due else "не назначен",
        "осталось": time_left(report.due, today),
        "ссылка": f"{settings.SITE_URL}{path}?wave={report.wave.number}",
        "не_заполнено": what_is_missing(report),
    }


def time_left(due: dt.date | None, today: dt.date) -> str:
    """«остался 1 день», «сегодня последний день», «срок прошёл 3 дня назад»."""
    if due is None:
        return "сдать как можно раньше"
    if due < today:
        return passed(due, today)
    if due == today:
        return "сегодня последний день"
    left = (due - today).days
    return f"{plural(left, 'остался', 'осталось', 'осталось')} {counted(left, 'день', 'дня', 'дней')}"


def what_is_missing(report: Report) -> str:
    """«отчёт не начат», «отчёт на доработке», «не заполнено: …», «отчёт заполнен, осталось проверить и направить»."""
    if report.state == NOT_STARTED:
        return "отчёт не начат"
    lacking = lacking_words(report.lacking)
    parts = ["отчёт на доработке"] if report.state == Submission.State.RETURNED else []
    if report.corrected:
        parts.append(f"отчёт {CORRECTED_LABEL}")
    if lacking:
        parts.append(f"не заполнено: {lacking}")
    elif not parts:
        parts.append("отчёт заполнен, осталось проверить и направить")
    return "; ".join(parts)

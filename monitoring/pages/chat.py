"""Text for the chat of the heads: who has not handed in, grouped, with what exactly is missing.

Plain text: a line an organisation, the late ones first. What is not filled in is named in a short form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from monitoring.models import Wave
from monitoring.pages.words import due_words
from monitoring.queries import NOT_STARTED, Report
from monitoring.reminder_text import what_is_missing
from schools.calendar import format_date, passed


def chat_text(wave: Wave, reports: Sequence[Report], today: dt.date) -> str:
    """Empty when everybody has handed in."""
    missing = [report for report in reports if not report.is_handed_in]
    if not missing:
        return ""
    late = [report for report in missing if report.late]
    rest = [report for report in missing if not report.late]
    groups = (
        ("Срок прошёл", late),
        ("Не начали", [report for report in rest if report.state == NOT_STARTED]),
        ("Заполняют", [report for report in rest if report.state != NOT_STARTED]),
    )
    parts = [f"Коллеги, отчёт «{wave.name}»: {due_words(wave.due, today)}. Сдали {_done(reports)}."]
    for title, members in groups:
        if members:
            parts.append("\n".join([f"{title} ({len(members)}):", *(_line(r, today) for r in members)]))
    parts.append(f"Заполнить отчёт: {settings.SITE_URL}")
    return "\n\n".join(parts)


def _done(reports: Sequence[Report]) -> str:
    return f"{sum(report.is_handed_in for report in reports)} из {len(reports)}"


def _line(report: Report, today: dt.date) -> str:
    said = "; ".join(part for part in (_date(report, today), what_is_missing(report)) if part)
    return f"– {report.school.short_name}{f' – {said}' if said else ''}"


def _date(report: Report, today: dt.date) -> str:
    """A date that differs from the one everybody knows."""
    if report.extended_to is None:
        return ""
    if report.late:
        return f"продлённый {passed(report.extended_to, today)}"
    return f"срок продлён до {format_date(report.extended_to, 'day')}"

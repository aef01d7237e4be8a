"""What waits for the officer: recommendations to send and to confirm, reports to check, reports that are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitoring.models import Submission
from schools.numbers import counted

MOST_TASKS = 8
HANDED_IN = (Submission.State.SUBMITTED, Submission.State.ACCEPTED)
LIST = "recommendations:list"
FORM = "monitoring:form"


@dataclass(frozen=True)
class Task:
    """Something that waits for the officer; `tone` and `sign` are those of components/badge.html."""

    title: str
    note: str
    tone: str
    sign: str
    url_name: str
    school: str = ""
    query: str = ""


def is_late(due: dt.date | None, today: dt.date) -> bool:
    return due is not None and due < today


def tasks_of(
    submissions: Sequence[Submission], counts: Mapping[str, int], overdue: int, today: dt.date
) -> list[Task]:
    """Prepared recommendations and answers first, then reports to check, then late ones."""
    tasks = []
    if prepared := counts["prepared"]:
        words = counted(prepared, "рекомендация ждёт", "рекомендации ждут", "рекомендаций ждут")
        tasks.append(
            Task(f"{words} решения", "проверить и направить", "attention", "○", LIST, query="?state=prepared")
        )
    if answered := counts["done"]:
        words = counted(answered, "организация ответила", "организации ответили", "организаций ответили")
        tasks.append(Task(words, "подтвердить выполнение", "attention", "○", LIST, query="?state=done"))
    if overdue:
        words = counted(
            overdue, "рекомендация просрочена", "рекомендации просрочены", "рекомендаций просрочены"
        )
        tasks.append(Task(words, "срок прошёл", "missed", "!", LIST, query="?state=overdue"))
    return tasks + _reports_to_look_at(submissions, today)


def _reports_to_look_at(submissions: Sequence[Submission], today: dt.date) -> list[Task]:
    waiting = [
        Task(
            s.school.short_name,
            f"{s.wave.name}: ждёт проверки",
            "attention",
            "○",
            FORM,
            s.school.code,
        )
        for s in submissions
        if s.state == Submission.State.SUBMITTED
    ]
    late = [
        Task(
            s.school.short_name,
            f"{s.wave.name}: срок прошёл {counted((today - s.due).days, 'день', 'дня', 'дней')} назад",
            "missed",
            "!",
            FORM,
            s.school.code,
        )
        for s in submissions
        if s.due and s.state not in HANDED_IN and is_late(s.due, today)
    ]
    return waiting + late

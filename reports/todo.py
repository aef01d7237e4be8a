"""What waits for the officer: recommendations to send and to confirm, reports to check, reports that are late, comments
without an answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitoring.models import Submission, Wave
from monitoring.queries import NOT_STARTED
from schools.calendar import passed, year_label
from schools.numbers import counted, plural

MOST_TASKS = 8
MOST_NAMED = 3
LIST = "recommendations:list"
FORM = "monitoring:form"
BOARD = "monitoring:board"


@dataclass(frozen=True)
class Task:
    """Something that waits for the officer; `tone` and `sign` are those of components/badge.html.

    `year` 0 = the year of the page.
    """

    title: str
    note: str
    tone: str
    sign: str
    url_name: str
    school: str = ""
    query: str = ""
    year: int = 0


def is_late(due: dt.date | None, today: dt.date) -> bool:
    return due is not None and due < today


def tasks_of(
    submissions: Sequence[Submission],
    not_begun: Sequence[tuple[Wave, int]],
    counts: Mapping[str, int],
    overdue: int,
    today: dt.date,
    comments: Sequence[tuple[Wave, int]] = (),
) -> list[Task]:
    """Prepared recommendations and answers first, then reports to check, late reports, comments to answer.

    More than a few organisations with the same to do are one line for each wave, so that none pushes another out.

    `not_begun` is how many organisations have not begun the report of a wave whose date has passed, `comments` how many
    numbers of a wave have a comment nobody has answered.
    """
    tasks = []
    if prepared := counts["prepared"]:
        words = counted(prepared, "рекомендация ждёт", "рекомендации ждут", "рекомендаций ждут")
        tasks.append(
            Task(f"{words} решения", "проверить и направить", "attention", "○", LIST, query="?state=prepared")
        )
    if answered := counts["done"]:
        tasks.append(answers_task(answered))
    if disputed := counts.get("disputed", 0):
        words = counted(
            disputed, "организация не согласна", "организации не согласны", "организаций не согласны"
        )
        note = "с числом в рекомендации"
        tasks.append(Task(words, note, "attention", "!", LIST, query="?state=disputed"))
    if overdue:
        words = counted(
            overdue, "рекомендация просрочена", "рекомендации просрочены", "рекомендаций просрочены"
        )
        tasks.append(Task(words, "срок прошёл", "missed", "!", LIST, query="?state=overdue"))
    to_check, to_chase = _reports_to_look_at(submissions, today)
    to_remind = [_to_remind(wave, number, today) for wave, number in not_begun]
    return [
        *tasks,
        *to_check,
        *to_remind,
        *to_chase,
        *(_to_answer(wave, number) for wave, number in comments),
    ]


def answers_task(number: int, year: int = 0) -> Task:
    """Answers to recommendations, of an earlier year with its name."""
    words = counted(number, "организация ответила", "организации ответили", "организаций ответили")
    title = f"Рекомендации, {year_label(year)}: {words}" if year else words
    return Task(title, "подтвердить выполнение", "attention", "○", LIST, query="?state=done", year=year)


def _reports_to_look_at(submissions: Sequence[Submission], today: dt.date) -> tuple[list[Task], list[Task]]:
    """Of each school a line for what it handed in and one for how late it is, else that it corrects what it sent."""
    waiting: dict[str, list[Submission]] = {}
    late: dict[str, list[Submission]] = {}
    corrected: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.state == Submission.State.SUBMITTED:
            waiting.setdefault(submission.school.code, []).append(submission)
        elif submission.is_late(today):
            late.setdefault(submission.school.code, []).append(submission)
        elif submission.is_corrected:
            corrected.setdefault(submission.school.code, []).append(submission)
    to_check = [_to_check(found) for found in waiting.values()]
    if len(waiting) > MOST_NAMED:
        to_check = [_check_together(found) for found in _by_wave(waiting)]
    to_chase = [_to_chase(found, today) for found in late.values()]
    if len(to_chase) > MOST_NAMED:
        to_chase = [_chase_together(found, today) for found in _by_wave(late)]
    known = {*waiting, *late}
    return to_check, to_chase + [_in_hand(found) for code, found in corrected.items() if code not in known]


def _by_wave(by_school: Mapping[str, Sequence[Submission]]) -> list[list[Submission]]:
    waves: dict[int, list[Submission]] = {}
    for found in by_school.values():
        for submission in found:
            waves.setdefault(submission.wave.number, []).append(submission)
    return [waves[number] for number in sorted(waves)]


def _check_together(found: Sequence[Submission]) -> Task:
    wave = found[0].wave
    words = f"{wave.name}: {counted(len(found), 'отчёт ждёт', 'отчёта ждут', 'отчётов ждут')} проверки"
    query = f"?wave={wave.number}&state={Submission.State.SUBMITTED}"
    return Task(words, "проверить и принять", "attention", "○", BOARD, query=query)


def _chase_together(found: Sequence[Submission], today: dt.date) -> Task:
    wave, first = found[0].wave, min(due for submission in found if (due := submission.due))
    schools = counted(len(found), "организация", "организации", "организаций")
    words = f"{wave.name}: {plural(len(found), 'не закончила', 'не закончили', 'не закончили')} {schools}"
    return Task(words, passed(first, today), "missed", "!", BOARD, query=f"?wave={wave.number}&late=1")


def _to_remind(wave: Wave, number: int, today: dt.date) -> Task:
    verb = plural(number, "не начала", "не начали", "не начали")
    words = f"{wave.name}: {verb} {counted(number, 'организация', 'организации', 'организаций')}"
    note = passed(wave.due, today) if wave.due else "срок прошёл"
    query = f"?wave={wave.number}&state={NOT_STARTED}"
    return Task(words, note, "missed", "!", BOARD, query=query)


def _to_answer(wave: Wave, number: int) -> Task:
    words = f"{wave.name}: {counted(number, 'комментарий', 'комментария', 'комментариев')} без ответа"
    return Task(words, "ответить", "attention", "○", BOARD, query=f"?wave={wave.number}&questions=1")


def _to_check(found: Sequence[Submission]) -> Task:
    reports = counted(len(found), "отчёт ждёт", "отчёта ждут", "отчётов ждут")
    note = f"{reports} проверки" if len(found) > 1 else "ждёт проверки"
    school = found[0].school
    return Task(school.short_name, note, "attention", "○", FORM, school.code)


def _in_hand(found: Sequence[Submission]) -> Task:
    """Open again after it was handed in; nobody is late."""
    school = found[0].school
    return Task(school.short_name, "исправляет отчёт", "brand", "✎", FORM, school.code)


def _to_chase(found: Sequence[Submission], today: dt.date) -> Task:
    first = min(due for submission in found if (due := submission.due))
    school = found[0].school
    return Task(school.short_name, passed(first, today), "missed", "!", FORM, school.code)

"""The board of a campaign as a page: one wave of it, filtered, with its finding in words and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils import timezone

from monitoring.models import Campaign, Submission, Wave
from monitoring.pages.words import due_words
from monitoring.queries import CORRECTED_LABEL, HANDED_IN, STATE_LABELS, Board, Report, board_of
from schools.calendar import format_date, passed
from schools.models import Kind, Municipality
from schools.models.fields import name_key
from schools.numbers import counted, plural

PAGE = 100
_S = Submission.State


@dataclass(frozen=True, slots=True)
class Line:
    """A row: one organisation, its report, and its date in words."""

    report: Report
    state: str
    due: str

    @property
    def changed_at(self) -> dt.datetime | None:
        return self.report.submission.changed_at if self.report.submission else None

    @property
    def may_be_accepted(self) -> bool:
        return self.report.state == _S.SUBMITTED


@dataclass(frozen=True, slots=True)
class Tab:
    wave: Wave
    accepted: int
    total: int
    active: bool


@dataclass(frozen=True)
class BoardPage:
    """`reports` are all of the wave, `page` those that pass the filters."""

    board: Board
    wave: Wave
    today: dt.date
    reports: list[Report]
    page: Page[Line]
    filters: list[dict[str, Any]]
    query: str

    @property
    def campaign(self) -> Campaign:
        return self.board.campaign

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The filters keep the wave."""
        return [("wave", str(self.wave.number))]

    @property
    def opens_later(self) -> bool:
        return self.wave.opens is not None and self.wave.opens > self.today

    @property
    def is_open(self) -> bool:
        return self.campaign.state == Campaign.State.OPEN

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(wave, sum(r.state == _S.ACCEPTED for r in reports), len(reports), wave == self.wave)
            for wave in self.board.waves
            for reports in [self.board.of_wave(wave)]
        ]

    @property
    def any_to_accept(self) -> bool:
        return any(line.may_be_accepted for line in self.page.object_list)

    @property
    def counts(self) -> list[dict[str, Any]]:
        """How many reports are in each state, for the line above the table."""
        found = {state: sum(r.state == state for r in self.reports) for state in reversed(STATE_LABELS)}
        return [{"state": state, "number": number} for state, number in found.items() if number]

    @property
    def heading(self) -> str:
        total, late = len(self.reports), sum(report.late for report in self.reports)
        accepted = sum(report.state == _S.ACCEPTED for report in self.reports)
        if self.opens_later:
            return f"{self.wave.name}: сбор откроется {format_date(self.wave.opens, 'short')}"
        if not total:
            return "В сборе не участвует ни одна организация"
        of_all = f"{total} {plural(total, 'организации', 'организаций', 'организаций')}"
        if accepted == total:
            return f"Все отчёты приняты: {counted(total, 'организация', 'организации', 'организаций')}"
        if not accepted:
            words = f"Пока не принят ни один отчёт из {total}"
        else:
            words = f"{plural(accepted, 'Принят отчёт', 'Приняты отчёты', 'Приняты отчёты')} {accepted} из {of_all}"
        return f"{words}, {late} {plural(late, 'просрочен', 'просрочены', 'просрочены')}" if late else words

    @property
    def lead(self) -> str:
        """The date of the wave and what waits for the officer."""
        parts = [f"{self.wave.name}: {due_words(self.wave.due, self.today)}."]
        if waiting := sum(report.state == _S.SUBMITTED for report in self.reports):
            verb = plural(waiting, "Ждёт", "Ждут", "Ждут")
            parts.append(f"{verb} проверки {counted(waiting, 'отчёт', 'отчёта', 'отчётов')}.")
        if not self.is_open:
            parts.append(f"Сбор – «{self.campaign.get_state_display()}»: организации не могут менять числа.")
        return " ".join(parts)

    @property
    def reminder(self) -> str:
        """Text for a chat: who has not handed in; the late ones where there are any."""
        late = [report for report in self.reports if report.late]
        missing = late or [report for report in self.reports if report.state not in HANDED_IN]
        if not missing or self.opens_later:
            return ""
        head = f"Коллеги, отчёт «{self.wave.name}»: {due_words(self.wave.due, self.today)}. Не направили:"
        return "\n".join([head, *(f"– {report.school.short_name}" for report in missing)])


def board_page(municipality: Municipality, year: int, asked: Mapping[str, str]) -> BoardPage | None:
    """None while the year has no campaign. Six queries."""
    today = timezone.localdate(timezone=municipality.zone)
    board = board_of(municipality=municipality, year=year, today=today)
    if board is None:
        return None
    wave = _wave(board, asked.get("wave", ""), today)
    reports = board.of_wave(wave)
    lines = [_line(report, today) for report in reports if _is_wanted(report, asked)]
    page = Paginator(lines, PAGE).get_page(asked.get("page"))
    kept = {name: asked.get(name, "") for name in ("wave", "q", "state", "late", "kind")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return BoardPage(board, wave, today, reports, page, _filters(asked, reports), query)


def _wave(board: Board, wanted: str, today: dt.date) -> Wave:
    """The named one; else the last opened one that is not all accepted; else the last opened."""
    opened = [wave for wave in board.waves if wave.opens is None or wave.opens <= today] or list(
        board.waves[:1]
    )
    unfinished = [w for w in opened if any(r.state != _S.ACCEPTED for r in board.of_wave(w))]
    named = [wave for wave in board.waves if str(wave.number) == wanted]
    return next(iter([*named, *reversed(unfinished)]), opened[-1])


def _line(report: Report, today: dt.date) -> Line:
    state = "" if report.submission is None else report.state
    if report.state in HANDED_IN or report.due is None:
        return Line(report, state, format_date(report.due, "day") if report.due else "")
    if report.corrected:
        return Line(report, state, CORRECTED_LABEL)
    words = passed(report.due, today) if report.late else format_date(report.due, "day")
    return Line(report, state, words)


def _is_wanted(report: Report, asked: Mapping[str, str]) -> bool:
    words = name_key(asked.get("q", "")).split()
    school = report.school
    return (
        asked.get("state", "") in ("", report.state)
        and (asked.get("late") != "1" or report.late)
        and asked.get("kind", "") in ("", school.kind)
        and all(word in school.name_key or word in school.code for word in words)
    )


def _filters(asked: Mapping[str, str], reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Parameters of components/filter_bar.html; kinds that take part only."""
    kinds = {report.school.kind for report in reports}

    def choice(name: str, label: str, options: Sequence[tuple[str, str]]) -> dict[str, Any]:
        chosen = asked.get(name, "")
        return {
            "name": name, "label": label,
            "options": [{"value": v, "label": w, "selected": v == chosen} for v, w in options],
        }  # fmt: skip

    return [
        {"name": "q", "label": "Название или код", "type": "search", "value": asked.get("q", "")},
        choice("state", "Состояние", [("", "любое"), *STATE_LABELS.items()]),
        choice("late", "Срок", [("", "все"), ("1", "просроченные")]),
        choice("kind", "Вид", [("", "все виды"), *((kind, w) for kind, w in Kind.choices if kind in kinds)]),
    ]

"""The rows of the board: an organisation with its report, what is open in it, and its other waves as marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitoring.board_trail import Activity
from monitoring.models import Submission
from monitoring.queries import HANDED_IN, NOT_STARTED, SHOWN_LABELS, Board, Report
from monitoring.questions import NO_QUESTIONS, Questions
from schools.calendar import format_date, passed
from schools.models import Kind, Locality
from schools.models.fields import name_key

_S = Submission.State
SIGNS = {NOT_STARTED: "○", _S.DRAFT: "✎", _S.SUBMITTED: "→", _S.RETURNED: "↩", _S.ACCEPTED: "✓"}
FILTERS = ("q", "state", "late", "questions", "kind", "locality")
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class WaveMark:
    """How far one wave is, as a sign with its words."""

    number: int
    sign: str
    state: str
    words: str
    late: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row: one organisation, its report, and its date in words."""

    report: Report
    due: str
    questions: Questions
    marks: Sequence[WaveMark]

    @property
    def state(self) -> str:
        """Of components/submission_state.html: empty = not begun."""
        return "" if self.report.state == NOT_STARTED else self.report.shown

    @property
    def activity(self) -> Activity | None:
        return self.report.activity

    @property
    def may_be_accepted(self) -> bool:
        return self.report.state == _S.SUBMITTED


def lines_of(
    board: Board, reports: Sequence[Report], questions: Mapping[int, Questions], today: dt.date
) -> list[Line]:
    marks: dict[int, list[WaveMark]] = {}
    if len(board.waves) > 1:
        for report in board.reports:
            marks.setdefault(report.school.pk, []).append(_mark(report))
    return [
        Line(
            report,
            _due(report, today),
            questions.get(report.school.pk, NO_QUESTIONS),
            marks.get(report.school.pk, ()),
        )
        for report in reports
    ]


def _mark(report: Report) -> WaveMark:
    late = ", срок прошёл" if report.late else ""
    words = f"{report.wave.name}: {report.state_label}{late}"
    return WaveMark(report.wave.number, SIGNS[report.state], report.state, words, report.late)


def _due(report: Report, today: dt.date) -> str:
    if report.due is None:
        return ""
    if report.late:
        return passed(report.due, today)
    return "сегодня" if report.due == today and not report.is_handed_in else format_date(report.due, "day")


def is_wanted(line: Line, asked: Mapping[str, str]) -> bool:
    words = name_key(asked.get("q", "")).split()
    report, school = line.report, line.report.school
    return (
        asked.get("state", "") in ("", report.shown)
        and (asked.get("late") != "1" or report.late)
        and (asked.get("questions") != "1" or line.questions.total > 0)
        and asked.get("kind", "") in ("", school.kind)
        and asked.get("locality", "") in ("", school.locality)
        and all(word in school.name_key or word in school.code for word in words)
    )


SORTS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: (line.report.school.name_key, line.report.school.code),
    "state": lambda line: list(SHOWN_LABELS).index(line.report.shown),
    "filled": lambda line: line.report.share,
    "due": lambda line: (line.report.state in HANDED_IN, line.report.due or dt.date.max),
    "questions": lambda line: line.questions.total,
    "activity": lambda line: line.activity.at if line.activity else LONG_AGO,
}


def sorted_lines(lines: Sequence[Line], sort: str) -> list[Line]:
    """By a key of SORTS, «-key» descending; what is equal stays in the order of the list of schools."""
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return sorted(lines, key=key, reverse=sort.startswith("-") and sort.removeprefix("-") in SORTS)


def board_filters(
    asked: Mapping[str, str], reports: Sequence[Report], *, with_questions: bool
) -> list[dict[str, Any]]:
    """Parameters of components/filter_bar.html; kinds and localities that take part only."""
    kinds = {report.school.kind for report in reports}
    localities = {report.school.locality for report in reports}

    def choice(name: str, label: str, *options: tuple[str, str]) -> dict[str, Any]:
        chosen = asked.get(name, "")
        shown = [{"value": v, "label": w, "selected": v == chosen} for v, w in options]
        return {"name": name, "label": label, "options": shown}

    found = [
        {"name": "q", "label": "Название или код", "type": "search", "value": asked.get("q", "")},
        choice("state", "Состояние", ("", "любое"), *SHOWN_LABELS.items()),
        choice("late", "Срок", ("", "все"), ("1", "просроченные")),
    ]
    if with_questions:
        found.append(choice("questions", "Вопросы", ("", "все"), ("1", "с вопросами")))
    if len(kinds) > 1:
        found.append(
            choice("kind", "Вид", ("", "все виды"), *((k, w) for k, w in Kind.choices if k in kinds))
        )
    if len(localities) > 1:
        found.append(choice("locality", "Местность", ("", "любая"), *Locality.choices))
    return found

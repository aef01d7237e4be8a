"""The board of a campaign as a page: one wave of it, filtered, with its finding in words and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Campaign, Submission, Wave
from monitoring.pages.board_lines import FILTERS, Line, board_filters, is_wanted, lines_of, sorted_lines
from monitoring.pages.chat import chat_text
from monitoring.pages.words import due_words
from monitoring.queries import Board, Report, board_of
from schools.calendar import format_date
from schools.models import Municipality
from schools.numbers import counted, plural

PAGE = 100
_S = Submission.State
KEPT = ("wave", *FILTERS, "sort", "page")


@dataclass(frozen=True, slots=True)
class Tab:
    wave: Wave
    accepted: int
    total: int
    active: bool


@dataclass(frozen=True)
class BoardPage:
    """`reports` are all of the wave, `lines` those that pass the filters, sorted, `page` a page of them."""

    board: Board
    wave: Wave
    today: dt.date
    reports: list[Report]
    lines: list[Line]
    page: Page[Line]
    filters: list[dict[str, Any]]
    asked: Mapping[str, str]
    with_questions: bool

    @property
    def campaign(self) -> Campaign:
        return self.board.campaign

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The filters keep the wave and the order."""
        sort = [("sort", self.sort)] if self.asked.get("sort") else []
        return [("wave", str(self.wave.number)), *sort]

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
    def any_to_chase(self) -> bool:
        """Is there a report on the page that is not handed in yet?"""
        return any(not line.report.is_handed_in for line in self.page.object_list)

    @property
    def has_activity(self) -> bool:
        return any(line.activity for line in self.page.object_list)

    @property
    def sort(self) -> str:
        return self.asked.get("sort", "") or "name"

    @property
    def filter_query(self) -> str:
        """What leads to the same rows in another order or as a file."""
        return self._query(("wave", *FILTERS))

    @property
    def query(self) -> str:
        """What leads to another page of the same rows."""
        return self._query(("wave", *FILTERS, "sort"))

    @property
    def back(self) -> str:
        """What leads back to this very page from a step that was asked for here."""
        return self._query(KEPT)

    def _query(self, names: Sequence[str]) -> str:
        return urlencode({name: self.asked[name] for name in names if self.asked.get(name)})

    @property
    def heading(self) -> str:
        total, late = len(self.reports), sum(report.late for report in self.reports)
        accepted = sum(report.state == _S.ACCEPTED for report in self.reports)
        if self.campaign.is_planned:
            many = counted(total, "организация", "организации", "организаций")
            return f"Сбор готовится: {many} его пока не {plural(total, 'видит', 'видят', 'видят')}"
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
        """The date of the wave, who has handed in and what waits for the officer."""
        parts = [f"{self.wave.name}: {due_words(self.wave.due, self.today)}.", *self._summary]
        if waiting := sum(report.state == _S.SUBMITTED for report in self.reports):
            verb = plural(waiting, "Ждёт", "Ждут", "Ждут")
            parts.append(f"{verb} проверки {counted(waiting, 'отчёт', 'отчёта', 'отчётов')}.")
        if not self.is_open:
            parts.append(f"Сбор {self.campaign.collection}: организации не могут менять числа.")
        return " ".join(parts)

    @property
    def _summary(self) -> list[str]:
        """«Сдали 12 из 22, опаздывают 3.»"""
        total, late = len(self.reports), sum(report.late for report in self.reports)
        done = sum(report.is_handed_in for report in self.reports)
        if not total or self.opens_later:
            return []
        behind = f", {plural(late, 'опаздывает', 'опаздывают', 'опаздывают')} {late}" if late else ""
        return [f"{plural(done, 'Сдала', 'Сдали', 'Сдали')} {done} из {total}{behind}."]

    @property
    def chat(self) -> str:
        """Only while schools can fill in: there is nothing to say of a collection in preparation or a closed one."""
        return "" if self.opens_later or not self.is_open else chat_text(self.wave, self.reports, self.today)


def board_page(
    municipality: Municipality, year: int, asked: Mapping[str, str], *, with_questions: bool = False
) -> BoardPage | None:
    """None while the year has no campaign. Six queries, one more for reports whose questions have to be found anew."""
    today = timezone.localdate(timezone=municipality.zone)
    board = board_of(municipality=municipality, year=year, today=today)
    if board is None:
        return None
    wave = wave_of(board, asked.get("wave", ""), today)
    reports = board.of_wave(wave)
    questions = board.questions(wave) if with_questions else {}
    wanted = [line for line in lines_of(board, reports, questions, today) if is_wanted(line, asked)]
    lines = sorted_lines(wanted, asked.get("sort", ""))
    page = Paginator(lines, PAGE).get_page(asked.get("page"))
    filters = board_filters(asked, reports, with_questions=with_questions)
    return BoardPage(board, wave, today, reports, lines, page, filters, asked, with_questions)


def back_to(year: int, asked: Mapping[str, str]) -> str:
    """The address of the board a step was asked for on: its filters travel as `back`, its wave stands beside."""
    sent = dict(parse_qsl(asked.get("back", "")))
    given = {name: sent[name] for name in KEPT if sent.get(name)}
    if asked.get("wave"):
        given.setdefault("wave", asked["wave"])
    url = reverse("monitoring:board", args=[year])
    return f"{url}?{urlencode(given)}" if given else url


def wave_of(board: Board, wanted: str, today: dt.date) -> Wave:
    """The named one; else the last opened one that is not all accepted; else the last opened."""
    opened = [wave for wave in board.waves if wave.opens is None or wave.opens <= today] or list(
        board.waves[:1]
    )
    unfinished = [w for w in opened if any(r.state != _S.ACCEPTED for r in board.of_wave(w))]
    named = [wave for wave in board.waves if str(wave.number) == wanted]
    return next(iter([*named, *reversed(unfinished)]), opened[-1])

"""The page of the reminders: what is set up, a mail as one organisation would get it, and what became of every mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from monitoring.addresses import addresses_of
from monitoring.campaigns import participants
from monitoring.mailing import UNSENT, is_unknown
from monitoring.models import Campaign, Reminder
from monitoring.pages.words import days
from monitoring.queries import Board, Report
from monitoring.reminder_text import PLACEHOLDERS, Letter, write
from monitoring.reminding import is_to_remind
from schools.mail import mail_goes_out
from schools.models import School

PAGE = 50
_S = Reminder.State
TONES = {
    _S.WAITING: ("attention", "○"),
    _S.SENDING: ("attention", "→"),
    _S.SENT: ("achieved", "✓"),
    _S.FAILED: ("missed", "!"),
    _S.NOBODY: ("missed", "!"),
    _S.NEEDLESS: ("empty", "–"),
}


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail of the log; `tone` and `sign` as in components/badge.html."""

    reminder: Reminder
    state: str
    tone: str
    sign: str
    may_repeat: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as the organisation would get it now; `to` is empty where nobody has an address."""

    report: Report
    letter: Letter
    to: Sequence[str]


@dataclass(frozen=True)
class RemindersPage:
    """`silent` are the organisations no mail can reach."""

    campaign: Campaign
    schools: Sequence[School]
    lines: list[MailLine]
    page: Page[Reminder] | None
    preview: Preview | None = None
    silent: Sequence[School] = ()

    @property
    def heading(self) -> str:
        campaign = self.campaign
        if not campaign.reminders:
            return "Напоминания письмом выключены"
        before = (
            f"за {days(campaign.remind_before)} до срока" if campaign.remind_before else "в последний день"
        )
        return f"Портал напоминает {before} и через {days(campaign.remind_after)} после"

    @property
    def lead(self) -> str:
        """When mails go out, and why none does."""
        campaign = self.campaign
        if campaign.filled_by == Campaign.FilledBy.OFFICER:
            return "Числа этого года вносит специалист, поэтому сами собой письма не уходят."
        if campaign.state != Campaign.State.OPEN:
            return f"Сбор {campaign.collection}: письма не уходят, пока он не открыт."
        return (
            "Одно письмо до срока и одно после, только тем, кто не направил отчёт; с 9 до 18 часов по "
            "местному времени. Продлённый срок учитывается."
        )

    @property
    def shows_log(self) -> bool:
        """Not beside a preview."""
        return self.page is not None

    @property
    def goes_to_log(self) -> bool:
        """Without a mail server letters are written to the log of the portal."""
        return not mail_goes_out()

    @property
    def failed(self) -> int:
        return sum(line.reminder.state in UNSENT for line in self.lines)

    @property
    def placeholders(self) -> list[tuple[str, str]]:
        return [(f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items()]


def reminders_page(campaign: Campaign, *, page: str = "", now: dt.datetime) -> RemindersPage:
    """What is set up and the log, the newest first, and who has no address. Four queries."""
    rows = Reminder.objects.filter(wave__campaign=campaign).select_related("school", "wave", "person")
    shown = Paginator(rows, PAGE).get_page(page)
    lines = [_line(reminder, now) for reminder in shown]
    schools = list(participants(campaign))
    today = now.astimezone(campaign.municipality.zone).date()
    there = [school for school in schools if school.closed is None or school.closed > today]
    reached = addresses_of(there)
    silent = [school for school in there if school.pk not in reached]
    return RemindersPage(campaign, schools, lines, shown, silent=silent)


def preview_page(collection: Board, *, text: str, school: str, today: dt.date) -> RemindersPage:
    """A mail to the named organisation, else to the first that would get one; without the log. One query."""
    campaign, reports = collection.campaign, collection.reports
    named = [report for report in reports if report.school.code == school]
    waiting = [report for report in reports if is_to_remind(report, today)]
    open_ones = [report for report in waiting if report.school.code == school]
    chosen = next(iter([*open_ones, *named, *waiting, *reports]), None)
    schools = list({report.school.pk: report.school for report in reports}.values())
    preview = None
    if chosen is not None:
        to = addresses_of([chosen.school]).get(chosen.school.pk, [])
        preview = Preview(chosen, write(campaign, chosen, today, text=text), to)
    return RemindersPage(campaign, schools, [], None, preview)


def _line(reminder: Reminder, now: dt.datetime) -> MailLine:
    unknown = is_unknown(reminder, now)
    tone, sign = ("missed", "?") if unknown else TONES[_S(reminder.state)]
    state = "неизвестно, ушло ли" if unknown else reminder.get_state_display()
    return MailLine(reminder, state, tone, sign, unknown or reminder.state in UNSENT)


def initial(campaign: Campaign, usual: str) -> dict[str, Any]:
    """What the form shows at first."""
    return {
        "reminders": campaign.reminders,
        "remind_before": campaign.remind_before,
        "remind_after": campaign.remind_after,
        "reminder_text": campaign.reminder_text or usual,
    }

"""Whose form of which wave is shown to whom, and what they may do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from monitoring.checks.completeness import completeness
from monitoring.models import Submission, Wave
from monitoring.pages.words import NOT_STARTED
from monitoring.rules import FILLABLE, is_officer_of, why_not_fill
from monitoring.school_reports import SchoolReports
from monitoring.sheet import Sheet
from monitoring.submitting import allowed_steps
from schools.models import School, User


@dataclass(frozen=True)
class Asked:
    """Whose form is shown to whom, and what they may do with it."""

    reports: SchoolReports
    wave: Wave
    person: User
    today: dt.date

    @property
    def school(self) -> School:
        return self.reports.school

    @property
    def submission(self) -> Submission | None:
        return self.reports.of(self.wave)

    @property
    def state(self) -> str:
        return self.submission.state if self.submission else NOT_STARTED

    @property
    def opens_later(self) -> bool:
        return self.wave.opens is not None and self.wave.opens > self.today

    @cached_property
    def why_read_only(self) -> str:
        """Empty when the person may write numbers now."""
        if not self.reports.takes_part:
            return "Организация не участвует в сборе этого года."
        if self.opens_later and not is_officer_of(self.person, self.school):
            return "Пока можно посмотреть, какие данные понадобятся."
        if self.state not in (NOT_STARTED, *FILLABLE):
            return "Чтобы изменить числа, откройте отчёт для исправлений."
        campaign, opens = self.reports.campaign, self.wave.opens
        reason = why_not_fill(self.person, self.school, self.submission, campaign, opens=opens)
        return f"{reason[0].upper()}{reason[1:]}" if reason else ""

    @property
    def steps(self) -> frozenset[str]:
        """Of those the page offers; dispute is the school's own way to reopen."""
        if self.submission is None:
            return frozenset() if self.why_read_only else frozenset({"submit"})
        steps = set(allowed_steps(self.submission, self.person))
        return frozenset(steps - {"dispute"} if steps & {"reopen", "recall"} else steps)


def shown_state(sheet: Sheet, wave: Wave, report: Submission | None) -> str:
    """As the board says it: empty = not begun, which a draft without a number is that was never handed in."""
    if report is None:
        return ""
    draft = report.shown == Submission.State.DRAFT
    return "" if draft and not completeness(sheet.of_wave(wave.pk)).filled else report.shown

"""The pipeline on one screen: accepted facts → values → recommendations → effects.

    monitoring counts revisions      every accepted fact
      0 count registers              every draft whose number of agreements is not that of the register
      1 recompute                    every slice whose facts, organisations or definitions changed
      2 issue and withdraw           every slice whose values, targets, rules or reports changed
      3 refresh effects              nothing to do: effects are computed when they are read

A *slice* is one municipality and one year. Each step asks what is stale and takes slices in transactions of their own
(values: many of a year at once) under the locks of their rows; so a pass may be killed at any moment, may overlap with
another, and may be repeated. A slice that fails is logged and hinders no other; it stays stale until the next pass.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from indicators.compute import recompute
from indicators.sweep import sweep
from monitoring.mailing import send_waiting as send_reminders
from monitoring.registers.counting import counted_places, recount_place
from monitoring.reminding import plan_reminders
from monitoring.submitting import after_accept
from recommendations.digests import plan_digests
from recommendations.issue import Issued, issue
from recommendations.letters.mailing import send_waiting as send_letters
from recommendations.posting import send_digests
from recommendations.stale import unissued_slices
from schools.mail import mail_goes_out
from schools.queue import enqueue

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
DAILY = 24 * 60 * 60
REMIND_EVERY_SECONDS = 3600
DIGEST_EVERY_SECONDS = 3600
BEAT_SCHEDULE = {
    "advance": {
        "task": "pipeline.advance",
        "schedule": EVERY_SECONDS,
        "options": {"expires": EVERY_SECONDS},  # passes missed while no worker ran do not pile up
    },
    "read uploads": {
        "task": "monitoring.read_uploads",
        "schedule": EVERY_SECONDS,
        "options": {"expires": EVERY_SECONDS},
    },
    "draft letters": {
        "task": "recommendations.draft_letters",
        "schedule": EVERY_SECONDS,
        "options": {"expires": EVERY_SECONDS},
    },
    "send letters": {
        "task": "recommendations.send_letters",
        "schedule": EVERY_SECONDS,
        "options": {"expires": EVERY_SECONDS},
    },
    "erase uploads": {
        "task": "monitoring.erase_uploads",
        "schedule": DAILY,
        "options": {"expires": DAILY},
    },
    "make files": {
        "task": "reports.run_jobs",
        "schedule": EVERY_SECONDS,
        "options": {"expires": EVERY_SECONDS},
    },
    "erase files": {
        "task": "reports.erase_files",
        "schedule": DAILY,
        "options": {"expires": DAILY},
    },
    "remind": {
        "task": "monitoring.remind",
        "schedule": REMIND_EVERY_SECONDS,
        "options": {"expires": REMIND_EVERY_SECONDS},
    },
    "digest": {
        "task": "recommendations.digest",
        "schedule": DIGEST_EVERY_SECONDS,
        "options": {"expires": DIGEST_EVERY_SECONDS},
    },
}


@dataclass
class Passed:
    """What one pass did; `failed` slices are in the log."""

    recomputed: int = 0
    rows_changed: int = 0
    looked_at: int = 0
    created: int = 0
    reissued: int = 0
    withdrawn: int = 0
    noted: int = 0
    failed: int = 0

    def add_issued(self, issued: Issued) -> None:
        self.looked_at += not issued.fresh
        self.created += issued.created
        self.reissued += issued.reissued
        self.withdrawn += issued.withdrawn
        self.noted += issued.noted


def advance(*, today: dt.date | None = None, helped: bool = False) -> Passed:
    """One pass over everything that is stale; a second one right after finds nothing to do.

    `today` None = in each municipality the day it is there. `helped` = other workers compute parts of it, too.
    """
    passed = Passed()

    def address(municipality_id: int, year: int) -> None:
        passed.add_issued(issue(municipality_id=municipality_id, year=year, today=today))

    for slice_ in counted_places():
        passed.failed += not _survives(recount_place, slice_)
    swept = sweep(helped=helped)
    passed.recomputed, passed.rows_changed = swept.slices, swept.rows_changed
    passed.failed += swept.failed
    for slice_ in unissued_slices(today=today):
        passed.failed += not _survives(address, slice_)
    return passed


@dataclass
class Posted:
    """Mails of one pass; `failed` are told where their senders read of them."""

    sent: int = 0
    failed: int = 0


def post(*, now: dt.datetime) -> Posted:
    """Plan and send every mail that is due or waits, as the beat's tasks do; nothing where the portal sends none."""
    posted = Posted()
    if mail_goes_out():
        plan_reminders(now=now)
        plan_digests(now=now)
        for done in (send_reminders(now=now), send_letters(), send_digests(now=now)):
            posted.sent, posted.failed = posted.sent + done.sent, posted.failed + done.failed
    return posted


def _survives(step: Callable[[int, int], object], slice_: tuple[int, int]) -> bool:
    try:
        step(*slice_)
    except Exception:  # whatever is wrong with one municipality must not stop the others
        log.exception("Шаг %s не выполнен для муниципалитета %s, %s год", step.__name__, *slice_)
        return False
    return True


def accepted(municipality_id: int, year: int, schools: frozenset[int]) -> None:
    """Reports were accepted: values are right in the same transaction, recommendations moments later."""
    recompute(municipality_id=municipality_id, year=year, schools=schools)
    enqueue("recommendations.issue_slice", municipality_id, year)


after_accept.append(accepted)

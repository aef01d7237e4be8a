"""Reminders that wait → mails, one by one, never the same twice.

Each row is claimed by a conditional update before its mail is sent: of two workers one gets it, and a row whose worker
was killed stays «отправляется» and is not sent again by itself, because nobody knows whether it went out. Skipped when
its turn comes: a report that has been handed in, a closed campaign. A mail server that refuses three in a row is left
alone until the next pass. Addresses: that of the organisation and those of its heads' accounts.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q

from monitoring.chunks import in_chunks
from monitoring.models import Campaign, Reminder, Submission
from monitoring.queries import HANDED_IN, board
from monitoring.reminder_text import Letter, check_text, write
from monitoring.reminding import is_day
from schools.models import Membership, Role, School
from schools.workflow import StepRefused

log = logging.getLogger(__name__)

UNKNOWN_AFTER = dt.timedelta(minutes=15)
FAILURES_IN_A_ROW = 3
MOST_AT_ONCE = 300
_S = Reminder.State
UNSENT = (_S.FAILED, _S.NOBODY)


@dataclass
class Sent:
    """What one pass did; `left` wait for the next one."""

    sent: int = 0
    failed: int = 0
    nobody: int = 0
    needless: int = 0
    left: int = 0


def send_waiting(*, now: dt.datetime) -> Sent:
    """Send what waits: by hand at any time, the others in daytime. Each row is a transaction of its own."""
    waiting: dict[int, list[Reminder]] = {}
    rows = Reminder.objects.filter(state=_S.WAITING).select_related("wave__campaign__municipality", "school")
    for row in rows.order_by("pk")[:MOST_AT_ONCE]:
        if row.kind == Reminder.Kind.NOW or is_day(row.wave.campaign, now):
            waiting.setdefault(row.wave.campaign_id, []).append(row)
    outcome = Sent()
    connection = get_connection()
    with suppress(OSError):  # each mail says by itself what is wrong with the server
        if waiting:
            connection.open()
    for members in waiting.values():
        _send_all(members, now, connection, outcome)
    connection.close()
    return outcome


@transaction.atomic
def send_again(*, reminder: Reminder, now: dt.datetime) -> None:
    """Back into the queue: one that failed, found nobody, or of which nobody knows whether it went out."""
    if not Reminder.objects.filter(repeatable(now), pk=reminder.pk).update(
        state=_S.WAITING, problem="", at=now
    ):
        raise StepRefused("Это письмо уже отправлено или стоит в очереди.")


def repeatable(now: dt.datetime) -> Q:
    """Mails that did not reach anybody, and those of which nobody knows: a person may decide so."""
    unknown = Q(state=_S.SENDING, at__lt=now - UNKNOWN_AFTER)
    return Q(state__in=UNSENT) | unknown


def is_unknown(reminder: Reminder, now: dt.datetime) -> bool:
    """Its worker was killed in the middle: nobody knows whether the mail went out."""
    return reminder.state == _S.SENDING and reminder.at < now - UNKNOWN_AFTER


def _send_all(rows: Sequence[Reminder], now: dt.datetime, connection: Any, outcome: Sent) -> None:
    campaign = rows[0].wave.campaign
    today = now.astimezone(campaign.municipality.zone).date()
    reports = {(r.wave.pk, r.school.pk): r for r in board(campaign=campaign, today=today).reports}
    addresses = addresses_of([row.school for row in rows])
    failures = 0
    for position, row in enumerate(rows):
        if failures == FAILURES_IN_A_ROW:
            outcome.left += len(rows) - position
            return
        if not _claim(row, now):
            continue
        report = reports.get((row.wave_id, row.school_id))
        if report is None or campaign.state != Campaign.State.OPEN or _is_handed_in(row):
            _end(row, _S.NEEDLESS, now)
            outcome.needless += 1
        elif broken := check_text(campaign.reminder_text) if campaign.reminder_text else []:
            _end(row, _S.FAILED, now, problem=" ".join(broken))
            outcome.failed += 1
        elif to := addresses.get(row.school_id):
            problem = _send(row, write(campaign, report, today), to, connection, now)
            failures = failures + 1 if problem else 0
            outcome.failed, outcome.sent = outcome.failed + bool(problem), outcome.sent + (not problem)
        else:
            _end(row, _S.NOBODY, now)
            outcome.nobody += 1


def _claim(row: Reminder, now: dt.datetime) -> bool:
    """Mine from here on; false when somebody was faster."""
    return Reminder.objects.filter(pk=row.pk, state=_S.WAITING).update(state=_S.SENDING, at=now) == 1


def _is_handed_in(row: Reminder) -> bool:
    """Asked right before sending: much may have been handed in since the pass began."""
    mine = Submission.objects.filter(wave=row.wave_id, school=row.school_id, state__in=HANDED_IN)
    return mine.exists()


def _send(row: Reminder, letter: Letter, to: Sequence[str], connection: Any, now: dt.datetime) -> str:
    """What went wrong, or nothing."""
    mail = EmailMessage(letter.subject, letter.text, to=list(to), connection=connection)
    said: dict[str, Any] = {"text": letter.text, "addresses": ", ".join(to), "recipients": len(to)}
    try:
        mail.send()
    except (OSError, ValueError) as error:  # the server's and the network's refusals, an address that is none
        log.warning("Напоминание %s не отправлено: %s", row.pk, error)
        problem = f"Почтовый сервер не принял письмо: {error}"[:500]
        _end(row, _S.FAILED, now, problem=problem, **said)
        connection.close()  # the next mail begins anew
        return problem
    _end(row, _S.SENT, now, **said)
    return ""


def _end(row: Reminder, state: str, now: dt.datetime, **fields: Any) -> None:
    Reminder.objects.filter(pk=row.pk).update(state=state, at=now, **fields)


def addresses_of(schools: Sequence[School]) -> dict[int, list[str]]:
    """The addresses of organisations and of their heads' accounts, each once; those without any are left out."""
    found: dict[int, list[str]] = {school.pk: [school.email] for school in schools if school.email}
    for part in in_chunks([school.pk for school in schools]):
        heads = Membership.objects.filter(role=Role.HEAD, school_id__in=part, user__is_active=True)
        for school, email in (
            heads.exclude(user__email="").order_by("pk").values_list("school", "user__email")
        ):
            if email.lower() not in (known.lower() for known in found.get(school, [])):
                found.setdefault(school, []).append(email)
    return found

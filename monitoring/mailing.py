"""Reminders that wait → mails, one by one, never the same twice.

Each row is claimed by a conditional update before its mail is sent: of two workers one gets it, and a row whose worker
was killed stays «отправляется» and is not sent again by itself, because nobody knows whether it went out. Skipped when
its turn comes: a report that has been handed in or was mailed today, a closed campaign, and what nobody asked for by
hand where the campaign no longer reminds. A server that is away for three in a row is left alone until the next pass.
`now` is the hour the pass is for; a claim and an end are stamped with the moment they happen.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from monitoring.addresses import addresses_of
from monitoring.chunks import in_chunks
from monitoring.models import Campaign, Reminder, Submission
from monitoring.queries import HANDED_IN, board
from monitoring.reminder_text import Letter, check_text, write
from monitoring.reminding import is_day, reminds
from schools.mail import UNKNOWN_AFTER, Outbox

log = logging.getLogger(__name__)

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
    """Send what waits: by hand first and at any time, the others in daytime. Each row is a transaction of its own."""
    waiting: dict[int, list[Reminder]] = {}
    for row in _in_turn(now)[:MOST_AT_ONCE]:
        waiting.setdefault(row.wave.campaign_id, []).append(row)
    outcome = Sent()
    if waiting:
        with Outbox() as outbox:
            for members in waiting.values():
                _send_all(members, now, outbox, outcome)
    return outcome


def _in_turn(now: dt.datetime) -> QuerySet[Reminder]:
    """What waits and may go out at this hour; where it is night, what waits takes nobody's place."""
    rows = Reminder.objects.filter(state=_S.WAITING)
    campaigns = Campaign.objects.filter(pk__in=rows.values("wave__campaign")).select_related("municipality")
    awake = [campaign.pk for campaign in campaigns if is_day(campaign, now)]
    by_hand = Q(kind=Reminder.Kind.NOW)
    return (
        rows.filter(by_hand | Q(wave__campaign__in=awake))
        .select_related("wave__campaign__municipality", "school")
        .order_by(Case(When(by_hand, then=Value(0)), default=Value(1)), "pk")
    )


@transaction.atomic
def send_again(*, reminders: QuerySet[Reminder], now: dt.datetime) -> int:
    """Back into the queue what failed, found nobody, or of which nobody knows whether it went out; returns how many.

    One mail for each report: of several the newest, the others are not needed any more. Skipped: what was sent
    meanwhile or waits already.
    """
    rows = list(reminders.filter(repeatable(now)).select_for_update(of=("self",)).order_by("pk"))
    newest = {(row.wave_id, row.school_id): row.pk for row in rows}
    again = set(newest.values())
    for keys, state in ((again, _S.WAITING), ({row.pk for row in rows} - again, _S.NEEDLESS)):
        for part in in_chunks(keys):
            Reminder.objects.filter(pk__in=part).update(state=state, problem="", at=now)
    return len(again)


def repeatable(now: dt.datetime) -> Q:
    """Mails that did not reach anybody, and those of which nobody knows: a person may decide so."""
    unknown = Q(state=_S.SENDING, at__lt=now - UNKNOWN_AFTER)
    return Q(state__in=UNSENT) | unknown


def is_unknown(reminder: Reminder, now: dt.datetime) -> bool:
    """Its worker was killed in the middle: nobody knows whether the mail went out."""
    return reminder.state == _S.SENDING and reminder.at < now - UNKNOWN_AFTER


def _send_all(rows: Sequence[Reminder], now: dt.datetime, outbox: Outbox, outcome: Sent) -> None:
    campaign = rows[0].wave.campaign
    zone = campaign.municipality.zone
    today = now.astimezone(zone).date()
    midnight = dt.datetime.combine(today, dt.time.min, tzinfo=zone)
    reports = {(r.wave.pk, r.school.pk): r for r in board(campaign=campaign, today=today).reports}
    addresses = addresses_of([row.school for row in rows])
    for position, row in enumerate(rows):
        if outbox.is_given_up:
            outcome.left += len(rows) - position
            return
        if not _claim(row):
            continue
        report = reports.get((row.wave_id, row.school_id))
        if report is None or not _is_wanted(row) or _is_handed_in(row) or _is_mailed(row, since=midnight):
            _end(row, _S.NEEDLESS)
            outcome.needless += 1
        elif broken := check_text(campaign.reminder_text) if campaign.reminder_text else []:
            _end(row, _S.FAILED, problem=" ".join(broken))
            outcome.failed += 1
        elif to := addresses.get(row.school_id):
            if _send(row, write(campaign, report, today), to, outbox):
                outcome.sent += 1
            else:
                outcome.failed += 1
        else:
            _end(row, _S.NOBODY)
            outcome.nobody += 1


def _claim(row: Reminder) -> bool:
    """Mine from here on; false when somebody was faster."""
    waiting = Reminder.objects.filter(pk=row.pk, state=_S.WAITING)
    return waiting.update(state=_S.SENDING, at=timezone.now()) == 1


def _is_wanted(row: Reminder) -> bool:
    """By hand while the collection is open; by itself while its campaign reminds."""
    campaign = row.wave.campaign
    return campaign.state == Campaign.State.OPEN and (row.kind == Reminder.Kind.NOW or reminds(campaign))


def _is_mailed(row: Reminder, *, since: dt.datetime) -> bool:
    """Another row of the same report was sent in the meantime, or is being sent."""
    others = Reminder.objects.filter(wave=row.wave_id, school=row.school_id, at__gte=since).exclude(pk=row.pk)
    return others.filter(state__in=(_S.SENT, _S.SENDING)).exists()


def _is_handed_in(row: Reminder) -> bool:
    """Asked right before sending: much may have been handed in since the pass began."""
    mine = Submission.objects.filter(wave=row.wave_id, school=row.school_id, state__in=HANDED_IN)
    return mine.exists()


def _send(row: Reminder, letter: Letter, to: Sequence[str], outbox: Outbox) -> bool:
    """Whether the server took it."""
    said: dict[str, Any] = {"text": letter.text, "addresses": ", ".join(to), "recipients": len(to)}
    if refusal := outbox.send(letter.subject, letter.text, to):
        log.warning("Напоминание %s не отправлено: %s", row.pk, refusal.problem)
        _end(row, _S.FAILED, problem=refusal.problem, **said)
        return False
    _end(row, _S.SENT, **said)
    return True


def _end(row: Reminder, state: str, **fields: Any) -> None:
    Reminder.objects.filter(pk=row.pk).update(state=state, at=timezone.now(), **fields)

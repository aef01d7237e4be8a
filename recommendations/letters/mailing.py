"""Mails about sent letters, one by one, each organisation once.

A row is claimed by a conditional update before its mail goes out: of two workers one gets it, and a row whose worker
was killed stays «отправляется» – nobody knows whether it went out –, so only a person puts it into the queue again.
Skipped when its turn comes: an organisation that has acknowledged meanwhile. A server that is away for three in a row
is left alone until the next pass.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from monitoring.addresses import addresses_of
from monitoring.mailing import MOST_AT_ONCE
from recommendations.models import Letter, LetterRecipient
from schools.calendar import format_date
from schools.mail import UNKNOWN_AFTER, Outbox

log = logging.getLogger(__name__)
M = LetterRecipient.Mail
UNSENT = (M.FAILED, M.NOBODY)
TEXT = """Здравствуйте!

На портал для организации {school} направлено письмо {number} от {date}.

{heading}

Прочитать письмо и отметить ознакомление: {link}

{authority}"""


@dataclass
class Mailed:
    """What one pass did; `left` wait for the next one."""

    sent: int = 0
    failed: int = 0
    nobody: int = 0
    needless: int = 0
    left: int = 0


def send_waiting() -> Mailed:
    """Send what waits. Each row is a transaction of its own."""
    waiting = LetterRecipient.objects.filter(mail=M.WAITING).order_by("pk")
    rows = list(waiting.select_related("letter__municipality", "school")[:MOST_AT_ONCE])
    outcome = Mailed()
    if not rows:
        return outcome
    addresses = addresses_of(list({row.school_id: row.school for row in rows}.values()))
    with Outbox() as outbox:
        for position, row in enumerate(rows):
            if outbox.is_given_up:
                outcome.left = len(rows) - position
                break
            if _claim(row):
                ended = _send(row, addresses.get(row.school_id, []), outbox)
                setattr(outcome, ended, getattr(outcome, ended) + 1)
    return outcome


def _claim(row: LetterRecipient) -> bool:
    """Mine from here on; false when somebody was faster."""
    waiting = LetterRecipient.objects.filter(pk=row.pk, mail=M.WAITING)
    return waiting.update(mail=M.SENDING, mail_at=timezone.now()) == 1


def _send(row: LetterRecipient, to: Sequence[str], outbox: Outbox) -> str:
    if LetterRecipient.objects.filter(pk=row.pk, acknowledged_at__isnull=False).exists():
        return _end(row, M.NONE, "needless")
    if not to:
        return _end(row, M.NOBODY, "nobody")
    subject, text = write(row.letter, row.school.short_name)
    if refusal := outbox.send(subject, text, to):
        log.warning(
            "Письмо %s организации %s не отправлено: %s", row.letter_id, row.school_id, refusal.problem
        )
        return _end(row, M.FAILED, "failed", mail_problem=refusal.problem, addresses=", ".join(to))
    return _end(row, M.SENT, "sent", mail_problem="", addresses=", ".join(to))


def _end(row: LetterRecipient, mail: str, ended: str, **fields: Any) -> str:
    LetterRecipient.objects.filter(pk=row.pk).update(mail=mail, mail_at=timezone.now(), **fields)
    return ended


def write(letter: Letter, school: str) -> tuple[str, str]:
    """Subject and text of the mail about a letter."""
    number, date = f"№\u00a0{letter.number}", format_date(letter.date, "digits")
    path = reverse("reports:letter", args=[letter.year_id, letter.pk])
    text = TEXT.format(
        school=school, number=number, date=date, heading=letter.heading, authority=letter.authority,
        link=f"{settings.SITE_URL}{path}",
    )  # fmt: skip
    return " ".join(f"Письмо {number} от {date}: {letter.heading}".split()), text


def repeatable(now: dt.datetime) -> Q:
    """Mails that reached nobody, and those of which nobody knows: a person may decide so."""
    unknown = Q(mail=M.SENDING, mail_at__lt=now - UNKNOWN_AFTER)
    return (Q(mail__in=UNSENT) | unknown) & Q(acknowledged_at__isnull=True)


def is_unknown(row: LetterRecipient, now: dt.datetime) -> bool:
    """Its worker was killed in the middle: nobody knows whether the mail went out."""
    return row.mail == M.SENDING and row.mail_at is not None and row.mail_at < now - UNKNOWN_AFTER


@transaction.atomic
def send_again(*, recipients: QuerySet[LetterRecipient], now: dt.datetime) -> int:
    """Back into the queue what did not reach its organisation; returns how many."""
    return recipients.filter(repeatable(now)).update(mail=M.WAITING, mail_problem="", mail_at=now)

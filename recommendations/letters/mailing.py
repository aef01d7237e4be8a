"""Mails about sent letters, one by one, each organisation once.

A row is claimed by a conditional update before its mail goes out: of two workers one gets it, and a row whose worker
was killed stays «отправляется» – nobody knows whether it went out –, so only a person puts it into the queue again.
Skipped when its turn comes: an organisation that has acknowledged meanwhile. A server that refuses three in a row is
left alone until the next pass.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from monitoring.addresses import addresses_of
from monitoring.mailing import FAILURES_IN_A_ROW, MOST_AT_ONCE, UNKNOWN_AFTER
from recommendations.models import Letter, LetterRecipient
from schools.calendar import format_date

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


def send_waiting(*, now: dt.datetime) -> Mailed:
    """Send what waits. Each row is a transaction of its own."""
    waiting = LetterRecipient.objects.filter(mail=M.WAITING).order_by("pk")
    rows = list(waiting.select_related("letter__municipality", "school")[:MOST_AT_ONCE])
    outcome = Mailed()
    if not rows:
        return outcome
    addresses = addresses_of(list({row.school_id: row.school for row in rows}.values()))
    connection = get_connection()
    with suppress(OSError):  # each mail says by itself what is wrong with the server
        connection.open()
    failures = 0
    for position, row in enumerate(rows):
        if failures == FAILURES_IN_A_ROW:
            outcome.left = len(rows) - position
            break
        if _claim(row, now):
            ended = _send(row, addresses.get(row.school_id, []), connection, now)
            failures = failures + 1 if ended == "failed" else 0
            setattr(outcome, ended, getattr(outcome, ended) + 1)
    connection.close()
    return outcome


def _claim(row: LetterRecipient, now: dt.datetime) -> bool:
    """Mine from here on; false when somebody was faster."""
    waiting = LetterRecipient.objects.filter(pk=row.pk, mail=M.WAITING)
    return waiting.update(mail=M.SENDING, mail_at=now) == 1


def _send(row: LetterRecipient, to: Sequence[str], connection: Any, now: dt.datetime) -> str:
    if LetterRecipient.objects.filter(pk=row.pk, acknowledged_at__isnull=False).exists():
        return _end(row, M.NONE, now, "needless")
    if not to:
        return _end(row, M.NOBODY, now, "nobody")
    subject, text = write(row.letter, row.school.short_name)
    mail = EmailMessage(subject, text, to=list(to), connection=connection)
    try:
        mail.send()
    except (OSError, ValueError) as error:  # the server's and the network's refusals, an address that is none
        log.warning("Письмо %s организации %s не отправлено: %s", row.letter_id, row.school_id, error)
        connection.close()  # the next mail begins anew
        problem = f"Почтовый сервер не принял письмо: {error}"[:500]
        return _end(row, M.FAILED, now, "failed", mail_problem=problem, addresses=", ".join(to))
    return _end(row, M.SENT, now, "sent", mail_problem="", addresses=", ".join(to))


def _end(row: LetterRecipient, mail: str, now: dt.datetime, ended: str, **fields: Any) -> str:
    LetterRecipient.objects.filter(pk=row.pk).update(mail=mail, mail_at=now, **fields)
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

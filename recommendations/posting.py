"""Digests and reminders by hand that wait → mails, one by one, never the same twice.

Each is claimed by a conditional update before its mail is sent: of two workers one gets it, and one whose worker was
killed stays «отправляется» for good, because nobody knows whether it went out, and the portal shows the same. What a
mail server has refused is tried again by the next passes, three times in all. Skipped when its turn comes: what has
been answered or taken back meanwhile, people whose account was closed or, but for reminders, who want no digest.
"""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Prefetch, Q, QuerySet

from recommendations.digest_text import Mail, write
from recommendations.models import Digest, DigestLine, Recommendation

log = logging.getLogger(__name__)

MOST_TRIES = 3
MOST_AT_ONCE = 500
FAILURES_IN_A_ROW = 3
_S = Digest.State


@dataclass
class Posted:
    """What one pass did."""

    sent: int = 0
    failed: int = 0
    needless: int = 0


def send_digests(*, now: dt.datetime) -> Posted:
    """Send what waits and what failed less than three times; each row is a transaction of its own."""
    outcome = Posted()
    waiting = list(_in_turn()[:MOST_AT_ONCE])
    if not waiting:
        return outcome
    connection = get_connection()
    with suppress(OSError):  # each mail says by itself what is wrong with the server
        connection.open()
    failures = 0
    for digest in waiting:
        if failures == FAILURES_IN_A_ROW:
            break
        if _claim(digest, now):
            failures = failures + 1 if _post(digest, connection, now, outcome) else 0
    connection.close()
    return outcome


def _in_turn() -> QuerySet[Digest]:
    """With the lines that are still true; three queries."""
    lines = (
        DigestLine.objects.filter(recommendation__state__in=Recommendation.WAITING)
        .exclude(kind=DigestLine.Kind.NEW, recommendation__state=Recommendation.State.IN_PROGRESS)
        .select_related("recommendation__school")
    )
    return (
        Digest.objects.filter(Q(state=_S.WAITING) | Q(state=_S.FAILED, tries__lt=MOST_TRIES))
        .select_related("person", "by")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("-by_hand", "tries", "pk")
    )


def _claim(digest: Digest, now: dt.datetime) -> bool:
    """Mine from here on; false when somebody was faster."""
    mine = Digest.objects.filter(pk=digest.pk, state=digest.state, tries=digest.tries)
    return mine.update(state=_S.SENDING, at=now, tries=F("tries") + 1) == 1


def _post(digest: Digest, connection: Any, now: dt.datetime, outcome: Posted) -> bool:
    """Whether the mail server refused it."""
    lines, person = list(digest.lines.all()), digest.person
    wanted = person.wants_digest or digest.by_hand
    if not (lines and wanted and person.is_active and person.email):
        _end(digest, _S.NEEDLESS, now)
        outcome.needless += 1
        return False
    mail = write(lines, by=digest.by, by_hand=digest.by_hand)
    problem = _send(mail, person.email, connection)
    if problem:
        log.warning("Сводка %s не отправлена: %s", digest.pk, problem)
        connection.close()  # the next mail begins anew
    _end(digest, _S.FAILED if problem else _S.SENT, now, problem=problem)
    outcome.failed, outcome.sent = outcome.failed + bool(problem), outcome.sent + (not problem)
    return bool(problem)


def _send(mail: Mail, to: str, connection: Any) -> str:
    """What went wrong, or nothing."""
    try:
        EmailMessage(mail.subject, mail.text, to=[to], connection=connection).send()
    except (OSError, ValueError) as error:  # the server's and the network's refusals, an address that is none
        return f"Почтовый сервер не принял письмо: {error}"[:500]
    return ""


def _end(digest: Digest, state: str, now: dt.datetime, *, problem: str = "") -> None:
    Digest.objects.filter(pk=digest.pk).update(state=state, at=now, problem=problem)

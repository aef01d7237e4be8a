"""Digests and reminders by hand that wait → mails, one by one, never the same twice.

Each is claimed by a conditional update at the moment of its mail: of two workers one gets it, and one whose worker was
killed stays «отправляется» for good, because nobody knows whether it went out, and the portal shows the same. What the
server refuses of one mail is tried three times in all; a server that is away spends no try. A mail tells what is true
when its turn comes (`truth`); where nothing is, or who wants no digest any more, none goes out. Lines that were not
told in the end are freed, so that a later digest tells them. Where the portal sends no mail, all of it waits.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from recommendations.digest_text import write
from recommendations.models import Digest, DigestLine
from recommendations.truth import true_lines
from schools.mail import Outbox, mail_goes_out

log = logging.getLogger(__name__)

MOST_TRIES = 3
MOST_AT_ONCE = 500
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
    waiting = list(_in_turn()[:MOST_AT_ONCE]) if mail_goes_out() else []
    if not waiting:
        return outcome
    with Outbox() as outbox:
        for digest in waiting:
            if outbox.is_given_up:
                break
            if _claim(digest):
                _post(digest, outbox, now, outcome)
    return outcome


def _in_turn() -> QuerySet[Digest]:
    """What was tried longest ago first, so that a mail the server stumbles over takes nobody's place."""
    waiting = Digest.objects.filter(Q(state=_S.WAITING) | Q(state=_S.FAILED, tries__lt=MOST_TRIES))
    return waiting.select_related("person", "by").order_by("-by_hand", "tries", "at", "pk")


def _claim(digest: Digest) -> bool:
    """Mine from here on; false when somebody was faster."""
    mine = Digest.objects.filter(pk=digest.pk, state=digest.state, tries=digest.tries)
    return mine.update(state=_S.SENDING, at=timezone.now(), tries=F("tries") + 1) == 1


def _post(digest: Digest, outbox: Outbox, now: dt.datetime, outcome: Posted) -> None:
    """Its lines are read after the claim: until then a reminder may get more of them."""
    person = digest.person
    wanted = (person.wants_digest or digest.by_hand) and person.is_active and person.email
    lines = true_lines(digest, now=now) if wanted else []
    if not lines:
        _end(digest, _S.NEEDLESS)
        outcome.needless += 1
        return
    mail = write(lines, by=digest.by, by_hand=digest.by_hand)
    refusal = outbox.send(mail.subject, mail.text, [person.email])
    if refusal is None:
        _end(digest, _S.SENT, told=[line.pk for line in lines])
        outcome.sent += 1
        return
    log.warning("Сводка %s не отправлена: %s", digest.pk, refusal.problem)
    outcome.failed += 1
    if refusal.of_server:
        _wait(digest, refusal.problem)
    elif digest.tries + 1 < MOST_TRIES:
        _close(digest, _S.FAILED, problem=refusal.problem)
    else:
        _end(digest, _S.FAILED, problem=refusal.problem)


def _wait(digest: Digest, problem: str) -> None:
    """As before its turn, but that the problem is known."""
    _close(digest, digest.state, problem=problem, tries=digest.tries)


@transaction.atomic
def _end(digest: Digest, state: str, *, told: list[int] | None = None, problem: str = "") -> None:
    """For good; what was not told is free for another digest. What an officer asked for stays readable."""
    _close(digest, state, problem=problem)
    DigestLine.objects.filter(digest=digest).exclude(pk__in=told or []).exclude(digest__by_hand=True).delete()


def _close(digest: Digest, state: str, **fields: object) -> None:
    Digest.objects.filter(pk=digest.pk).update(state=state, at=timezone.now(), **fields)

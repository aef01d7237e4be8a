"""What became of the mails to heads, in words for officers: reminders by organisation, and what did not go out.

«Напоминали» is said of mails that were sent alone; one that waits, has failed, or of which nobody knows whether it went
out (its worker was killed) is named as such. One query each.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from recommendations.models import Digest, DigestLine
from recommendations.posting import MOST_TRIES
from schools.calendar import format_date
from schools.mail import UNKNOWN_AFTER
from schools.models import Municipality, Role

SHOWN_FOR = dt.timedelta(days=30)
UNKNOWN = "неизвестно, ушло ли"
_S = Digest.State


@dataclass(frozen=True, slots=True)
class Reminder:
    """The day of the last that was sent, and what became of one since then; both may be empty."""

    day: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mail that has not reached its head: whose, which, what became of it and why."""

    school: str
    person: str
    mail: str
    state: str
    problem: str


def reminders(recommendations: QuerySet[Any], *, now: dt.datetime) -> dict[int, Reminder]:
    """By organisation of these recommendations."""
    lines = DigestLine.objects.filter(recommendation__in=recommendations, kind=DigestLine.Kind.REMINDED)
    rows = lines.order_by().values_list("recommendation__school", "digest__state")
    found: dict[int, dict[str, tuple[dt.date, dt.datetime]]] = {}
    for school, state, day, at in rows.annotate(Max("digest__day"), Max("digest__at")):
        found.setdefault(school, {})[state] = (day, at)
    return {school: _reminder(states, now) for school, states in found.items()}


def _reminder(states: dict[str, tuple[dt.date, dt.datetime]], now: dt.datetime) -> Reminder:
    sent = states.get(_S.SENT, (dt.date.min, now))[0]
    others = [(at, state) for state, (day, at) in states.items() if state in _WORDS and day >= sent]
    since = _words(*max(others), now) if others else ""
    return Reminder(format_date(sent, "digits") if _S.SENT in states else "", since)


_WORDS = {_S.WAITING: "ждёт отправки", _S.SENDING: "отправляется", _S.FAILED: "не отправлено"}


def _words(at: dt.datetime, state: str, now: dt.datetime) -> str:
    return UNKNOWN if state == _S.SENDING and at < now - UNKNOWN_AFTER else _WORDS[_S(state)]


def troubles(municipality: Municipality, *, now: dt.datetime) -> list[Trouble]:
    """The newest of each head of the municipality's organisations, unless another has reached them since then."""
    later = Digest.objects.filter(person=OuterRef("person"), state=_S.SENT, at__gt=OuterRef("at"))
    stuck = Q(state=_S.SENDING, at__lt=now - UNKNOWN_AFTER) | (Q(state=_S.WAITING) & ~Q(problem=""))
    rows = Digest.objects.filter(
        Q(state=_S.FAILED) | stuck,
        ~Exists(later),
        at__gte=now - SHOWN_FOR,
        person__is_active=True,
        person__memberships__role=Role.HEAD,
        person__memberships__school__municipality=municipality,
    )
    school = "person__memberships__school__"
    named = rows.annotate(school=F(f"{school}short_name"), school_key=F(f"{school}name_key"))
    newest: dict[tuple[str, int], Trouble] = {}
    for digest in named.select_related("person").order_by("school_key", "person", "-at"):
        name = vars(digest)["school"]  # an annotation is an attribute no type knows
        newest.setdefault((name, digest.person_id), _trouble(digest, name, now))
    return list(newest.values())


def _trouble(digest: Digest, school: str, now: dt.datetime) -> Trouble:
    name = "напоминание" if digest.by_hand else "сводка"
    state = _words(digest.at, digest.state, now)
    if digest.state == _S.WAITING or (digest.state == _S.FAILED and digest.tries < MOST_TRIES):
        state += ", портал попробует ещё"
    day = format_date(digest.day, "digits")
    return Trouble(school, str(digest.person), f"{name} от {day}", state, digest.problem)

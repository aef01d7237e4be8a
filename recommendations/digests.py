"""Digests for heads, planned as rows that `recommendations.posting` sends: recommendations and people in, mails out.

A head who has an address and has not switched the digest off is told of a recommendation of the own organisation when
it is new and untouched, when its day is a week or less away, and when the day has passed: of each once, by a
constraint. Nothing to tell – no mail; one a day at most. Planned on weekdays and in daytime, by the municipality's own
clock.
Skipped: what somebody has answered, numbers that a school disputes (it waits for the officers, not they for it), what
became due or was sent long ago (nobody wakes an old year by switching the portal on), organisations that are closed.
Nothing is planned where the portal sends no mail. The number of queries grows with neither people nor organisations.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from recommendations.disputes import in_dispute
from recommendations.models import Digest, DigestLine, Recommendation
from recommendations.truth import SOON
from schools.mail import mail_goes_out
from schools.models import Municipality, Role

DAYTIME = range(9, 18)
WEEKEND = (5, 6)
OLD_NEWS = dt.timedelta(days=14)
OLD_DEBT = dt.timedelta(days=30)
BATCH = 500
Kind = DigestLine.Kind
Told = tuple[int, int, str]
"""Person, recommendation, kind."""


def plan_digests(*, now: dt.datetime) -> int:
    """Write the digests of everybody where it is a working day now; returns how many."""
    if not mail_goes_out():
        return 0
    awake: dict[dt.date, list[int]] = defaultdict(list)
    for municipality in Municipality.objects.order_by("pk"):
        here = now.astimezone(municipality.zone)
        if here.hour in DAYTIME and here.weekday() not in WEEKEND:
            awake[here.date()].append(municipality.pk)
    return sum(_plan(municipalities, now=now, today=today) for today, municipalities in awake.items())


@transaction.atomic
def _plan(municipalities: Collection[int], *, now: dt.datetime, today: dt.date) -> int:
    """Whoever plans waits for the other, who then finds the digests there."""
    Municipality.objects.select_for_update(no_key=True).get(pk=min(municipalities))
    wanted: dict[int, list[tuple[int, str]]] = defaultdict(list)
    told = _told(municipalities)
    for person, recommendation, kind in _due_to_be_told(municipalities, now=now, today=today):
        if (person, recommendation, kind) not in told:
            wanted[person].append((recommendation, kind))
    there = set(Digest.objects.filter(day=today, by_hand=False).values_list("person", flat=True))
    digests = [Digest(person_id=person, day=today) for person in sorted(wanted.keys() - there)]
    made = Digest.objects.bulk_create(digests, batch_size=BATCH)
    DigestLine.objects.bulk_create(
        [
            DigestLine(digest=digest, person_id=digest.person_id, recommendation_id=key, kind=kind)
            for digest in made
            for key, kind in wanted[digest.person_id]
        ],
        batch_size=BATCH,
    )
    return len(made)


def _due_to_be_told(municipalities: Collection[int], *, now: dt.datetime, today: dt.date) -> Iterable[Told]:
    """(person, recommendation, kind), the most pressing kind first; three queries."""
    waiting = _of_heads(municipalities, today)
    of_kind = {
        Kind.OVERDUE: Q(due__lt=today, due__gte=today - OLD_DEBT),
        Kind.SOON: Q(due__gte=today, due__lte=today + SOON),
        Kind.NEW: Q(state=Recommendation.State.ISSUED, issued_at__gte=now - OLD_NEWS),
    }
    for kind, condition in of_kind.items():
        rows = waiting.filter(condition).values_list("school__memberships__user", "pk")
        yield from ((person, recommendation, kind) for person, recommendation in rows)


def _of_heads(municipalities: Collection[int], today: dt.date) -> QuerySet[Recommendation]:
    """What waits for its organisation, once for each of its heads who wants and can get mail."""
    return Recommendation.objects.filter(
        Q(school__closed__isnull=True) | Q(school__closed__gt=today),
        ~in_dispute(),
        municipality__in=municipalities,
        state__in=Recommendation.WAITING,
        school__memberships__role=Role.HEAD,
        school__memberships__user__is_active=True,
        school__memberships__user__wants_digest=True,
        school__memberships__user__email__contains="@",
    ).order_by("pk")


def _told(municipalities: Collection[int]) -> set[Told]:
    """What was said already of everything that still waits; one query."""
    lines = DigestLine.objects.filter(
        recommendation__municipality__in=municipalities, recommendation__state__in=Recommendation.WAITING
    )
    return set(lines.values_list("person", "recommendation", "kind"))

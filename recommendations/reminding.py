"""An officer reminds organisations of what waits for their answer: organisations in, mails in the queue out.

One mail a day and person, whatever is asked meanwhile; `recommendations.posting` sends it, at any hour, also to heads
who want no digest. Skipped and told: organisations that nothing waits for, those reminded today, those none of whose
heads has an address.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from recommendations.models import Digest, DigestLine, Recommendation
from recommendations.rules import may_recommend
from schools.models import Membership, Municipality, Role, School, User
from schools.workflow import StepRefused

BATCH = 500


@dataclass(frozen=True)
class Reminded:
    """What became of the chosen organisations: in the queue, reminded today already, without an address, at rest."""

    queued: list[School]
    already: list[School]
    silent: list[School]
    done: list[School]


@transaction.atomic
def remind(
    *, municipality: Municipality, year: int, schools: Collection[str], person: User, today: dt.date
) -> Reminded:
    """Put a mail to each head of these organisations (by code) into the queue."""
    if not may_recommend(person, municipality):
        raise StepRefused("Напоминает специалист муниципалитета.")
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # a second click waits
    chosen = list(School.objects.filter(municipality=municipality, code__in=schools).order_by("name_key"))
    waiting = _waiting(chosen, year)
    heads = _heads(chosen)
    there = set(Digest.objects.filter(day=today, by_hand=True).values_list("person", flat=True))
    asked = [school for school in chosen if waiting[school.pk]]
    reached = [school for school in asked if heads[school.pk]]
    fresh = [school for school in reached if not heads[school.pk] <= there]
    _put_into_queue(fresh, waiting, heads, there, person, today)
    return Reminded(
        queued=fresh,
        already=[school for school in reached if school not in fresh],
        silent=[school for school in asked if school not in reached],
        done=[school for school in chosen if school not in asked],
    )


def _waiting(schools: Collection[School], year: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Recommendation.objects.filter(school__in=schools, year=year, state__in=Recommendation.WAITING)
    for school, key in rows.order_by("due", "pk").values_list("school", "pk"):
        found[school].append(key)
    return found


def _heads(schools: Collection[School]) -> dict[int, set[int]]:
    """Those who can get mail."""
    found: dict[int, set[int]] = defaultdict(set)
    heads = Membership.objects.filter(role=Role.HEAD, school__in=schools, user__is_active=True)
    for school, user in heads.filter(user__email__contains="@").values_list("school", "user"):
        found[school or 0].add(user)
    return found


def _put_into_queue(
    schools: Collection[School],
    waiting: dict[int, list[int]],
    heads: dict[int, set[int]],
    there: Collection[int],
    person: User,
    today: dt.date,
) -> None:
    """One mail a person, however many organisations are theirs."""
    told: dict[int, list[int]] = defaultdict(list)
    for school in schools:
        for head in heads[school.pk].difference(there):
            told[head] += waiting[school.pk]
    made = Digest.objects.bulk_create(
        [Digest(person_id=head, day=today, by_hand=True, by=person) for head in sorted(told)],
        batch_size=BATCH,
    )
    lines = [
        DigestLine(
            digest=digest, person_id=digest.person_id, recommendation_id=key, kind=DigestLine.Kind.REMINDED
        )
        for digest in made
        for key in told[digest.person_id]
    ]
    DigestLine.objects.bulk_create(lines, batch_size=BATCH)

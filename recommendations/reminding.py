"""An officer reminds organisations of what waits for their answer: organisations in, mails in the queue out.

One mail a day and person; what is asked while it waits, or has failed, is added to it. `recommendations.posting` sends
it, at any hour, also to heads who want no digest. Refused where the portal sends no mail. Skipped and told:
organisations that nothing waits for (a number that the organisation disputes waits for the officer), those reminded
today, those whose heads have had today's mail about another organisation, those none of whose heads has an address.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from recommendations.disputes import in_dispute
from recommendations.models import Digest, DigestLine, Recommendation
from recommendations.rules import may_recommend
from schools.mail import mail_goes_out
from schools.models import Membership, Municipality, Role, School, User
from schools.workflow import StepRefused

BATCH = 500
NO_MAIL = (
    "Портал не отправляет почту: она не настроена (EMAIL_HOST). Скопируйте из таблицы, кому напомнить, и напишите им "
    "сами или направьте письмо на портале: «Письма»."
)
_S = Digest.State
UNSENT = (_S.FAILED, _S.NEEDLESS)


@dataclass(frozen=True)
class Reminded:
    """What became of the chosen organisations: in the queue, reminded today already or in the queue before, their
    heads had today's mail about another organisation, without an address, at rest."""

    queued: list[School]
    already: list[School]
    mailed: list[School]
    silent: list[School]
    done: list[School]


@transaction.atomic
def remind(
    *, municipality: Municipality, year: int, schools: Collection[str], person: User, today: dt.date
) -> Reminded:
    """Put a mail to each head of these organisations (by code) into the queue."""
    if not may_recommend(person, municipality):
        raise StepRefused("Напоминает специалист муниципалитета.")
    if not mail_goes_out():
        raise StepRefused(NO_MAIL)
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # a second click waits
    chosen = list(School.objects.filter(municipality=municipality, code__in=schools).order_by("name_key"))
    waiting = _waiting(chosen, year)
    heads = _heads(chosen)
    asked = [school for school in chosen if waiting[school.pk]]
    reached = [school for school in asked if heads[school.pk]]
    mails = _mails_of_today({head for school in reached for head in heads[school.pk]}, today)
    lines = [
        (head, key)
        for school in reached
        for head in sorted(heads[school.pk])
        for key in waiting[school.pk]
        if head not in mails or mails[head].takes(key)
    ]
    _put_into_queue(lines, mails, person, today)
    queued = {key for _, key in lines}
    told = {key for mail in mails.values() for key in mail.told}
    fresh = [school for school in reached if not queued.isdisjoint(waiting[school.pk])]
    rest = [school for school in reached if school not in fresh]
    return Reminded(
        queued=fresh,
        already=[school for school in rest if not told.isdisjoint(waiting[school.pk])],
        mailed=[school for school in rest if told.isdisjoint(waiting[school.pk])],
        silent=[school for school in asked if school not in reached],
        done=[school for school in chosen if school not in asked],
    )


@dataclass(frozen=True, slots=True)
class _Mail:
    """A person's mail of today with the recommendations it tells."""

    digest: Digest
    told: frozenset[int]

    def takes(self, key: int) -> bool:
        """Not once it is on its way; one that did not go out is sent anew with all that is asked."""
        return self.digest.state in UNSENT or (self.digest.state == _S.WAITING and key not in self.told)


def _mails_of_today(heads: Collection[int], today: dt.date) -> dict[int, _Mail]:
    """By person; their rows are locked, so that none is sent while it gets more lines."""
    rows = Digest.objects.filter(person__in=heads, day=today, by_hand=True).select_for_update(of=("self",))
    digests = {digest.pk: digest for digest in rows.order_by("pk")}
    told: dict[int, set[int]] = defaultdict(set)
    for digest, key in DigestLine.objects.filter(digest__in=digests).values_list("digest", "recommendation"):
        told[digest].add(key)
    return {one.person_id: _Mail(one, frozenset(told[one.pk])) for one in digests.values()}


def _waiting(schools: Collection[School], year: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Recommendation.objects.filter(
        ~in_dispute(), school__in=schools, year=year, state__in=Recommendation.WAITING
    )
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
    lines: Collection[tuple[int, int]], mails: Mapping[int, _Mail], person: User, today: dt.date
) -> None:
    """One mail a person, however many organisations are theirs; (person, recommendation) of each line."""
    heads = {head for head, _ in lines}
    new = [
        Digest(person_id=head, day=today, by_hand=True, by=person) for head in sorted(heads - mails.keys())
    ]
    made = {digest.person_id: digest for digest in Digest.objects.bulk_create(new, batch_size=BATCH)}
    again = {head: mails[head].digest for head in heads & mails.keys()}
    Digest.objects.filter(pk__in=[digest.pk for digest in again.values()]).update(
        state=_S.WAITING, tries=0, problem="", by=person, at=timezone.now()
    )
    kind = DigestLine.Kind.REMINDED
    rows = [
        DigestLine(digest=(made | again)[head], person_id=head, recommendation_id=key, kind=kind)
        for head, key in lines
        if head not in mails or key not in mails[head].told
    ]
    DigestLine.objects.bulk_create(rows, batch_size=BATCH)

"""Lists of organisations and of who works there. Two queries a page however many organisations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from schools.models import AccessCode, Membership, Municipality, School
from schools.models.fields import name_key


@dataclass(frozen=True)
class SchoolAccess:
    """Who of a school can log in, and until when an unused code may be used."""

    school: School
    accounts: list[Membership] = field(default_factory=list)
    code_until: dt.datetime | None = None

    @property
    def has_account(self) -> bool:
        return any(role.user.is_active for role in self.accounts)


def schools_like(
    schools: QuerySet[School], *, text: str = "", kind: str = "", locality: str = "", with_closed: bool = False,
    today: dt.date,
) -> QuerySet[School]:  # fmt: skip
    """Those whose name or code has every word (any case, ё as е), of a kind and locality; closed ones if asked."""
    if words := name_key(text).split():
        for word in words:
            schools = schools.filter(Q(name_key__contains=word) | Q(code__contains=word))
    if kind:
        schools = schools.filter(kind=kind)
    if locality:
        schools = schools.filter(locality=locality)
    return schools if with_closed else schools.filter(Q(closed__isnull=True) | Q(closed__gt=today))


def access_of_schools(municipality: Municipality, *, now: dt.datetime) -> list[SchoolAccess]:
    """Every open organisation of the municipality with its accounts and its unused code. Three queries."""
    schools = municipality.schools.filter(Q(closed__isnull=True) | Q(closed__gt=timezone.localdate(now)))
    accounts: dict[int, list[Membership]] = defaultdict(list)
    for role in (
        Membership.objects.filter(school__municipality=municipality).select_related("user").order_by("user")
    ):
        accounts[role.school_id or 0].append(role)
    waiting = AccessCode.objects.filter(
        school__municipality=municipality, account__isnull=True, used_at__isnull=True, expires_at__gt=now
    ).values_list("school", "expires_at")
    until = dict(waiting)
    return [SchoolAccess(school, accounts[school.pk], until.get(school.pk)) for school in schools]

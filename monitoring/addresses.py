"""Where mail to organisations goes: their own address, those of heads' accounts and of responsible persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, IntegerField, QuerySet, Value

from monitoring.chunks import in_chunks
from monitoring.models import ResponsiblePerson
from schools.models import Membership, Role, School


def addresses_of(schools: Sequence[School]) -> dict[int, list[str]]:
    """In this order and each once, whatever its case; organisations without any are left out. One query."""
    found: dict[int, list[str]] = {school.pk: [school.email] for school in schools if school.email}
    for part in in_chunks([school.pk for school in schools]):
        heads = Membership.objects.filter(role=Role.HEAD, school_id__in=part, user__is_active=True)
        people = ResponsiblePerson.objects.filter(school_id__in=part)
        rows = _rows(heads, "user__email", 0).union(_rows(people, "email", 1), all=True)
        for _, _, school, email in sorted(rows):
            if email.lower() not in (known.lower() for known in found.get(school, [])):
                found.setdefault(school, []).append(email)
    return found


def _rows(owners: QuerySet[Any], field: str, rank: int) -> Any:
    """(rank, key, organisation, address) of those who have one."""
    given = owners.exclude(**{field: ""}).order_by()
    named = given.annotate(rank=Value(rank, IntegerField()), of=F("school_id"), address=F(field))
    return named.values_list("rank", "pk", "of", "address")

"""The history of numbers: who changed which cell when, by which door. One query each."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from monitoring.models import CellChange
from monitoring.sheet import Ref
from schools.models import Membership, School


def changes_of(school: School, year: int, *, kind: str = "", code: str = "") -> QuerySet[CellChange]:
    """The newest first; `own` says that somebody of the school wrote it, not somebody for it."""
    own = Membership.objects.filter(user=OuterRef("person"), school=school)
    changes = (
        CellChange.objects.filter(school=school, year=year).select_related("person").annotate(own=Exists(own))
    )
    if kind:
        changes = changes.filter(kind=kind, code=code)
    return changes.order_by("-pk")


def last_changes(school: School, year: int, refs: Collection[Ref]) -> dict[Ref, CellChange]:
    """The last change of each of these cells."""
    wanted = set(refs)
    rows = CellChange.objects.filter(school=school, year=year, kind__in={ref.kind for ref in wanted})
    rows = rows.filter(code__in={ref.code for ref in wanted}, grade__in={ref.grade for ref in wanted})
    found: dict[Ref, CellChange] = {}
    for change in rows.select_related("person").order_by("pk"):
        ref = Ref(change.kind, change.code, change.grade)
        if ref in wanted:
            found[ref] = change
    return found

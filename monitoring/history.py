"""The history of numbers: who changed which cell when, by which door. One query each."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from monitoring.models import CellChange
from monitoring.sheet import Ref
from schools.models import School

ARRIVED = "arrived_later"
"""The code under which the history keeps «прибыло после даты учёта»; the kind says of whom."""


def changes_of(
    school: School, year: int, *, kind: str = "", code: str = "", grade: int | None = None
) -> QuerySet[CellChange]:
    """The newest first; of the whole form, of one column, of one cell."""
    changes = CellChange.objects.filter(school=school, year=year).select_related("person")
    if kind:
        changes = changes.filter(kind=kind, code=code)
    if grade is not None:
        changes = changes.filter(grade=grade)
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


def last_changes_across(
    schools: Collection[int], year: int, *, kind: str, code: str
) -> dict[tuple[int, int], CellChange]:
    """The last change of each cell of one column, by (school, grade)."""
    rows = CellChange.objects.filter(school_id__in=schools, year=year, kind=kind, code=code)
    return {(row.school_id, row.grade): row for row in rows.select_related("person").order_by("pk")}

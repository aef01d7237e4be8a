"""The history of numbers: who changed which cell when, by which door. One query each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Max, QuerySet

from monitoring.chunks import in_chunks
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
    found = last_changes_of({school.pk: refs}, year)
    return {ref: change for (_, ref), change in found.items()}


def last_changes_of(cells: Mapping[int, Collection[Ref]], year: int) -> dict[tuple[int, Ref], CellChange]:
    """The last change of each of these cells of many schools; the database keeps the earlier ones to itself.

    One query for every few hundred schools.
    """
    found: dict[tuple[int, Ref], CellChange] = {}
    for schools in in_chunks(cells):
        wanted = {(school, ref) for school in schools for ref in cells[school]}
        refs = {ref for _, ref in wanted}
        rows = CellChange.objects.filter(school__in=schools, year=year, kind__in={ref.kind for ref in refs})
        rows = rows.filter(code__in={ref.code for ref in refs}, grade__in={ref.grade for ref in refs})
        for change in _last_of_each(rows).select_related("person"):
            key = (change.school_id, Ref(change.kind, change.code, change.grade))
            if key in wanted:
                found[key] = change
    return found


def last_changes_across(
    schools: Collection[int], year: int, *, kind: str, code: str
) -> dict[tuple[int, int], CellChange]:
    """The last change of each cell of one column, by (school, grade)."""
    rows = CellChange.objects.filter(school_id__in=schools, year=year, kind=kind, code=code)
    return {(row.school_id, row.grade): row for row in _last_of_each(rows).select_related("person")}


def _last_of_each(rows: QuerySet[CellChange]) -> QuerySet[CellChange]:
    """The newest row of every cell."""
    cells = rows.order_by().values("school", "year", "kind", "code", "grade")
    return CellChange.objects.filter(pk__in=cells.annotate(last=Max("pk")).values("last"))

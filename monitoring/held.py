"""Everything stored of schools and years, cell by cell: three tables read in one query.

Working value, accepted value, late arrivals. The form, the intake and the matrix read their cells here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from monitoring.columns import POPULATIONS
from monitoring.models import CellKind, Cohort, MetricValue, Participation
from monitoring.values import EMPTY, CellValue
from schools.grades import UNGRADED
from schools.models.fields import PLACES

CHUNK = 500


class Ref(NamedTuple):
    """The address of a cell inside one school and year; a metric's grade is UNGRADED."""

    kind: str
    code: str
    grade: int


class Held(NamedTuple):
    """What the tables keep of one cell."""

    working: CellValue = EMPTY
    accepted: CellValue = EMPTY
    arrived_later: int = 0
    unconfirmed: bool = False


NOTHING = Held()


Cells = dict[tuple[int, int], dict[Ref, Held]]
Codes = tuple[Mapping[int, str], Mapping[int, str]]
_KINDS = {
    (kind.partition("_")[0], population.value): kind for kind, population in POPULATIONS.items()
}  # ("pupils" | "event", population) → kind


def read_cells(
    schools: Sequence[int], years: Iterable[int], codes: Codes, *, only_these: bool = False
) -> Cells:
    """Everything stored of these schools and years, by (school, year); cells of unnamed definitions are skipped.

    One query for the three tables, because a page has few to spend; exact numbers come as the integers they are.
    `only_these` lets the database skip them: worth it where few definitions are named.
    """
    found: Cells = {}
    wanted = sorted(set(years))
    for start in range(0, len(schools), CHUNK):
        part = {"school_id__in": schools[start : start + CHUNK], "year_id__in": wanted}
        rows = _rows(part, codes if only_these else None)
        for school, year, table, owner, population, grade, arrived, waits, *values in rows.iterator():
            if table == "pupils":
                ref = Ref(_KINDS[table, population], "", grade)
            else:
                code = codes[table == CellKind.METRIC].get(owner)
                if code is None:
                    continue
                ref = Ref(table if table == CellKind.METRIC else _KINDS[table, population], code, grade)
            held = _held(arrived, values, waits=bool(waits), exact=table == CellKind.METRIC)
            found.setdefault((school, year), {})[ref] = held
    return found


def _rows(part: Mapping[str, object], only: Codes | None) -> QuerySet[Any, Any]:
    events, metrics = ({"event_id__in": [*only[0]]}, {"metric_id__in": [*only[1]]}) if only else ({}, {})
    nothing = {"none": Value("", output_field=TextField()), "zero": Value(0)}
    waits = Cast("unconfirmed", IntegerField())
    cohorts = Cohort.objects.filter(**part).annotate(table=Value("pupils"), waits=waits, **nothing)
    participation = Participation.objects.filter(**part, **events).annotate(table=Value("event"), **nothing)
    tables = [
        _columns(cohorts, "zero", "arrived_later", "waits"),
        _columns(participation, "event_id", "zero", "zero"),
        _metric_columns(
            MetricValue.objects.filter(**part, **metrics).annotate(
                table=Value(CellKind.METRIC.value), **nothing
            )
        ),
    ]
    return tables[0].union(*tables[1:], all=True)


def _columns(cells: QuerySet[Any, Any], owner: str, arrived: str, waits: str) -> QuerySet[Any, Any]:
    return cells.annotate(number=_integer("value"), official=_integer("accepted")).values_list(
        "school_id", "year_id", "table", owner, "population", "grade", arrived, waits, "number", "mark", "none",
        "official",
        "accepted_mark", "none",
    )  # fmt: skip


def _metric_columns(cells: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return cells.annotate(
        grade=Value(UNGRADED), number=_integer("value"), official=_integer("accepted")
    ).values_list(
        "school_id", "year_id", "table", "metric_id", "zero", "grade", "zero", "zero", "number", "mark", "text",
        "official",
        "accepted_mark", "accepted_text",
    )  # fmt: skip


def _integer(column: str) -> Cast:
    return Cast(column, BigIntegerField())


def _held(arrived: int, values: Sequence[Any], *, waits: bool, exact: bool) -> Held:
    number, mark, text, accepted, accepted_mark, accepted_text = values
    if exact:
        number, accepted = (None if n is None else Decimal(n).scaleb(-PLACES) for n in (number, accepted))
    return Held(
        CellValue(number, mark, text), CellValue(accepted, accepted_mark, accepted_text), arrived, waits
    )

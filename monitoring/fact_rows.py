"""Stored cells read back as tidy facts: the three tables of cells as one list of rows.

`fact_rows` gives one query over pupils, participants and metrics, ordered by year, school, kind, code and grade, ready
to be counted and cut into pages; `tidy` turns one of its rows into words. Both values are there: what is worked on
and what is accepted. Cells that were never entered are no rows.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from monitoring.models import Cell, CellKind, Cohort, Mark, MetricValue, Participation, Population
from schools.grades import UNGRADED
from schools.models import User
from schools.models.fields import SCALE

FILTERS = {
    "year": "year_id", "school": "school__code", "municipality": "school__municipality__code",
    "schools": "school__code__in", "years": "year_id__in", "municipalities": "school__municipality__code__in",
}  # fmt: skip
CODE_PATHS: dict[type[Cell], str] = {Participation: "event__code", MetricValue: "metric__code"}
NAMES = ("year", "school", "kind", "code", "grade")
COLUMNS = ("row_year", "row_school", "row_kind", "row_code", "row_grade", "row_value", "row_mark", "row_text",
           "row_accepted", "row_accepted_mark", "row_accepted_text")  # fmt: skip


def fact_rows(person: User, *, kind: str = "", code: str = "", **places: Any) -> QuerySet:
    """The cells a person may read; `places` are keys of `FILTERS`: a year and codes."""
    parts = [
        _part(Cohort, person, places, kind, code, (CellKind.PUPILS, CellKind.PUPILS_WITH_DISABILITIES)),
        _part(Participation, person, places, kind, code, (CellKind.EVENT, CellKind.EVENT_WITH_DISABILITIES)),
        _part(MetricValue, person, places, kind, code, (CellKind.METRIC,)),
    ]
    return parts[0].union(*parts[1:], all=True).order_by(*(f"row_{name}" for name in NAMES))


def count_facts(person: User, **places: Any) -> int:
    """How many rows `fact_rows` has, without making them; three queries."""
    return sum(_entered(model, person, places).count() for model in (Cohort, Participation, MetricValue))


def tidy(row: dict[str, Any]) -> dict[str, Any]:
    """One row in the words of tidy facts: numbers, «н/д», «x», texts; None = nothing accepted yet."""
    grade = row["row_grade"]
    return {
        **{name: row[f"row_{name}"] for name in NAMES},
        "grade": None if grade == UNGRADED else grade,
        "value": _shown(row, "row_value", "row_mark", "row_text"),
        "accepted": _shown(row, "row_accepted", "row_accepted_mark", "row_accepted_text"),
    }


def _part(
    model: type[Cell],
    person: User,
    places: dict[str, Any],
    kind: str,
    code: str,
    kinds: tuple[CellKind, ...],
) -> QuerySet:
    rows = _entered(model, person, places)
    code_path = CODE_PATHS.get(model)
    if kind:
        rows = rows.filter(_of_kind(model, kind, kinds))
    if code:
        rows = rows.filter(**{code_path: code}) if code_path else rows.none()
    return rows.annotate(**_columns(model, code_path, kinds)).values(*COLUMNS).order_by()


def _entered(model: type[Cell], person: User, places: dict[str, Any]) -> QuerySet:
    entered = (
        Q(value__isnull=False) | ~Q(mark=Mark.NONE) | Q(accepted__isnull=False) | ~Q(accepted_mark=Mark.NONE)
    )
    if model is MetricValue:
        entered |= ~Q(text="") | ~Q(accepted_text="")
    rows = model.objects.visible_to(person)
    return rows.filter(entered, **{FILTERS[name]: value for name, value in places.items() if value})


def _of_kind(model: type[Cell], kind: str, kinds: tuple[CellKind, ...]) -> Q:
    if kind not in kinds:
        return Q(pk__in=())
    if model is MetricValue:
        return ~Q(pk__in=())
    return Q(population=Population.ALL if kind == kinds[0] else Population.DISABILITIES)


def _columns(model: type[Cell], code_path: str | None, kinds: tuple[CellKind, ...]) -> dict[str, Any]:
    """The same names and types in each of the three tables; a metric's number stays in ten-thousandths."""
    is_metric = model is MetricValue
    whole = [Value(kind.value, output_field=CharField()) for kind in kinds]
    kind = whole[0] if is_metric else Case(When(population=Population.ALL, then=whole[0]), default=whole[1])
    nothing = Value("", output_field=TextField())
    return {
        "row_year": F("year_id"),
        "row_school": F("school__code"),
        "row_kind": kind,
        "row_code": Cast(F(code_path), CharField()) if code_path else Value("", output_field=CharField()),
        "row_grade": Value(UNGRADED, output_field=IntegerField())
        if is_metric
        else Cast("grade", IntegerField()),
        "row_value": Cast("value", BigIntegerField()),
        "row_mark": F("mark"),
        "row_text": F("text") if is_metric else nothing,
        "row_accepted": Cast("accepted", BigIntegerField()),
        "row_accepted_mark": F("accepted_mark"),
        "row_accepted_text": F("accepted_text") if is_metric else nothing,
    }


def _shown(row: dict[str, Any], value: str, mark: str, text: str) -> int | float | str | None:
    if row[mark]:
        return Mark(row[mark]).label
    if row[value] is None:
        return row[text] or None
    if row["row_kind"] != CellKind.METRIC:
        return int(row[value])
    number = int(row[value])
    return number // SCALE if number % SCALE == 0 else number / SCALE

"""The history of a school's numbers as a page: who, when, old → new, by which door; one column or all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from monitoring.columns import Column, columns_of
from monitoring.history import changes_of
from monitoring.models import CellChange, CellKind, Metric
from schools.grades import UNGRADED, grade_label
from schools.models import School

PAGE = 100


@dataclass(frozen=True, slots=True)
class ChangeView:
    change: CellChange
    column: str
    grade: str
    old: str
    new: str
    who: str


@dataclass(frozen=True)
class HistoryPage:
    school: School
    changes: list[ChangeView]
    page: Page[CellChange]
    filters: list[dict[str, Any]]
    query: str


def history_page(school: School, year: int, asked: Mapping[str, str]) -> HistoryPage:
    """Five queries: waves, events, metrics, how many changes, the changes of one page."""
    columns = columns_of(municipality_id=school.municipality_id, year=year)
    kind, _, code = asked.get("column", "").partition(".")
    page = Paginator(changes_of(school, year, kind=kind, code=code), PAGE).get_page(asked.get("page"))
    named = {(column.kind, column.code): column for column in columns}
    options = [{"value": "", "label": "все графы", "selected": not kind}]
    for column in columns:
        value = f"{column.kind}.{column.code}"
        if column.applicable(school):
            options.append(
                {"value": value, "label": _label(column), "selected": value == asked.get("column")}
            )
    filters = [{"name": "column", "label": "Графа", "options": options}]
    query = urlencode({"column": f"{kind}.{code}"}) if kind else ""
    return HistoryPage(school, [_view(change, named) for change in page], page, filters, query)


def _view(change: CellChange, named: Mapping[tuple[str, str], Column]) -> ChangeView:
    column = named.get((change.kind, change.code))
    who = str(change.person) if change.person else "портал"
    own = vars(change)["own"]  # an annotation no type knows
    return ChangeView(
        change,
        _label(column) if column else change.code,
        "" if change.grade == UNGRADED else grade_label(change.grade),
        _text(change.old, column),
        _text(change.new, column),
        who if own or not change.person else f"{who}, за организацию",
    )


def _label(column: Column) -> str:
    event = column.event
    if event is not None and column.kind == CellKind.EVENT_WITH_DISABILITIES:
        return f"{event.label}: с ОВЗ"
    return column.label


def _text(value: str, column: Column | None) -> str:
    if column is not None and column.metric is not None and column.metric.type == Metric.Type.YES_NO:
        return {"1": "да", "0": "нет"}.get(value, value)
    return value

"""The history of a school's numbers as a page: who, when, old → new, by which door; all, one column, one cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from monitoring.columns import Column, columns_of
from monitoring.history import ARRIVED, changes_of
from monitoring.models import CellChange, CellKind, Metric
from monitoring.pages.cells import column_label
from monitoring.pages.words import DOORS
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
    door: str


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
    grade = int(asked["grade"]) if asked.get("grade", "") in _grades(school) else None
    changes = changes_of(school, year, kind=kind, code=code, grade=grade)
    page = Paginator(changes, PAGE).get_page(asked.get("page"))
    named = {(column.kind, column.code): column for column in columns}
    chosen = {"column": f"{kind}.{code}" if kind else "", "grade": "" if grade is None else str(grade)}
    query = urlencode({name: value for name, value in chosen.items() if value})
    filters = _filters(school, columns, chosen)
    return HistoryPage(school, [change_view(change, named) for change in page], page, filters, query)


def _filters(school: School, columns: Iterable[Column], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Which column, and which grade where there are any."""
    named = [
        (f"{column.kind}.{column.code}", column_label(column))
        for column in columns
        if column.applicable(school)
    ]
    filters = [_filter("column", "Графа", [("", "все графы"), *named], chosen)]
    if grades := _grades(school):
        filters.append(_filter("grade", "Класс", [("", "все классы"), *grades.items()], chosen))
    return filters


def _filter(
    name: str, label: str, options: Iterable[tuple[str, str]], chosen: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": text, "selected": value == chosen[name]} for value, text in options
        ],
    }


def _grades(school: School) -> dict[str, str]:
    if not school.works_by_grades:
        return {}
    return {str(grade): grade_label(grade) for grade in school.grades if grade != UNGRADED}


def change_view(change: CellChange, named: Mapping[tuple[str, str], Column]) -> ChangeView:
    """One line of the history; `named` knows the columns of the year."""
    column = named.get((change.kind, change.code))
    who = str(change.person) if change.person else "портал"
    return ChangeView(
        change,
        column_label(column) if column else _LABELS.get((change.kind, change.code), change.code),
        "" if change.grade == UNGRADED else grade_label(change.grade),
        _text(change.old, column),
        _text(change.new, column),
        f"{who}, за организацию" if change.on_behalf else who,
        DOORS[change.door],
    )


_LABELS = {
    (CellKind.PUPILS.value, ARRIVED): "Прибыло после даты учёта",
    (CellKind.PUPILS_WITH_DISABILITIES.value, ARRIVED): "Прибыло после даты учёта: с ОВЗ и инвалидностью",
}


def _text(value: str, column: Column | None) -> str:
    if column is not None and column.metric is not None and column.metric.type == Metric.Type.YES_NO:
        return {"1": "да", "0": "нет"}.get(value, value)
    return value

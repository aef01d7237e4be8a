"""What a column of the form counts, in words: its definition and the facts that follow from the catalogue."""

from __future__ import annotations

from monitoring.columns import Column
from monitoring.models import CellKind, Event, Metric
from schools.models import Kind

_PUPILS = {
    CellKind.PUPILS.value: "Обучающиеся, зачисленные в организацию на дату учёта контингента, по классам; каждый "
    "считается один раз. Кто прибыл позже, в эту графу не входит.",
    CellKind.PUPILS_WITH_DISABILITIES.value: "Из обучающихся на ту же дату – те, у кого есть заключение "
    "психолого-медико-педагогической комиссии или инвалидность. У кого есть и то и другое, считается один раз.",
}
_WITH_DISABILITIES = (
    "Из участников, указанных в графе слева, – те, у кого ОВЗ или инвалидность; каждый считается один раз."
)


def definition_of(column: Column) -> str:
    """One or two sentences; empty where the catalogue has none."""
    if column.kind in _PUPILS:
        return _PUPILS[column.kind]
    if column.kind == CellKind.EVENT_WITH_DISABILITIES:
        return _WITH_DISABILITIES
    definition = column.event or column.metric
    return definition.definition if definition is not None else ""


def facts_of(column: Column) -> list[tuple[str, str]]:
    """Who, in which grades and how they are counted, or in what the answer is given: term and words."""
    if column.event is not None:
        return _event_facts(column.event, column.kind)
    if column.metric is not None:
        return _metric_facts(column.metric)
    return []


def _event_facts(event: Event, kind: str) -> list[tuple[str, str]]:
    with_disabilities = kind == CellKind.EVENT_WITH_DISABILITIES
    audience = Event.Audience.DISABILITIES.label if with_disabilities else event.get_audience_display()
    return [
        ("Классы", event.grades.label),
        ("Кто", audience),
        ("Что считается", event.get_counts_display()),
    ]


def _metric_facts(metric: Metric) -> list[tuple[str, str]]:
    facts = [("Ответ", f"{metric.get_type_display()}{f', {metric.unit}' if metric.unit else ''}")]
    if metric.register:
        facts.append(("Откуда", metric.get_register_display()))
    if metric.kinds:
        facts.append(("Кто отвечает", ", ".join(Kind(kind).label for kind in metric.kinds)))
    return facts

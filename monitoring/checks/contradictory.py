"""Numbers of one school and year that cannot all be true → the pairs of cells that contradict each other.

* participants of an event that counts people > pupils of the grade and population (those who «прибыли после даты
  учёта» are added to the pupils); attendances may exceed pupils;
* participants with disabilities > participants, or > pupils with disabilities;
* pupils with disabilities > pupils.

What is not entered or «н/д» contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from monitoring.checks.problem import Problem
from monitoring.models import CellKind, Event
from monitoring.sheet import Ref, Sheet
from schools.grades import grade_label

PUPILS, WITH_DISABILITIES = CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value
EVENT, EVENT_WITH_DISABILITIES = CellKind.EVENT.value, CellKind.EVENT_WITH_DISABILITIES.value


class Contradiction(NamedTuple):
    """`part` is greater than `whole`, of which it is a part; `code` names the rule."""

    code: str
    part: Ref
    whole: Ref
    message: str


def contradictions(
    numbers: Mapping[Ref, int], events: Mapping[str, Event], arrived: Mapping[Ref, int]
) -> Iterator[Contradiction]:
    """All contradictions among the known numbers; `arrived` adds to the pupils of a cell."""
    for part, number in numbers.items():
        for code, whole in _wholes(part, events, numbers):
            limit = numbers.get(whole)
            if limit is not None and number > limit + arrived.get(whole, 0):
                yield Contradiction(
                    code, part, whole, _message(part, number, whole, limit, arrived.get(whole, 0))
                )


def _wholes(part: Ref, events: Mapping[str, Event], numbers: Mapping[Ref, int]) -> Iterator[tuple[str, Ref]]:
    """The cells this one is a part of."""
    kind, code, grade = part
    if kind == WITH_DISABILITIES:
        yield "disabilities_above_pupils", Ref(PUPILS, "", grade)
        return
    event = events.get(code)
    if event is None or kind == PUPILS:
        return
    people = event.counts == Event.Counts.PEOPLE
    if kind == EVENT_WITH_DISABILITIES:
        yield "disabilities_above_participants", Ref(EVENT, code, grade)
        if people:
            yield "participants_above_disabilities", Ref(WITH_DISABILITIES, "", grade)
    elif people:
        narrow = Ref(WITH_DISABILITIES, "", grade)
        if event.audience == Event.Audience.DISABILITIES and narrow in numbers:
            yield "participants_above_disabilities", narrow
        else:
            yield "participants_above_pupils", Ref(PUPILS, "", grade)


_WORDS = {
    PUPILS: "обучающихся",
    WITH_DISABILITIES: "обучающихся с ОВЗ и инвалидностью",
    EVENT: "участников",
    EVENT_WITH_DISABILITIES: "участников с ОВЗ и инвалидностью",
}


def _message(part: Ref, number: int, whole: Ref, limit: int, arrived: int) -> str:
    later = f" (и прибыло позже {arrived})" if arrived else ""
    advice = "проверьте оба числа"
    if whole.kind in (PUPILS, WITH_DISABILITIES) and part.kind in (EVENT, EVENT_WITH_DISABILITIES):
        advice += " или укажите в форме, сколько прибыло после даты учёта"
    return f"{grade_label(part.grade)}: {_WORDS[part.kind]} {number}, а {_WORDS[whole.kind]} {limit}{later}; {advice}."


def contradictions_of(sheet: Sheet) -> Iterator[Contradiction]:
    """Those of a form in which one of its own columns has a part."""
    numbers = {ref: int(held.working.number) for ref, held in sheet.held.items()
               if ref.kind != CellKind.METRIC and held.working.number is not None}  # fmt: skip
    events = {column.code: column.event for column in sheet.all_columns if column.event is not None}
    arrived = {ref: held.arrived_later for ref, held in sheet.held.items() if held.arrived_later}
    shown = {(column.kind, column.code) for column in sheet.columns}
    for found in contradictions(numbers, events, arrived):
        if (found.part.kind, found.part.code) in shown or (found.whole.kind, found.whole.code) in shown:
            yield found


def check_contradictory(sheet: Sheet) -> Iterator[Problem]:
    """The contradictions of a form, reported at the part."""
    for found in contradictions_of(sheet):
        yield Problem(found.code, "contradictory", found.part, found.message)

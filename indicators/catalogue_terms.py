"""Formulas of the catalogue file: items of `numerator` and `denominator` in, drafts of terms out; and their sense.

A term is one of {event: code}, {event_with_disabilities: code}, {pupils: grades}, {pupils_with_disabilities:
grades}, {metric: code}, {schools: all}; events take `grades`, events and metrics take `count: schools`.
`all` grades means every grade and the ungraded total. Text and links stand in no formula; a percent has a
denominator; attendances do not stand over people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from indicators.models import Indicator, Term
from monitoring.models import Event, Metric
from schools.catalogue_parts import Book
from schools.catalogue_problems import shown
from schools.catalogue_reading import ABSENT, Item
from schools.grades import EVERYTHING, Grades
from schools.models import Municipality

SIDES = tuple(Term.Side.values)
_EVENTS = (Term.Kind.EVENT.value, Term.Kind.EVENT_WITH_DISABILITIES.value)
_PUPILS = (Term.Kind.PUPILS.value, Term.Kind.PUPILS_WITH_DISABILITIES.value)
_EXTRA = {**dict.fromkeys(_EVENTS, ("grades", "count")), "metric": ("count",)}


@dataclass(frozen=True)
class Draft:
    """One summand, before it is a row."""

    kind: str
    event: Event | None = None
    metric: Metric | None = None
    grades: Grades | None = None
    counts_schools: bool = False

    @property
    def is_people(self) -> bool:
        if self.counts_schools:
            return False
        return self.kind in _PUPILS or bool(self.event and self.event.counts == Event.Counts.PEOPLE)

    @property
    def is_attendances(self) -> bool:
        return bool(self.event and self.event.counts == Event.Counts.ATTENDANCES and not self.counts_schools)

    def row(self, indicator: Indicator, side: str, position: int) -> Term:
        return Term(
            indicator=indicator,
            side=side,
            position=position,
            kind=self.kind,
            event=self.event,
            metric=self.metric,
            grades=self.grades,
            counts_schools=self.counts_schools,
        )


def read_term(item: Item, book: Book, owner: Municipality | None) -> Draft | None:
    """One item of a side; None when it is faulty."""
    kinds = [kind for kind in Term.Kind.values if kind in item]
    if len(kinds) != 1:
        if not kinds:
            item.know([*Term.Kind.values, "grades", "count"])
        item.refuse("", f"слагаемое – ровно одно из: {', '.join(Term.Kind.values)}")
        return None
    kind = kinds[0]
    if kind == "metric" and "grades" in item:
        item.refuse("grades", "показатели сбора не делятся по классам: уберите grades")
        return None
    item.know([kind, *_EXTRA.get(kind, ())])
    counts = item.choice("count", ["schools"])
    if kind in _EVENTS:
        event = book.find(item, kind, Event, owner=owner, needed=True)
        grades = _grades(item, "grades")
        return Draft(kind, event=event, grades=grades, counts_schools=counts == "schools") if event else None
    if kind == "metric":
        metric = book.find(item, kind, Metric, owner=owner, needed=True)
        return Draft(kind, metric=metric, counts_schools=counts == "schools") if metric else None
    if kind == "schools":
        return Draft(kind) if item.choice(kind, ["all"], needed=True) else None
    if item.data.get(kind) is None:
        item.refuse(kind, "укажите классы, например 6-11, или all")
    return Draft(kind, grades=_grades(item, kind))


def _grades(item: Item, key: str) -> Grades | None:
    grades = item.grades(key)
    return None if grades is ABSENT or grades == EVERYTHING else grades


Named = Callable[[Event | Metric], str]
"""How a definition is called in a sentence."""


def by_code(definition: Event | Metric) -> str:
    return shown(definition.code)


def faults(
    unit: str, formula: dict[str, list[Draft]], *, named: Named = by_code
) -> Iterator[tuple[str, str, Any]]:
    """What makes no sense: key, sentence and the event or metric it is about (None = the formula itself)."""
    numerator, denominator = formula["numerator"], formula["denominator"]
    if not numerator:
        yield "numerator", "обязательное поле: укажите хотя бы одно слагаемое", None
    if unit == Indicator.Unit.PERCENT and not denominator:
        yield "denominator", "у процента должен быть знаменатель: укажите его или другую единицу (unit)", None
    for side in SIDES:
        for place, term in enumerate(formula[side]):
            yield from _faults_of(f"{side}[{place}]", term, named)
    if unit == Indicator.Unit.PERCENT and any(term.is_people for term in denominator):
        for place, term in enumerate(numerator):
            if term.is_attendances and term.event:
                sentence = f"{named(term.event)} считает посещения, их нельзя делить на людей"
                yield f"numerator[{place}].{term.kind}", sentence, term.event


def _faults_of(key: str, term: Draft, named: Named) -> Iterator[tuple[str, str, Any]]:
    if term.metric and not term.metric.is_number:
        sentence = f"{named(term.metric)} – текст или ссылка, в формуле бывают только числа и «да или нет»"
        yield f"{key}.metric", sentence, term.metric
    if term.event and term.grades is not None and not term.event.grades & term.grades:
        sentence = (
            f"мероприятие {named(term.event)} проводится для классов {term.event.grades}, общих классов нет"
        )
        yield f"{key}.grades", sentence, term.event

"""The document of management decisions in, `Decision` rows out with their links to measures.

Natural key: number and date. A second run writes nothing. Decisions of other municipalities in the document are
skipped. A decision is linked to the measures it names (`measures: ["1.4"]`), else to those that serve the same
indicators; in both cases in the roadmaps with a day in the year after the decision. Any fault refuses the document
(CatalogueRefused, every fault with its path).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from roadmap.models import Decision, Measure
from schools.catalogue_problems import Problems, shown
from schools.catalogue_reading import ABSENT, Item
from schools.models import Municipality, SchoolYear, Transition, User

KEYS = ("number", "date", "municipality", "year", "kind", "title", "topic", "indicators", "measures", "text")
A_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class _Draft:
    number: str
    date: dt.date
    fields: dict[str, object]
    indicators: frozenset[str]
    measures: frozenset[str]


@transaction.atomic
def load_decisions(
    *, municipality: Municipality, document: object, person: User | None = None
) -> list[Decision]:
    """Upsert the municipality's decisions; returns them in the order of the document."""
    problems = Problems()
    drafts = _drafts(document, municipality, problems)
    problems.refuse(())
    for year in {draft.fields["year_id"] for draft in drafts}:
        SchoolYear.objects.get_or_create(year=year)
    known = {
        (row.number, row.date): row
        for row in Decision.objects.filter(municipality=municipality).prefetch_related("measures")
    }
    measures = list(
        Measure.objects.filter(section__roadmap__municipality=municipality)
        .select_related("section__roadmap")
        .prefetch_related("indicators")
    )
    return [
        _save(draft, known.get((draft.number, draft.date)), municipality, measures, person)
        for draft in drafts
    ]


def _save(
    draft: _Draft,
    row: Decision | None,
    municipality: Municipality,
    measures: list[Measure],
    person: User | None,
) -> Decision:
    is_new = row is None
    row = row or Decision(municipality=municipality, number=draft.number, date=draft.date)
    differing = [name for name, value in draft.fields.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, draft.fields[name])
    if differing:
        row.save()
    wanted = [measure for measure in measures if _concerns(draft, measure)]
    relinked = {one.pk for one in row.measures.all()} != {one.pk for one in wanted}
    if relinked:
        row.measures.set(wanted)
    if differing or relinked:
        Transition.objects.create(
            entity="decision", entity_id=row.pk, step="load", target="recorded", person=person,
            note="Решение записано." if is_new else "Решение изменено.",
        )  # fmt: skip
    return row


def _concerns(draft: _Draft, measure: Measure) -> bool:
    roadmap = measure.section.roadmap
    if roadmap.ends < draft.date or roadmap.starts > draft.date + A_YEAR:
        return False
    if draft.measures:
        return f"{measure.section.number}.{measure.number}" in draft.measures
    return any(indicator.code in draft.indicators for indicator in measure.indicators.all())


def _drafts(document: object, municipality: Municipality, problems: Problems) -> list[_Draft]:
    if not isinstance(document, Mapping):
        problems.add("документ", f"наверху нужен ключ decisions, а здесь {shown(document)}")
        return []
    top = Item(document, "", problems, is_new=True)
    top.know(("decisions",))
    found = [
        draft for item in top.items("decisions") or [] if (draft := _draft(item, municipality)) is not None
    ]
    seen: set[tuple[str, dt.date]] = set()
    for draft in found:
        if (draft.number, draft.date) in seen:
            problems.add("decisions", f"решение № {draft.number} от {draft.date:%d.%m.%Y} записано дважды")
        seen.add((draft.number, draft.date))
    return found


def _draft(item: Item, municipality: Municipality) -> _Draft | None:
    item.know(KEYS)
    if item.text("municipality") not in (ABSENT, "", municipality.code):
        return None
    number, title = item.text("number", needed=True), item.text("title", needed=True)
    for key, value, most in (("number", number, 40), ("title", title, 500)):
        if value is not ABSENT and len(value) > most:
            item.refuse(key, f"текст длиннее {most} знаков: сократите запись")
    date, year, text = item.day("date"), item.year("year"), item.text("text")
    if not date and not item.problems.at(item.at("date")):
        item.refuse("date", "нужна дата вида 2021-11-24")
    if ABSENT in (number, title, year) or not date:
        return None
    fields = {"year_id": year, "title": title, "text": text or ""}
    return _Draft(number, date, fields, _codes(item, "indicators"), _codes(item, "measures"))


def _codes(item: Item, key: str) -> frozenset[str]:
    value = item.data.get(key) or []
    if not isinstance(value, list):
        item.refuse(key, f"нужен список в квадратных скобках, а здесь {shown(value)}")
        return frozenset()
    return frozenset(str(each).strip() for each in value)

"""The document of a roadmap in, its rows out: sections, measures, machine dates, responsible bodies, links.

Natural keys: the roadmap's code, the section's number, the measure's number within it. A second run of the same
document writes nothing; a changed one writes only what differs. What the document no longer names stays: a measure
may have marks of execution. Indicators are linked as far as their codes are known here. Any fault refuses the
whole document (CatalogueRefused, every fault with its path) and saves nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models, transaction

from indicators.models import Indicator
from roadmap.models import Measure, MeasureWindow, ResponsibleBody, Roadmap, RoadmapSection
from roadmap.plan_reading import MeasureDraft, RoadmapDraft, names_schools, read_document
from roadmap.terms import Window
from schools.catalogue_problems import Problems
from schools.models import Municipality, Transition, User

_WINDOW = ("from_month", "from_day", "to_month", "to_day")


@dataclass
class _Stock:
    """What the municipality has already, read once; `changed` counts the rows written."""

    municipality: Municipality
    sections: dict[int, RoadmapSection]
    measures: dict[tuple[int, int], Measure]
    bodies: dict[str, ResponsibleBody]
    indicators: dict[str, Indicator]
    changed: int = field(default=0)

    def put(self, row: models.Model, **values: Any) -> None:
        """Save the row if it is new or differs."""
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, values[name])
        if row._state.adding or differing:
            row.save()
            self.changed += 1

    def link(self, manager: Any, wanted: list[Any]) -> None:
        """Many-to-many links as the document has them; rows come prefetched."""
        if {row.pk for row in manager.all()} != {row.pk for row in wanted}:
            manager.set(wanted)
            self.changed += 1


@transaction.atomic
def load_roadmap(
    *,
    municipality: Municipality,
    document: object,
    person: User | None = None,
    code: str = "",
    title: str = "",
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    responsible: Mapping[str, str] | None = None,
) -> Roadmap:
    """Upsert a roadmap; the keyword overrides win over the document, `responsible` renames bodies."""
    problems = Problems()
    draft = read_document(document, problems)
    if draft is not None:
        draft = replace(draft, starts=starts or draft.starts, ends=ends or draft.ends)
        _check_period(draft, problems)
    problems.refuse(())
    assert draft is not None  # nothing was refused, so everything needed was read
    assert draft.starts is not None
    assert draft.ends is not None
    roadmap = _roadmap(
        code or draft.code or _code(municipality, draft.starts, draft.ends), municipality, problems
    )
    stock = _stock(roadmap, municipality, draft)
    fields = {**draft.fields, **({"title": title} if title else {})}
    stock.put(roadmap, starts=draft.starts, ends=draft.ends, **fields)
    for part in draft.sections:
        section = stock.sections.get(part.number) or RoadmapSection(roadmap=roadmap, number=part.number)
        stock.put(section, title=part.title)
        for measure in part.measures:
            _put_measure(stock, section, measure, responsible or {})
    if stock.changed:
        Transition.objects.create(
            entity="roadmap", entity_id=roadmap.pk, step="load", target=roadmap.state, person=person,
            note=f"Загружена дорожная карта, записано строк: {stock.changed}.",
        )  # fmt: skip
    return roadmap


def _code(municipality: Municipality, starts: dt.date, ends: dt.date) -> str:
    """«32622000-2023», «32622000-2025-2026»."""
    years = [str(starts.year)] + [str(ends.year)] * (ends.year > starts.year)
    return "-".join([municipality.code, *years])


def _check_period(draft: RoadmapDraft, problems: Problems) -> None:
    if draft.starts is None or draft.ends is None:
        if not any(path.startswith("period") for path, _ in problems.found):
            problems.add("period", "укажите, с какого и по какой день действует дорожная карта: from и to")
    elif draft.ends < draft.starts:
        problems.add("period", f"период заканчивается {draft.ends:%d.%m.%Y}, раньше, чем начинается")


def _roadmap(code: str, municipality: Municipality, problems: Problems) -> Roadmap:
    known = Roadmap.objects.filter(code=code).first()
    if known is not None and known.municipality_id != municipality.pk:
        problems.add("code", f"код «{code}» занят дорожной картой другого муниципалитета: возьмите другой")
        problems.refuse(())
    return known or Roadmap(code=code, municipality=municipality)


def _stock(roadmap: Roadmap, municipality: Municipality, draft: RoadmapDraft) -> _Stock:
    sections = {row.number: row for row in RoadmapSection.objects.filter(roadmap=roadmap.pk)}
    measures = Measure.objects.filter(section__roadmap=roadmap.pk).select_related("section")
    wanted = {code for part in draft.sections for one in part.measures for code in one.indicators}
    return _Stock(
        municipality,
        sections,
        {
            (row.section.number, row.number): row
            for row in measures.prefetch_related("windows", "responsible", "indicators")
        },
        {row.name: row for row in ResponsibleBody.objects.filter(municipality=municipality)},
        {row.code: row for row in Indicator.objects.available_to(municipality).filter(code__in=wanted)},
    )


def _put_measure(
    stock: _Stock, section: RoadmapSection, draft: MeasureDraft, renamed: Mapping[str, str]
) -> None:
    row = stock.measures.get((section.number, draft.number)) or Measure(section=section, number=draft.number)
    stock.put(row, **draft.fields)
    _put_windows(stock, row, draft.windows)
    names = dict.fromkeys(renamed.get(name, name) for name in draft.responsible)
    stock.link(row.responsible, [_body(stock, name) for name in names])
    stock.link(
        row.indicators, [stock.indicators[code] for code in draft.indicators if code in stock.indicators]
    )


def _put_windows(stock: _Stock, row: Measure, wanted: Iterable[Window]) -> None:
    wanted = list(wanted)
    present = [tuple(getattr(window, name) for name in _WINDOW) for window in row.windows.all()]
    new = [tuple(getattr(window, name) for name in _WINDOW) for window in wanted]
    if sorted(present) == sorted(new):
        return
    row.windows.all().delete()
    MeasureWindow.objects.bulk_create(
        [MeasureWindow(measure=row, **dict(zip(_WINDOW, values, strict=True))) for values in new]
    )
    stock.changed += 1


def _body(stock: _Stock, name: str) -> ResponsibleBody:
    """The body of this name; a new one whose name is or begins with «ОО» means the schools themselves."""
    if name not in stock.bodies:
        stock.bodies[name] = ResponsibleBody(municipality=stock.municipality, name=name)
        stock.put(stock.bodies[name], is_schools=names_schools(name))
    return stock.bodies[name]

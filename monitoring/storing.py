"""Cells to write → rows of the three tables and of the history, in bulk.

A cell is written once, with its accepted value where it is accepted at the same time; history is kept for working
values that really changed. Guaranteed: `arrived_later` and, without acceptance, accepted values stay as they are.
Pupils of a file of others wait to be confirmed; a number written by any other door is confirmed by that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from monitoring.columns import POPULATIONS
from monitoring.models import CellChange, CellKind, Cohort, MetricValue, Participation
from monitoring.rules import writes_on_behalf
from monitoring.sheet import Held, Ref
from monitoring.values import CellValue, is_shown_as
from monitoring.vetting import Entry
from schools.models import School, User

BATCH = 2000
KINDS = {
    POPULATIONS[kind].value: kind for kind in (CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value)
}


@dataclass(frozen=True, slots=True)
class Write:
    """One cell with what it held; `created` when nothing was entered there before."""

    entry: Entry
    held: Held
    value: CellValue
    accept: bool
    unconfirmed: bool = False

    @property
    def changes_working(self) -> bool:
        return self.value != self.held.working

    @property
    def changes_accepted(self) -> bool:
        return self.accept and self.value != self.held.accepted


def write_cells(writes: Iterable[Write], *, accept: bool) -> None:
    """Insert or update the cells; three statements per batch at most."""
    rows: dict[type[models.Model], list[models.Model]] = {Cohort: [], Participation: [], MetricValue: []}
    for write in writes:
        row = _row(write)
        rows[type(row)].append(row)
    for model, objects in rows.items():
        _upsert(model, objects, accept=accept)


def _row(write: Write) -> models.Model:
    entry, value = write.entry, write.value
    common: dict[str, Any] = {
        "school_id": entry.school.pk, "year_id": entry.year, "value": value.number, "mark": value.mark,
    }  # fmt: skip
    if write.accept:
        common |= {"accepted": value.number, "accepted_mark": value.mark}
    if entry.metric is not None:
        accepted_text = value.text if write.accept else ""
        return MetricValue(metric_id=entry.metric.pk, text=value.text, accepted_text=accepted_text, **common)
    population = POPULATIONS[entry.ref.kind].value
    if entry.event is not None:
        return Participation(event_id=entry.event.pk, population=population, grade=entry.ref.grade, **common)
    return Cohort(population=population, grade=entry.ref.grade, unconfirmed=write.unconfirmed, **common)


_UNIQUE = {
    Cohort: ["year", "school", "population", "grade"],
    Participation: ["year", "school", "event", "population", "grade"],
    MetricValue: ["year", "school", "metric"],
}


def _upsert(model: type[Any], objects: Sequence[Any], *, accept: bool) -> None:
    if not objects:
        return
    fields = ["value", "mark"] + (["text"] if model is MetricValue else [])
    if accept:
        fields += [
            {"value": "accepted", "mark": "accepted_mark", "text": "accepted_text"}[name] for name in fields
        ]
    if model is Cohort:
        fields.append("unconfirmed")  # whatever is written anew is confirmed by that, or waits again
    model.objects.bulk_create(
        objects, batch_size=BATCH, update_conflicts=True, unique_fields=_UNIQUE[model], update_fields=fields
    )


def confirm_cohorts(school: School, year: int, shown: Mapping[Ref, str]) -> tuple[int, int]:
    """The school stands for what a file brought and it was shown; returns how many cells that were, and were not."""
    waiting = Cohort.objects.filter(school=school, year_id=year, unconfirmed=True)
    rows = list(waiting.select_for_update())
    seen = [row.pk for row in rows if _was_shown(row, shown)]
    return waiting.filter(pk__in=seen).update(unconfirmed=False), len(rows) - len(seen)


def _was_shown(row: Cohort, shown: Mapping[Ref, str]) -> bool:
    text = shown.get(Ref(KINDS[row.population], "", row.grade))
    return text is not None and is_shown_as(CellValue(row.value, row.mark), text, None)


def write_history(writes: Iterable[Write], *, person: User | None, door: str, at: dt.datetime) -> int:
    """One row for every working value that changed, saying whether it was written for the school; returns how many."""
    changes = [
        CellChange(
            school_id=write.entry.school.pk,
            year=write.entry.year,
            kind=write.entry.ref.kind,
            code=write.entry.ref.code,
            grade=write.entry.ref.grade,
            old=str(write.held.working)[:2000],
            new=str(write.value)[:2000],
            person=person,
            door=door,
            on_behalf=writes_on_behalf(person, write.entry.school),
            at=at,
        )
        for write in writes
        if write.changes_working
    ]
    CellChange.objects.bulk_create(changes, batch_size=BATCH)
    return len(changes)

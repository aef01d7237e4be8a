"""One gate for every change of state: object and step in, `Transition` out.

Skips nothing and guarantees: the state is changed only where it is a permitted source of the step, exactly one
row is changed, and the log is written in the same transaction. A second click, or somebody who was faster, gets
`StepRefused` with a sentence for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from schools.models import Transition, User


class StepRefused(Exception):
    """The step cannot be taken now; the message says, in Russian, why and what to do."""


@dataclass(frozen=True)
class Step:
    """A row of an app's table of steps; `roles` are those who may take it (empty = only the pipeline).

    An empty `target` leaves the state as it is: something was said. Such a step is taken one by one.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    label: str


@transaction.atomic
def take(
    obj: models.Model,
    step: Step,
    *,
    person: User | None,
    note: str = "",
    fields: Mapping[str, Any] | None = None,
) -> Transition:
    """Take one step with one object, setting `fields` with the state; raises StepRefused."""
    source = obj.state  # type: ignore[attr-defined]  # every object of a workflow has a state
    target = step.target or source
    changed = (
        type(obj)
        ._default_manager.filter(pk=obj.pk, state__in=step.sources, state=source)
        .update(state=target, **(fields or {}))
    )
    if changed != 1:
        raise StepRefused(
            f"Шаг «{step.label}» сейчас невозможен: состояние уже изменилось. "
            "Обновите страницу и посмотрите, что сделано."
        )
    obj.state = target  # type: ignore[attr-defined]
    for name, value in (fields or {}).items():
        setattr(obj, name, value)
    return Transition.objects.create(
        entity=type(obj).__name__.lower(),
        entity_id=obj.pk,
        step=step.name,
        source=source,
        target=target,
        person=person,
        note=note,
    )


def take_many(
    queryset: models.QuerySet, step: Step, *, person: User | None, note: str = "", **fields: Any
) -> list[int]:
    """Take one step with all rows of a queryset that are in a source state; returns their primary keys.

    Rows in other states are skipped. Three queries however many rows.
    """
    with transaction.atomic():
        rows = list(
            queryset.filter(state__in=step.sources).select_for_update(of=("self",)).values_list("pk", "state")
        )
        keys = [pk for pk, _ in rows]
        queryset.model._default_manager.filter(pk__in=keys).update(state=step.target, **fields)
        write_log(queryset.model, rows, step, person=person, note=note)
    return keys


def take_each(
    rows: Sequence[tuple[models.Model, str]], step: Step, *, person: User | None, note_field: str = ""
) -> None:
    """Take one step with many rows of one model, each with its own note, which `note_field` keeps in the row too.

    The caller holds the rows' lock (`select_for_update`) and has seen their states; a row in a state that is no
    source of the step refuses them all. Two queries for every few hundred rows.
    """
    if not rows:
        return
    model = type(rows[0][0])
    sources = [obj.state for obj, _ in rows]  # type: ignore[attr-defined]  # every object of a workflow has a state
    if not set(sources) <= set(step.sources):
        raise StepRefused(f"Шаг «{step.label}» сейчас невозможен: состояние уже изменилось.")
    for obj, note in rows:
        obj.state = step.target  # type: ignore[attr-defined]
        if note_field:
            setattr(obj, note_field, note)
    with transaction.atomic():
        fields = ["state", note_field] if note_field else ["state"]
        model._default_manager.bulk_update([obj for obj, _ in rows], fields, batch_size=200)
        Transition.objects.bulk_create(
            [
                Transition(
                    entity=model.__name__.lower(), entity_id=obj.pk, step=step.name,
                    source=source, target=step.target, person=person, note=note,
                )
                for (obj, note), source in zip(rows, sources, strict=True)
            ],
            batch_size=500,
        )  # fmt: skip


def write_log(
    model: type[models.Model],
    rows: Iterable[tuple[int, str]],
    step: Step,
    *,
    person: User | None,
    note: str = "",
) -> None:
    """Log one step of many rows, given as (primary key, source state)."""
    Transition.objects.bulk_create(
        [
            Transition(
                entity=model.__name__.lower(),
                entity_id=pk,
                step=step.name,
                source=source,
                target=step.target,
                person=person,
                note=note,
            )
            for pk, source in rows
        ],
        batch_size=500,
    )

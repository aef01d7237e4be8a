"""Checked rows and what was chosen for them → published values of the series; single values by hand; and out again.

Nothing is replaced silently: a plan says old → new for every value, and `record` writes the ticked lines of just the
plan that was seen (its fingerprint), over nothing that has changed since. Values that are not in the plan stay. Every
value leaves a `Transition` with what it was before. Nothing here is summed or recomputed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from indicators.models import PublishedDocument, PublishedValue
from indicators.published.choices import stored
from indicators.published.keeping import ENTITY as DOCUMENT
from indicators.published.keeping import MEANWHILE, NOT_ALLOWED
from indicators.published.planning import Choice, in_words, plan, why_not
from indicators.published.rows import restored
from indicators.rules import can_publish
from schools.calendar import year_label
from schools.models import Municipality, Transition, User
from schools.models.fields import name_key
from schools.workflow import StepRefused

ENTITY = "publishedvalue"
SIDES = ("numerator", "denominator", "percent", "achieved")
S = PublishedDocument.State


@transaction.atomic
def choose(*, document: PublishedDocument, choice: Choice, person: User) -> None:
    """What was chosen so far stands when the page is opened again; nothing is recorded."""
    _check(person, document.municipality)
    PublishedDocument.objects.filter(pk=document.pk).update(choices=stored(choice))


@transaction.atomic
def record(*, document: PublishedDocument, choice: Choice, seen: str, person: User) -> int:
    """Writes the ticked lines of the plan that was seen; returns how many values. A second click writes none."""
    _check(person, document.municipality)
    document = PublishedDocument.objects.select_for_update().get(pk=document.pk)
    made = plan(municipality=document.municipality, rows=restored(document.rows), choice=choice)
    if document.state == S.RECORDED and made.kept and not made.to_write and not made.problems:
        choose(document=document, choice=choice, person=person)
        return 0
    if made.problems or made.fingerprint != seen:
        raise StepRefused(MEANWHILE)
    for line in made.to_write:
        _write(line.value, line.old, person)
    chosen = {name_key(name): indicator.pk for name, indicator in choice.indicators.items()}
    source = document.state
    document.name, document.chosen, document.state = choice.name, chosen, S.RECORDED
    document.choices = stored(choice)
    document.save(update_fields=["name", "chosen", "choices", "state"])
    left = sum(not line.kept for line in made.lines)
    Transition.objects.create(
        entity=DOCUMENT, entity_id=document.pk, step="record", source=source, target=document.state,
        person=person, note=f"{document.name}: записано значений {len(made.to_write)}, не внесено {left}",
    )  # fmt: skip
    return len(made.to_write)


@transaction.atomic
def record_one(*, value: PublishedValue, seen: str, person: User) -> bool:
    """A value written by hand; `seen` is what stood there in words. False where it stands so already."""
    _check(person, value.municipality)
    if wrong := why_not(value):
        raise StepRefused(wrong)
    same = PublishedValue.objects.select_for_update().filter(
        indicator=value.indicator, municipality=value.municipality, year=value.year, document=value.document
    )
    old = same.first()
    stood = in_words(old) if old else ""
    if stood == in_words(value):
        return False
    if stood != seen:
        raise StepRefused(
            f"В этом документе за этот год уже записано: {stood}. Сохраните ещё раз, чтобы заменить."
        )
    _write(value, stood, person)
    return True


def _write(value: PublishedValue, old: str, person: User) -> None:
    kept, _ = PublishedValue.objects.update_or_create(
        indicator=value.indicator, municipality=value.municipality, year=value.year, document=value.document,
        defaults={name: getattr(value, name) for name in SIDES} | {"person": person, "recorded_at": timezone.now()},
    )  # fmt: skip
    words = f"было {old}, стало {in_words(value)}" if old else f"внесено {in_words(value)}"
    _trace(kept, "change" if old else "record", "recorded", person, words)


@transaction.atomic
def remove(*, values: Sequence[PublishedValue], reason: str, person: User) -> int:
    """Out of the series, each with what it was; a second click removes none."""
    if not reason.strip():
        raise StepRefused("Напишите, почему значение убирается: причина останется в журнале.")
    keys = [value.pk for value in values]
    there = list(
        PublishedValue.objects.select_for_update(of=("self",))
        .select_related("indicator", "municipality")
        .filter(pk__in=keys)
    )
    for value in there:
        _check(person, value.municipality)
        _trace(value, "remove", "", person, f"убрано {in_words(value)}: {reason.strip()}")
    PublishedValue.objects.filter(pk__in=[value.pk for value in there]).delete()
    return len(there)


def _trace(value: PublishedValue, step: str, target: str, person: User, words: str) -> None:
    Transition.objects.create(
        entity=ENTITY, entity_id=value.pk, step=step, source="" if step == "record" else "recorded", target=target,
        person=person,
        note=f"{value.indicator.heading}, {year_label(value.year)}, «{value.document}»: {words}",
    )  # fmt: skip


def _check(person: User, municipality: Municipality) -> None:
    if not can_publish(person, municipality):
        raise StepRefused(NOT_ALLOWED)

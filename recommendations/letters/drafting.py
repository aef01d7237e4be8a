"""Drafts of letters, to one organisation or to many at once; changed while they are drafts, thrown away.

One letter for each of many is ordered (`letters.ordering`).

Skipped: organisations that are not of the municipality. Guaranteed: one transaction; who saves over somebody else's
change is told first (`Overtaken`); what is registered or sent is not changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from recommendations.letters.proposing import Ground, propose, read_ground
from recommendations.letters.steps import STEPS
from recommendations.models import Letter, LetterRecipient
from recommendations.rules import may_recommend
from schools.models import Municipality, School, Transition, User
from schools.workflow import StepRefused, write_log

ONLY_OFFICER = "Письма готовит специалист муниципалитета."
NOT_A_DRAFT = "Письмо уже зарегистрировано: верните его в проект, чтобы изменить."
SECOND_CLICK = dt.timedelta(minutes=1)
FIELDS = (
    "addressee", "heading", "basis", "findings", "tasks", "problems", "advice", "signatory_post", "signatory_name",
    "executor",
)  # fmt: skip
COMMON = (
    "heading",
    "tasks",
    "signatory_post",
    "signatory_name",
    "executor",
)  # the same in all letters of a batch


class Overtaken(StepRefused):
    """Somebody else has saved the letter in the meantime."""


@transaction.atomic
def draft_once(
    *, municipality: Municipality, year: int, schools: Sequence[School], person: User, now: dt.datetime
) -> Letter:
    """`draft_letter`; a second click gets the draft of the first, as long as nobody has touched it."""
    demand_officer(person, municipality)
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # a second click waits here
    wanted = {school.pk for school in schools if school.municipality_id == municipality.pk}
    if there := _just_drafted(municipality, year, wanted, person, now):
        return there
    today = timezone.localdate(now, municipality.zone)
    return draft_letter(municipality=municipality, year=year, schools=schools, person=person, today=today)


def _just_drafted(
    municipality: Municipality, year: int, wanted: set[int], person: User, now: dt.datetime
) -> Letter | None:
    """The newest untouched draft of the person to these very organisations within the last minute; two queries."""
    steps = Transition.objects.filter(
        entity="letter", step="draft", person=person, at__gte=now - SECOND_CLICK
    ).values("entity_id")
    drafts = Letter.objects.filter(
        pk__in=steps, municipality=municipality, year=year, state=Letter.State.DRAFT, version=1, batch=""
    )
    for letter in drafts.prefetch_related("recipients").order_by("-pk"):
        if {row.school_id for row in letter.recipients.all()} == wanted:
            return letter
    return None


def chosen_of(municipality: Municipality, schools: Sequence[School]) -> list[School]:
    """Those of the municipality; nobody chosen is refused."""
    if addressed := [school for school in schools if school.municipality_id == municipality.pk]:
        return addressed
    raise StepRefused("Выберите хотя бы одну организацию.")


@transaction.atomic
def draft_letter(
    *, municipality: Municipality, year: int, schools: Sequence[School], person: User, today: dt.date
) -> Letter:
    """One letter to all of these organisations, or to one."""
    demand_officer(person, municipality)
    addressed = chosen_of(municipality, schools)
    return write_draft(read_ground(municipality, year), addressed, person=person, today=today)


@transaction.atomic
def write_draft(
    ground: Ground, schools: Sequence[School], *, person: User, today: dt.date, batch: str = ""
) -> Letter:
    """The draft with its organisations and its step in the log; the caller has asked whether the person may."""
    words = propose(ground, schools, today=today)
    letter = Letter.objects.create(
        municipality=ground.municipality, year_id=ground.year, batch=batch, **words
    )
    rows = [LetterRecipient(letter=letter, school=school) for school in schools]
    LetterRecipient.objects.bulk_create(rows, batch_size=500)
    write_log(Letter, [(letter.pk, "")], STEPS["draft"], person=person)
    return letter


@transaction.atomic
def change(*, letter: Letter, person: User, seen: int, fields: Mapping[str, str]) -> Letter:
    """Write the text of a draft; `seen` is the version the person began from."""
    demand_officer(person, letter.municipality)
    now = Letter.objects.select_for_update().get(pk=letter.pk)
    if now.state != Letter.State.DRAFT:
        raise StepRefused(NOT_A_DRAFT)
    if now.version != seen:
        raise Overtaken(
            "Пока вы писали, письмо изменили. Сохраните ещё раз, чтобы записать ваш текст поверх, "
            "или откройте письмо заново."
        )
    _write(now, fields)
    return now


@transaction.atomic
def change_batch(*, letters: Sequence[Letter], person: User, fields: Mapping[str, str]) -> int:
    """What the letters of a batch have in common, written into all that are still drafts; returns how many."""
    drafts = Letter.objects.filter(pk__in=[letter.pk for letter in letters], state=Letter.State.DRAFT)
    rows = list(drafts.select_for_update(of=("self",)).select_related("municipality"))
    for letter in rows:
        demand_officer(person, letter.municipality)
        _write(letter, {name: fields[name] for name in COMMON if name in fields})
    return len(rows)


def _write(letter: Letter, fields: Mapping[str, str]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(letter, name, fields[name].strip())
    letter.version += 1
    letter.save(update_fields=[*(name for name in FIELDS if name in fields), "version"])


@transaction.atomic
def discard(*, letters: Sequence[Letter], person: User) -> int:
    """Throw away drafts that never had a number; the others stay. Returns how many went."""
    keys = [letter.pk for letter in letters]
    drafts = Letter.objects.filter(pk__in=keys, state=Letter.State.DRAFT, number="")
    rows = list(drafts.select_for_update(of=("self",)).select_related("municipality"))
    for letter in rows:
        demand_officer(person, letter.municipality)
    gone = [letter.pk for letter in rows]
    Letter.objects.filter(pk__in=gone).delete()
    Transition.objects.bulk_create(
        Transition(entity="letter", entity_id=key, step="discard", source="draft", target="", person=person)
        for key in gone
    )
    return len(gone)


def demand_officer(person: User, municipality: Municipality) -> None:
    if not may_recommend(person, municipality):
        raise StepRefused(ONLY_OFFICER)

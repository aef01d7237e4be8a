"""One step with many recommendations of a municipality at once: what an officer has marked in, what was moved out.

Skipped: those whose state is no source of the step any more, so a second click moves nothing. Guaranteed: one
transaction, one `Transition` each, the same rights and the same reasons asked for as one by one in `handling`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from recommendations.models import Recommendation
from recommendations.rules import may_answer, may_recommend
from recommendations.sending import date_anew
from recommendations.steps import STEPS
from schools.models import Municipality, School, User
from schools.workflow import StepRefused, take_many

REASONS = {
    "decline": "Напишите, почему рекомендации отклонены.",
    "send_back": "Напишите, чего не хватает в ответах.",
    "recall": "Напишите, почему рекомендации отозваны.",
}
BATCH = 200
STEPS_OF_OFFICER = ("approve", "decline", "confirm", "send_back", "recall")


@transaction.atomic
def take_batch(
    *, municipality: Municipality, keys: Collection[int], step: str, person: User, note: str = ""
) -> list[int]:
    """Take an officer's step with those of the municipality that permit it; returns the numbers of these."""
    if step not in STEPS_OF_OFFICER or not may_recommend(person, municipality):
        raise StepRefused("Этот шаг может сделать только: специалист муниципалитета.")
    note = note.strip()
    if step in REASONS and not note:
        raise StepRefused(REASONS[step])
    fields: dict[str, Any] = {}
    if step == "approve":
        fields["issued_at"] = timezone.now()
    if step in ("decline", "recall"):
        fields["closed_reason"] = note
    rows = Recommendation.objects.filter(municipality=municipality, pk__in=keys)
    taken = take_many(rows, STEPS[step], person=person, note=note, **fields)
    if step == "approve":
        _date_anew(taken, municipality)
    return taken


def _date_anew(keys: Collection[int], municipality: Municipality) -> None:
    """The terms of what is sent count from today."""
    sent = Recommendation.objects.filter(pk__in=keys).select_related("school", "municipality", "rule")
    changed = date_anew(list(sent), today=timezone.localdate(timezone=municipality.zone))
    Recommendation.objects.bulk_update(changed, ["due", "text"], batch_size=BATCH)


@transaction.atomic
def take_up_all(*, school: School, keys: Collection[int], person: User) -> list[int]:
    """A head has read these and takes them in work: acknowledged where it was not yet, then in progress."""
    if not may_answer(person, school):
        raise StepRefused("Этот шаг может сделать только: руководитель организации.")
    rows = Recommendation.objects.filter(school=school, pk__in=keys)
    take_many(rows, STEPS["acknowledge"], person=person)
    return take_many(rows, STEPS["start"], person=person)

"""One step with many recommendations of a municipality at once: what an officer has marked in, what was moved out.

Skipped: those whose state is no source of the step any more, so a second click moves nothing; of declined ones that
should go back to the prepared ones, those in whose place another stands by now. Guaranteed: one
transaction, one `Transition` each, the same rights and the same reasons asked for as one by one in `handling`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from recommendations.models import IssueState, Recommendation
from recommendations.rules import may_answer, may_recommend
from recommendations.sending import date_anew
from recommendations.steps import DECLINED, STEPS
from schools.models import Municipality, School, User
from schools.workflow import StepRefused, take_many

REASONS = {
    "decline": "Напишите, почему рекомендации отклонены.",
    "send_back": "Напишите, чего не хватает в ответах.",
    "recall": "Напишите, почему рекомендации отозваны.",
    "take_back": "Напишите, почему рекомендации возвращены в проект.",
}
BATCH = 200
STEPS_OF_OFFICER = ("approve", "decline", "confirm", "send_back", "recall", "take_back")


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
    rows: QuerySet[Recommendation] = Recommendation.objects.filter(municipality=municipality, pk__in=keys)
    if step == "take_back":
        fields |= {"issued_at": None, "closed_reason": ""}
        rows = _returnable(rows, municipality)
    taken = take_many(rows, STEPS[step], person=person, note=note, **fields)
    if step == "approve":
        _date_anew(taken, municipality)
    return taken


def take_back(*, recommendation: Recommendation, person: User, reason: str) -> None:
    """One alone; refused where it cannot go back any more."""
    taken = take_batch(
        municipality=recommendation.municipality,
        keys=[recommendation.pk],
        step="take_back",
        person=person,
        note=reason,
    )
    if not taken:
        raise StepRefused(
            "Вернуть в проект уже нельзя: организация с рекомендацией ознакомилась, или её заменила другая. "
            "Обновите страницу и посмотрите, что сделано."
        )


def _returnable(rows: QuerySet[Recommendation], municipality: Municipality) -> QuerySet[Recommendation]:
    """Those in whose place no newer one stands; the next pass judges them on the numbers of its day.

    The rows of `IssueState` are locked as an issue locks them, so that none makes a newer one meanwhile.
    """
    years = rows.order_by().values_list("year").distinct()
    states = IssueState.objects.filter(
        municipality=municipality, year__in=list(years.values_list("year", flat=True))
    )
    for state in states.select_for_update().order_by("pk"):
        state.fingerprint = ""
        state.save(update_fields=["fingerprint"])
    others = Recommendation.objects.filter(
        rule=OuterRef("rule"), school=OuterRef("school"), year=OuterRef("year")
    ).exclude(pk=OuterRef("pk"))
    newer = others.filter(state=DECLINED, pk__gt=OuterRef("pk"))  # declined twice: the last of them goes back
    return rows.filter(~Exists(others.live()), ~Exists(newer))


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

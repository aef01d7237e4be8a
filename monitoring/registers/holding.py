"""What became of a planned event: held (with how many participants), cancelled, or planned again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from monitoring.models import HeldEvent
from monitoring.registers.keeping import place_of_row
from monitoring.rules import may_keep
from monitoring.steps import OF_EVENTS
from schools.models import Transition, User
from schools.workflow import StepRefused, take


@transaction.atomic
def move_event(*, event: HeldEvent, step: str, person: User, participants: int | None = None) -> Transition:
    """Take one step of `OF_EVENTS`; participants are kept for what was held and dropped when it is planned again."""
    if not may_keep(person, place_of_row(event)):
        raise StepRefused("Отметить мероприятие могут сама организация и специалист муниципалитета.")
    today = timezone.localdate(timezone=event.municipality.zone)
    if step == "hold" and event.starts > today:
        raise StepRefused("Мероприятие ещё впереди: отметьте его проведённым в этот день или позже.")
    count = participants if step == "hold" else None
    note = f"Участников: {count}" if count is not None else ""
    return take(event, OF_EVENTS[step], person=person, note=note, fields={"participants": count})

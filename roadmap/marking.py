"""Marks of execution: measure, day and evidence in, `Mark` out.

One mark per measure, organisation (or none: the measure as a whole) and term: marking again in the same term changes
day and evidence of the mark, and writes nothing when nothing differs, so a double click is harmless. A mark is taken
back by deleting it. Each change leaves a `Transition` of the measure with the person and what was said. Whether the
person may is asked of `roadmap.rules` before.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from roadmap.models import Mark, Measure
from roadmap.queries import spans_of_measure
from roadmap.terms import span_of_mark
from schools.calendar import format_date
from schools.models import School, Transition, User


class MarkRefused(Exception):
    """The mark was not made; the message says, in Russian, what to change, `field` where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def mark_done(
    *,
    measure: Measure,
    person: User,
    done_on: dt.date,
    today: dt.date,
    school: School | None = None,
    text: str = "",
    link: str = "",
) -> Mark:
    """Say that a measure was executed on a day; raises MarkRefused for a day that cannot be."""
    locked = (
        Measure.objects.select_for_update(of=("self",)).select_related("section__roadmap").get(pk=measure.pk)
    )
    spans = spans_of_measure(locked)
    first = min(spans[0].starts, locked.section.roadmap.starts)
    if done_on > today:
        raise MarkRefused(
            "done_on", f"Этот день ещё не наступил: укажите дату не позже {format_date(today)}."
        )
    if done_on < first:
        raise MarkRefused(
            "done_on", f"Дорожная карта ещё не действовала: укажите дату не раньше {format_date(first)}."
        )
    term = span_of_mark(spans, done_on)
    marks = locked.marks.filter(school=school).order_by("pk")
    mark = next((one for one in marks if span_of_mark(spans, one.done_on) == term), None)
    said = {"done_on": done_on, "text": text.strip(), "link": link.strip()}
    if mark is None:
        mark = Mark.objects.create(measure=locked, school=school, person=person, **said)
        _log(locked, "mark", "", "done", person, mark)
    elif any(getattr(mark, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(mark, name, value)
        mark.person = person
        mark.save()
        _log(locked, "correct_mark", "done", "done", person, mark)
    return mark


@transaction.atomic
def take_back(*, measure: Measure, mark_id: int, person: User) -> Mark | None:
    """Take a mark back; None if it is gone already."""
    mark = measure.marks.select_for_update(of=("self",)).select_related("school").filter(pk=mark_id).first()
    if mark is not None:
        mark.delete()
        _log(measure, "take_back", "done", "open", person, mark)
    return mark


def _log(measure: Measure, step: str, source: str, target: str, person: User, mark: Mark) -> None:
    whose = mark.school.code if mark.school else "мероприятие в целом"
    said = " ".join(part for part in (mark.text, mark.link) if part)
    Transition.objects.create(
        entity="measure",
        entity_id=measure.pk,
        step=step,
        source=source,
        target=target,
        person=person,
        note=f"{whose}: {mark.done_on:%d.%m.%Y}{'. ' if said else ''}{said}",
    )

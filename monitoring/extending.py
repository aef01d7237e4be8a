"""The due date of one wave moved for some organisations: given with a reason, taken back, each leaving a trace.

The state of a report does not change, so the trace is a `Transition` from a state to itself; a report that nobody has
begun is begun as an empty draft, which the board goes on calling «не начат». Skipped: reports that are handed in, and
what stands already. What closes a form is the state of the campaign, not the date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from monitoring.chunks import in_chunks
from monitoring.models import Submission, Wave
from monitoring.rules import FILLABLE, may_review
from schools.calendar import format_date
from schools.models import School, Transition, User
from schools.workflow import StepRefused

EXTEND, TAKE_BACK = "extend", "take_back_extension"


class DateRefused(StepRefused):
    """The new date is not later than today and the date of the wave; the message says which."""


@transaction.atomic
def extend(
    *, wave: Wave, schools: Sequence[School], to: dt.date, reason: str, person: User | None, today: dt.date
) -> list[Submission]:
    """Give these organisations time until `to` (that day included); returns the reports whose date changed."""
    _check(schools, person)
    if wave.due is None:
        raise StepRefused("У этапа нет срока сдачи: продлевать нечего.")
    if not reason.strip():
        raise StepRefused("Напишите причину: почему срок продлён.")
    check_date(wave.due, to, today)
    reports = [r for r in _locked(wave, schools, begin=True) if r.state in FILLABLE and r.extended_to != to]
    note = f"До {format_date(to, 'short')}. {reason.strip()}"
    return _set(reports, to, EXTEND, note, person)


def check_date(due: dt.date, to: dt.date, today: dt.date) -> None:
    """Raises DateRefused with what to do."""
    if to <= due:
        raise DateRefused(f"Новый срок должен быть позже общего – {format_date(due, 'short')}.")
    if to <= today:
        raise DateRefused("Новый срок уже наступил: назовите день позже сегодняшнего.")


@transaction.atomic
def take_back(*, wave: Wave, schools: Sequence[School], person: User | None) -> list[Submission]:
    """The date of the wave holds again; reports that were not extended are skipped."""
    _check(schools, person)
    reports = [report for report in _locked(wave, schools) if report.extended_to and report.state in FILLABLE]
    return _set(reports, None, TAKE_BACK, "", person)


def may_extend(person: User, school: School, wave: Wave, report: Submission | None) -> bool:
    """Whether the step is offered: the report is not handed in and its wave has a date."""
    waiting = report is None or report.state in FILLABLE
    return waiting and wave.due is not None and may_review(person, school)


def _check(schools: Iterable[School], person: User | None) -> None:
    if person is not None and not all(may_review(person, school) for school in schools):
        raise StepRefused("Срок продлевает специалист муниципалитета.")


def _locked(wave: Wave, schools: Sequence[School], *, begin: bool = False) -> list[Submission]:
    """The reports of these organisations, made where there are none yet if `begin`."""
    if begin:
        rows = [Submission(wave=wave, school=school) for school in schools]
        Submission.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    found: list[Submission] = []
    for part in in_chunks([school.pk for school in schools]):
        mine = Submission.objects.filter(wave=wave, school_id__in=part).select_related("school")
        found += mine.select_for_update(of=("self",)).order_by("school__name_key", "pk")
    return found


def _set(
    reports: list[Submission], to: dt.date | None, step: str, note: str, person: User | None
) -> list[Submission]:
    for part in in_chunks([report.pk for report in reports]):
        Submission.objects.filter(pk__in=part).update(extended_to=to)
    for report in reports:
        report.extended_to = to
    Transition.objects.bulk_create(
        [
            Transition(
                entity="submission", entity_id=report.pk, step=step, source=report.state, target=report.state,
                person=person, note=note,
            )
            for report in reports
        ],
        batch_size=500,
    )  # fmt: skip
    return reports

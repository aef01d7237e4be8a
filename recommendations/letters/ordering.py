"""Letters to each organisation, ordered at once and drafted one by one in the background.

Each draft and the end of its order are one transaction that begins by claiming the order: of two workers one writes the
letter, a worker killed in the middle leaves the order waiting, and the next pass goes on. What goes wrong with one
organisation is written beside it in words and hinders no other; a person orders it again or gives it up. The same order
of the same organisations, by whomever, finds the one that is under way, or its drafts of the last minute.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from recommendations.letters.drafting import SECOND_CLICK, chosen_of, demand_officer, write_draft
from recommendations.letters.proposing import Ground, read_ground
from recommendations.models import Letter, LetterOrder
from schools.models import Municipality, School, User
from schools.queue import enqueue
from schools.workflow import StepRefused

log = logging.getLogger(__name__)

TASK = "recommendations.draft_letters"
S = LetterOrder.State
BROKEN = "Проект не получился: повторите, а если не поможет, сообщите администратору портала."


@transaction.atomic
def order(
    *, municipality: Municipality, year: int, schools: Sequence[School], person: User, now: dt.datetime
) -> str:
    """The key of the batch that is to have a letter for every one of these organisations."""
    demand_officer(person, municipality)
    addressed = chosen_of(municipality, schools)
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # a second click waits here
    if there := _under_way(municipality, year, {school.pk for school in addressed}, now):
        return there
    batch = uuid4().hex
    LetterOrder.objects.bulk_create(
        [
            LetterOrder(
                batch=batch, municipality=municipality, year_id=year, school=school, person=person, created_at=now,
                changed_at=now,
            )
            for school in addressed
        ],
        batch_size=500,
    )  # fmt: skip
    enqueue(TASK)
    return batch


def _under_way(municipality: Municipality, year: int, wanted: set[int], now: dt.datetime) -> str:
    """The newest batch of these very organisations that waits, or was ordered just now and touched by nobody."""
    of_year = LetterOrder.objects.filter(municipality=municipality, year=year)
    recent = of_year.filter(Q(state=S.WAITING) | Q(created_at__gte=now - SECOND_CLICK))
    rows = of_year.filter(batch__in=recent.values("batch")).select_related("letter").order_by("pk")
    batches: dict[str, list[LetterOrder]] = defaultdict(list)
    for row in rows:
        batches[row.batch].append(row)
    same = [batch for batch, rows in batches.items() if {row.school_id for row in rows} == wanted]
    there = (
        batch
        for batch in reversed(same)
        if any(map(_waits, batches[batch])) or all(map(_new, batches[batch]))
    )
    return next(there, "")


def _waits(row: LetterOrder) -> bool:
    return row.state == S.WAITING


def _new(row: LetterOrder) -> bool:
    """Its draft is as the portal wrote it; one that failed is there to be ordered again."""
    if row.state == S.FAILED:
        return True
    return row.letter is not None and row.letter.state == Letter.State.DRAFT and row.letter.version == 1


def draft_waiting(*, seconds: float | None = None) -> tuple[int, int]:
    """Draft what waits; returns how many letters are written and how many failed.

    After that many `seconds` no other is begun: a worker's time is limited, and the next pass goes on.
    """
    started = time.monotonic()
    waiting = LetterOrder.objects.waiting().select_related("municipality", "school", "person")
    grounds: dict[tuple[int, int], Ground] = {}
    written = failed = 0
    for one in waiting.order_by("pk"):
        done = _attempt(one, grounds)
        written, failed = written + (done == S.DRAFTED), failed + (done == S.FAILED)
        if seconds is not None and time.monotonic() - started >= seconds:
            break
    return written, failed


def _attempt(one: LetterOrder, grounds: dict[tuple[int, int], Ground]) -> str:
    """The state it has ended in; empty where somebody else has it."""
    try:
        return _draft(one, grounds)
    except OperationalError:  # the database is away or locked: nothing is wrong with the organisation
        raise
    except StepRefused as refused:
        problem = str(refused)
    except Exception:
        log.exception("Проект письма организации %s (%s) не получился", one.school_id, one.batch)
        problem = BROKEN
    return S.FAILED if _end(one, state=S.FAILED, problem=problem) else ""


@transaction.atomic
def _draft(one: LetterOrder, grounds: dict[tuple[int, int], Ground]) -> str:
    if not _end(one, state=S.DRAFTED, problem=""):
        return ""
    demand_officer(one.person, one.municipality)
    slice_ = (one.municipality_id, one.year_id)
    if slice_ not in grounds:
        grounds[slice_] = read_ground(one.municipality, one.year_id)
    today = timezone.localdate(one.created_at, one.municipality.zone)
    letter = write_draft(grounds[slice_], [one.school], person=one.person, today=today, batch=one.batch)
    LetterOrder.objects.filter(pk=one.pk).update(letter=letter)
    return S.DRAFTED


def _end(one: LetterOrder, **fields: str) -> bool:
    """Mine, and ended; false when somebody was faster or nobody wants it any more."""
    waiting = LetterOrder.objects.waiting().filter(pk=one.pk)
    return waiting.update(changed_at=timezone.now(), **fields) == 1


@transaction.atomic
def order_again(*, orders: Iterable[LetterOrder], person: User, now: dt.datetime) -> int:
    """What failed waits once more, in the name of who says so; returns how many."""
    failed = list(_locked(orders, person).filter(state=S.FAILED))
    again = LetterOrder.objects.filter(pk__in=[one.pk for one in failed])
    again.update(state=S.WAITING, problem="", person=person, created_at=now, changed_at=now)
    if failed:
        enqueue(TASK)
    return len(failed)


@transaction.atomic
def give_up(*, orders: Iterable[LetterOrder], person: User) -> int:
    """What has no draft yet gets none; drafts that are there stay. Returns how many were given up."""
    unwritten = list(_locked(orders, person).exclude(state=S.DRAFTED))
    LetterOrder.objects.filter(pk__in=[one.pk for one in unwritten]).delete()
    return len(unwritten)


def _locked(orders: Iterable[LetterOrder], person: User) -> QuerySet[LetterOrder]:
    rows = LetterOrder.objects.filter(pk__in=[one.pk for one in orders]).select_related("municipality")
    for municipality in {one.municipality for one in rows}:
        demand_officer(person, municipality)
    return rows.select_for_update(of=("self",))

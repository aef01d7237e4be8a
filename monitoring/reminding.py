"""Reminders of a report by mail, planned as rows that `monitoring.mailing` sends.

`plan_reminders` writes those that are due by the municipality's own date: which organisations of which open campaigns
have not handed in, so many days before and after their date; in daytime only. A constraint keeps a second row for the
same report and date out; a day on which no worker ran is made up for. `remind_now` writes them by hand, once a day and
organisation; one of today that did not go out is put into the queue again, and who has no address is not written to.
Skipped: waves that have not begun,
organisations that are closed, campaigns an officer fills in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from monitoring.addresses import addresses_of
from monitoring.chunks import in_chunks
from monitoring.models import Campaign, Reminder, Wave
from monitoring.queries import Board, Report, board
from schools.access import Permission, may
from schools.models import School, User
from schools.workflow import StepRefused

DAYTIME = range(9, 18)
LATEST_DAYS = 7
_S = Reminder.State
NOBODY_REACHABLE = "Ни у одной из выбранных организаций нет почты: впишите её в списке организаций."
STANDS = (_S.WAITING, _S.SENDING, _S.SENT)  # a mail that went out or will; the others reached nobody


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of the chosen organisations: in the queue, reminded today already, without an address, nothing to
    remind of."""

    queued: list[School]
    already: list[School]
    silent: list[School]
    done: list[School]


@transaction.atomic
def set_up(*, campaign: Campaign, reminders: bool, before: int, after: int, text: str) -> Campaign:
    """Whether, when and in which words a campaign reminds; an empty text is the usual one."""
    campaign.reminders, campaign.reminder_text = reminders, text
    campaign.remind_before, campaign.remind_after = before, after
    campaign.save(update_fields=["reminders", "remind_before", "remind_after", "reminder_text"])
    return campaign


def plan_reminders(*, now: dt.datetime) -> int:
    """Write the rows of every campaign that reminds; returns how many are new."""
    reminding = Campaign.objects.filter(
        state=Campaign.State.OPEN, reminders=True, filled_by=Campaign.FilledBy.SCHOOLS
    )
    return sum(_plan(campaign, now) for campaign in reminding.select_related("municipality").order_by("pk"))


def reminds(campaign: Campaign) -> bool:
    """Whether mails go out that nobody asks for by hand."""
    return campaign.reminders and campaign.filled_by == Campaign.FilledBy.SCHOOLS


def is_day(campaign: Campaign, now: dt.datetime) -> bool:
    """Mails that nobody asked for by hand go out while people work."""
    return now.astimezone(campaign.municipality.zone).hour in DAYTIME


@transaction.atomic
def _plan(campaign: Campaign, now: dt.datetime) -> int:
    if not is_day(campaign, now):
        return 0
    today = now.astimezone(campaign.municipality.zone).date()
    wanted = []
    for report in board(campaign=campaign, today=today).reports:
        kind = _kind(campaign, report, today)
        if kind and report.due:
            wanted.append(
                Reminder(wave=report.wave, school=report.school, kind=kind, due=report.due, day=today)
            )
    mine = Reminder.objects.filter(wave__campaign=campaign)
    by_hand = mine.filter(kind=Reminder.Kind.NOW, day=today, state__in=STANDS)
    reminded = set(by_hand.values_list("school", flat=True))
    before = mine.count()
    rows = [row for row in wanted if row.school_id not in reminded]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return mine.count() - before


def _kind(campaign: Campaign, report: Report, today: dt.date) -> str:
    """Which reminder is due today for a report, if any; each goes out once, on the first day it can.

    A report that is being corrected was handed in: it is reminded of by hand only.
    """
    if not is_to_remind(report, today) or report.corrected or report.due is None:
        return ""
    days = (today - report.due).days
    if -campaign.remind_before <= days <= 0:
        return Reminder.Kind.BEFORE
    if campaign.remind_after <= days <= campaign.remind_after + LATEST_DAYS:
        return Reminder.Kind.AFTER
    return ""


def is_to_remind(report: Report, today: dt.date) -> bool:
    """Not handed in, its wave has begun, its organisation is still there."""
    begun = report.wave.opens is None or report.wave.opens <= today
    closed = report.school.closed is not None and report.school.closed <= today
    return begun and not closed and not report.is_handed_in


@transaction.atomic
def remind_now(
    *, collection: Board, wave: Wave, schools: Iterable[str], person: User | None, today: dt.date
) -> Planned:
    """Put a mail to each of these organisations (by code) into the queue; once a day and organisation.

    Refused where none of them has an address.
    """
    codes = set(schools)
    chosen = [report for report in collection.of_wave(wave) if report.school.code in codes]
    municipality = collection.campaign.municipality
    if person is not None and not may(person, Permission.REVIEW, municipality):
        raise StepRefused("Напоминает специалист муниципалитета.")
    if collection.campaign.state != Campaign.State.OPEN:
        raise StepRefused(
            f"Сбор {collection.campaign.collection}: напоминать не о чем. Сначала откройте его."
        )
    to_remind = [report for report in chosen if is_to_remind(report, today)]
    reached = addresses_of([report.school for report in to_remind])
    if to_remind and not reached:
        raise StepRefused(NOBODY_REACHABLE)
    reminded = reminded_today([report.school.pk for report in to_remind], today)
    fresh = [report for report in to_remind if report.school.pk not in reminded]
    rows = [
        Reminder(
            wave=wave, school=report.school, kind=Reminder.Kind.NOW, due=report.due or today, day=today,
            person=person,
        )
        for report in fresh
        if report.school.pk in reached
    ]  # fmt: skip
    _put_into_queue(rows, today)
    return Planned(
        queued=[row.school for row in rows],
        already=[report.school for report in to_remind if report.school.pk in reminded],
        silent=[report.school for report in fresh if report.school.pk not in reached],
        done=[report.school for report in chosen if report not in to_remind],
    )


def _put_into_queue(rows: Sequence[Reminder], today: dt.date) -> None:
    """A row of its own for each; where there is one of today that did not go out, that one again."""
    unsent: dict[int, Reminder] = {}
    for part in in_chunks([row.school_id for row in rows]):
        mine = Reminder.objects.filter(kind=Reminder.Kind.NOW, day=today, school_id__in=part)
        unsent |= {
            old.school_id: old for old in mine.exclude(state__in=STANDS).select_for_update(of=("self",))
        }
    for row in rows:
        if old := unsent.get(row.school_id):
            old.wave, old.due, old.person, old.state, old.problem = (
                row.wave,
                row.due,
                row.person,
                row.state,
                "",
            )
            old.at = timezone.now()
    fields = ["wave", "due", "person", "state", "problem", "at"]
    Reminder.objects.bulk_update(unsent.values(), fields, batch_size=100)
    new = [row for row in rows if row.school_id not in unsent]
    Reminder.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


def reminded_today(schools: Sequence[int], today: dt.date) -> set[int]:
    """Those who have a mail of today already, sent or waiting; one that did not go out does not count."""
    found: set[int] = set()
    for part in in_chunks(schools):
        rows = Reminder.objects.filter(school_id__in=part, day=today, state__in=STANDS)
        found |= set(rows.values_list("school_id", flat=True))
    return found

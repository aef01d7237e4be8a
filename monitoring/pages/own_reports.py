"""The reports that wait for one organisation, in plain words: on the first page of its head.

A report stays in the list until it is handed in, however long its date has passed: those of every campaign that is
open, of whatever year (the last wave of a year is collected in the next one), those that were returned, and those of
the page's own year although its collection is closed. One query.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from monitoring.models import Campaign, Remark, Submission, Wave
from monitoring.pages.words import due_words
from monitoring.queries import CORRECTED_LABEL, HANDED_IN
from monitoring.school_reports import existed_in
from schools.calendar import format_date, year_label
from schools.models import School
from schools.numbers import counted

RETURNED = Submission.State.RETURNED


@dataclass(frozen=True, slots=True)
class OwnReport:
    """`tone` and `sign` as in components/badge.html; `year` is that of its campaign."""

    wave: Wave
    year: int
    title: str
    words: str
    note: str
    tone: str
    sign: str
    returned: bool


def own_reports(school: School, year: int, *, today: dt.date) -> list[OwnReport]:
    """The waves that have begun and are not handed in, the oldest first."""
    return [_own(wave, year, today) for wave in _waiting(school, year, today) if _takes_part(school, wave)]


def _waiting(school: School, year: int, today: dt.date) -> QuerySet[Wave]:
    mine = FilteredRelation("submissions", condition=Q(submissions__school=school))
    listed = Campaign.schools.through.objects.filter(campaign=OuterRef("campaign"), school=school)
    remarks = (
        Remark.objects.filter(
            submission__wave=OuterRef("pk"), submission__school=school, resolved_at=None, answered_at=None
        )
        .order_by()
        .values("submission")
        .annotate(found=Count("pk"))
        .values("found")
    )
    begun = Q(opens__isnull=True) | Q(opens__lte=today)
    shown = Q(campaign__state=Campaign.State.OPEN) | Q(campaign__year=year) | Q(mine__state=RETURNED)
    return (
        Wave.objects.filter(begun, campaign__municipality=school.municipality_id)
        .exclude(campaign__state=Campaign.State.PLANNED)
        .annotate(mine=mine, listed=Exists(listed), remarks=Coalesce(Subquery(remarks), 0))
        .annotate(state=F("mine__state"), extended=F("mine__extended_to"))
        .annotate(handed_in=Coalesce("mine__submitted_at", "mine__accepted_at"))
        .filter(shown)
        .filter(Q(state__isnull=True) | ~Q(state__in=HANDED_IN))
        .select_related("campaign")
        .order_by("campaign__year", "number")
    )


def _takes_part(school: School, wave: Wave) -> bool:
    if not wave.campaign.all_open:
        return bool(vars(wave)["listed"])  # an annotation no type knows
    return existed_in(school, wave.campaign.year_id)


def _own(wave: Wave, year: int, today: dt.date) -> OwnReport:
    said = vars(wave)
    extended, remarks, returned = said["extended"], said["remarks"], said["state"] == RETURNED
    due = extended or wave.due
    corrected = said["state"] == Submission.State.DRAFT and said["handed_in"] is not None
    late = due is not None and due < today and not corrected
    notes = []
    if returned:
        counts = f": {counted(remarks, 'замечание', 'замечания', 'замечаний')}" if remarks else ""
        notes.append(f"возвращён на доработку{counts}")
    if extended and wave.due:
        notes.append(f"срок вам продлён, общий – {format_date(wave.due, 'day')}")
    if wave.campaign.state != Campaign.State.OPEN and not returned:
        notes.append("сбор закрыт, обратитесь к специалисту")
    elif late:
        notes.append("отчёт ещё можно направить")
    words = CORRECTED_LABEL if corrected else due_words(due, today)
    own_year = wave.campaign.year_id
    title = wave.name if own_year == year else f"{wave.name}, {year_label(own_year)}"
    tone, sign = ("missed", "!") if late else ("attention", "○")
    return OwnReport(wave, own_year, title, words, "; ".join(notes), tone, sign, returned)

"""What waits in other school years than that of the page: it leaves nobody's list.

The last wave of a year is collected in the next one, whose first page would not show it; nor would it the answers to
recommendations that came after the year. One query: the waves of open campaigns of other years whose date has passed,
with how many organisations have not handed in; the answers were counted with those of the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from monitoring.board_trail import unanswered_comments
from monitoring.models import Campaign, Submission, Wave, WaveColumn
from monitoring.queries import HANDED_IN
from reports.todo import BOARD, Task, answers_task
from schools.calendar import passed, year_label
from schools.models import Municipality, School
from schools.numbers import counted, plural


def waves_in_view(municipality: Municipality, year: int, *, today: dt.date) -> list[Wave]:
    """The waves of the year, and those of other years whose date has passed while their collection is open."""
    there = School.objects.filter(municipality=municipality).filter(
        Q(closed__isnull=True) | Q(closed__gt=today)
    )
    listed = Campaign.schools.through.objects.filter(campaign=OuterRef(OuterRef("campaign")))
    elsewhere = Q(campaign__state=Campaign.State.OPEN, due__lt=today)
    waves = (
        Wave.objects.filter(elsewhere | Q(campaign__year=year), campaign__municipality=municipality)
        .select_related("campaign")
        .annotate(
            of_all=_number(there),
            of_list=_number(there.filter(pk__in=listed.values("school"))),
            excused=Count("submissions", filter=_excused(today)),
            unanswered=_unanswered(municipality, year),
        )
    )
    return list(waves.order_by("campaign__year", "number"))


def late_in_other_years(waves: Iterable[Wave], year: int, *, today: dt.date) -> list[Task]:
    """A line for each wave, the oldest first; organisations that are closed by now are not waited for."""
    others = [wave for wave in waves if wave.campaign.year_id != year]
    return [_task(wave, missing, today) for wave in others if (missing := _missing(wave)) > 0]


def answers_of_earlier_years(answered: Mapping[int, int]) -> list[Task]:
    """A line for each year in which answers wait, the oldest first."""
    return [answers_task(number, year=year) for year, number in sorted(answered.items()) if number]


def comments_of(wave: Wave) -> int:
    """How many numbers of a wave of the page's year have a comment of the school that nobody has answered."""
    return int(vars(wave)["unanswered"])  # annotations are attributes no type knows


def _unanswered(municipality: Municipality, year: int) -> Coalesce:
    """Of the columns the wave names; the wave that asks everything has those that no other names."""
    named = WaveColumn.objects.filter(kind=OuterRef("kind"), code=OuterRef("code"))
    here = Exists(named.filter(wave=OuterRef(OuterRef("pk"))))
    somewhere = Exists(named.filter(wave__campaign=OuterRef(OuterRef("campaign"))))
    comments = unanswered_comments(municipality_id=municipality.pk, year=year)
    whole = Exists(Wave.objects.filter(pk=OuterRef(OuterRef("pk")), whole=True))
    mine = comments.filter(here | (whole & ~somewhere))
    one = mine.values("year").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)


def _number(schools: QuerySet[School]) -> Coalesce:
    one = schools.order_by().values("municipality").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)


def _excused(today: dt.date) -> Q:
    """Handed in, handed in once and being corrected, or with time left."""
    corrected = Q(submissions__state=Submission.State.DRAFT) & (
        Q(submissions__submitted_at__isnull=False) | Q(submissions__accepted_at__isnull=False)
    )
    handed_in = Q(submissions__state__in=HANDED_IN)
    return handed_in | corrected | Q(submissions__extended_to__gte=today)


def _missing(wave: Wave) -> int:
    said = vars(wave)  # annotations are attributes no type knows
    expected = said["of_all"] if wave.campaign.all_open else said["of_list"]
    return int(expected) - int(said["excused"])


def _task(wave: Wave, missing: int, today: dt.date) -> Task:
    verb = plural(missing, "не сдала", "не сдали", "не сдали")
    own_year = wave.campaign.year_id
    words = counted(missing, "организация", "организации", "организаций")
    title = f"{wave.name}, {year_label(own_year)}: {verb} {words}"
    note = passed(wave.due, today) if wave.due else "срок прошёл"
    return Task(title, note, "missed", "!", BOARD, query=f"?wave={wave.number}&late=1", year=own_year)

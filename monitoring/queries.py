"""The board of a campaign: every organisation that takes part, and how far each of its reports is.

Six queries however many schools: participants, reports with their trail, columns (waves, events, metrics are read
once) and which cells are answered; one more for the open questions of a wave, where something has changed. Cells of
one column are added up as sets of grades: the sum of 1 << grade over the answered cells of a school is their set, so
that a thousand schools are a thousand small rows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.utils import timezone

from monitoring.board_trail import Activity, Trail, board_trail
from monitoring.campaigns import participants
from monitoring.columns import Column, WavePlan, columns_of
from monitoring.lacking import Lacking
from monitoring.models import Campaign, CellKind, Cohort, MetricValue, Participation, Submission, Wave
from monitoring.models.submission import CORRECTED
from monitoring.questions import Questions, open_questions
from schools.grades import WITHOUT_GRADES, Grades
from schools.models import Municipality, School

NOT_STARTED = "not_started"
STATE_LABELS = {NOT_STARTED: "не начат", **dict(Submission.State.choices)}
CORRECTED_LABEL = "на исправлении"
SHOWN_LABELS = {**STATE_LABELS, CORRECTED: CORRECTED_LABEL}
HANDED_IN = (Submission.State.SUBMITTED, Submission.State.ACCEPTED)
NOBODY = Grades(0)


@dataclass(frozen=True, slots=True)
class Report:
    """One school and wave; `submission` is None while there is no row of it.

    A draft in which nothing is written and that was never handed in (its date was moved) is not started either.
    """

    school: School
    wave: Wave
    submission: Submission | None
    state: str
    due: dt.date | None
    late: bool
    filled: int
    asked: int
    lacking: tuple[Lacking, ...] = ()
    activity: Activity | None = None

    @property
    def extended_to(self) -> dt.date | None:
        return self.submission.extended_to if self.submission else None

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN

    @property
    def corrected(self) -> bool:
        return self.submission is not None and self.submission.is_corrected

    @property
    def shown(self) -> str:
        return CORRECTED if self.corrected else self.state

    @property
    def state_label(self) -> str:
        return SHOWN_LABELS[self.shown]

    @property
    def share(self) -> int:
        """Whole percents of the cells to answer, rounded down: 100 only when nothing is missing."""
        return 100 if not self.asked else 100 * self.filled // self.asked


@dataclass(frozen=True)
class Board:
    """Reports by wave and school, in the order of the list of schools."""

    campaign: Campaign
    waves: tuple[Wave, ...]
    reports: tuple[Report, ...]
    plan: WavePlan
    columns: tuple[Column, ...]
    trail: Trail

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many reports are in each state, every state named."""
        found = Counter(report.state for report in self.reports)
        return {state: found[state] for state in STATE_LABELS}

    @property
    def late(self) -> int:
        return sum(1 for report in self.reports if report.late)

    def of_wave(self, wave: Wave) -> list[Report]:
        return [report for report in self.reports if report.wave.pk == wave.pk]

    def questions(self, wave: Wave) -> dict[int, Questions]:
        """What is open in the reports of a wave, by school."""
        return open_questions(
            schools=[report.school for report in self.of_wave(wave)], year=self.campaign.year_id, wave=wave,
            plan=self.plan, columns=self.columns, trail=self.trail,
        )  # fmt: skip


def board(*, campaign: Campaign, today: dt.date | None = None) -> Board:
    """All reports of the campaign; late = past its date and not handed in."""
    return _board(campaign, *waves_and_plan(campaign=campaign), today or _today(campaign.municipality))


def board_of(*, municipality: Municipality, year: int, today: dt.date | None = None) -> Board | None:
    """The same by place and year, the campaign read with its waves; None while there is nothing to collect."""
    waves, plan = waves_and_plan(campaign__municipality=municipality, campaign__year_id=year)
    if not waves:
        return None
    campaign = waves[0].campaign
    campaign.municipality = municipality
    return _board(campaign, waves, plan, today or _today(municipality))


def _today(municipality: Municipality) -> dt.date:
    return timezone.localdate(timezone=municipality.zone)


def _board(campaign: Campaign, waves: tuple[Wave, ...], plan: WavePlan, today: dt.date) -> Board:
    columns = columns_of(municipality_id=campaign.municipality_id, year=campaign.year_id, plan=plan)
    schools = list(participants(campaign))
    trail = board_trail(campaign, waves)
    counts = _completeness(schools, columns, campaign.year_id)
    reports = []
    for wave in waves:
        for school in schools:
            submission = trail.reports.get((wave.pk, school.pk))
            filled = counts.get((wave.pk, school.pk), NOTHING_ASKED)
            reports.append(_report(school, wave, submission, filled, trail.activity.get(school.pk), today))
    return Board(campaign, waves, tuple(reports), plan, tuple(columns), trail)


def _report(
    school: School,
    wave: Wave,
    submission: Submission | None,
    counts: Counts,
    activity: Activity | None,
    today: dt.date,
) -> Report:
    state = NOT_STARTED if submission is None or _is_blank(submission, counts) else submission.state
    due = (submission.extended_to if submission else None) or wave.due
    passed = due is not None and due < today and not wave.campaign.is_planned
    late = submission.is_late(today) if submission else passed
    if submission is not None:
        submission.school = school
    return Report(school, wave, submission, state, due, late, *counts, activity)


def _is_blank(submission: Submission, counts: Counts) -> bool:
    """A draft in which nothing is written and that was never handed in."""
    handed_in = submission.submitted_at or submission.accepted_at
    return submission.state == Submission.State.DRAFT and not counts.filled and not handed_in


def waves_and_plan(**of_campaign: object) -> tuple[tuple[Wave, ...], WavePlan]:
    """The waves with their campaign and which columns they name, in one query."""
    rows = (
        Wave.objects.filter(**of_campaign)
        .select_related("campaign")
        .annotate(column_kind=F("columns__kind"), column_code=F("columns__code"))
    )
    waves: dict[int, Wave] = {}
    named: dict[tuple[str, str], int] = {}
    for row in rows.order_by("number", "pk", "columns__pk"):
        waves.setdefault(row.pk, row)
        column = vars(row)  # annotations are attributes no type knows
        if column["column_kind"]:
            named.setdefault((column["column_kind"], column["column_code"]), row.pk)
    whole = next((wave.pk for wave in waves.values() if wave.whole), None)
    return tuple(waves.values()), WavePlan(
        tuple(waves), whole, named, {pk: wave.opens for pk, wave in waves.items()}
    )


Masks = Mapping[tuple[int, str, str], Grades]


class Counts(NamedTuple):
    """Answered cells, cells to answer, and the columns that lack some."""

    filled: int
    asked: int
    lacking: tuple[Lacking, ...]


NOTHING_ASKED = Counts(0, 0, ())


def _completeness(
    schools: Sequence[School], columns: Sequence[Column], year: int
) -> dict[tuple[int, int], Counts]:
    """By (wave, school)."""
    answered, nobody = _answered(schools, year)
    totals: dict[tuple[int, int], tuple[int, int]] = {}
    lacking: dict[tuple[int, int], list[Lacking]] = {}
    for school in schools:
        for column in columns:
            if column.wave_id is None:
                continue
            where = (column.wave_id, school.pk)
            to_fill = column.to_fill(school, nobody.get(school.pk, {}))
            there = answered.get((school.pk, column.kind, column.code), NOBODY) & to_fill
            filled, asked = totals.get(where, (0, 0))
            totals[where] = (filled + len(there), asked + len(to_fill))
            if there != to_fill:
                lacking.setdefault(where, []).append(Lacking(column, to_fill - there, whole=not there))
    return {where: Counts(*sums, tuple(lacking.get(where, ()))) for where, sums in totals.items()}


def _answered(schools: Sequence[School], year: int) -> tuple[Masks, dict[int, dict[int, Grades]]]:
    """The answered grades by school and column, and the grades without pupils by school and population. One query."""
    mine = {"school__municipality_id__in": {school.municipality_id for school in schools}, "year_id": year}
    pupils = _masks(Cohort.objects.filter(_GIVEN, **mine), table=Value("pupils"), code=Value(""))
    events = _masks(Participation.objects.filter(_GIVEN, **mine), table=Value("event"), code=F("event__code"))
    metrics = (
        MetricValue.objects.filter(_GIVEN | ~Q(text=""), **mine)
        .order_by()
        .annotate(
            table=Value(CellKind.METRIC.value),
            key=F("metric__code"),
            who=Value(0),
            mask=Value(0),
            empty=Value(0),
        )
        .values_list("school_id", "table", "key", "who", "mask", "empty")
    )
    answered: dict[tuple[int, str, str], Grades] = {}
    nobody: dict[int, dict[int, Grades]] = {}
    for school, table, code, population, mask, empty in pupils.union(events, metrics, all=True):
        if table == CellKind.METRIC:
            answered[school, table, code] = WITHOUT_GRADES
            continue
        answered[school, f"{table}_with_disabilities" if population else table, code] = Grades(mask)
        if table == CellKind.PUPILS:
            nobody.setdefault(school, {})[population] = Grades(empty)
    return answered, nobody


_GIVEN = Q(value__isnull=False) | ~Q(mark="")
_BIT = Func(F("grade"), template="(1 << %(expressions)s)", output_field=IntegerField())


def _masks(cells: QuerySet, *, table: Value, code: Value | F) -> QuerySet:
    """Per school and column the sets of answered grades and of grades with 0: cells are unique, a sum is a union."""
    return (
        cells.order_by()
        .annotate(table=table, key=code, who=F("population"))
        .values("school_id", "table", "key", "who")
        .annotate(mask=Sum(_BIT, default=0), empty=Sum(_BIT, filter=Q(value=0), default=0))
        .values_list("school_id", "table", "key", "who", "mask", "empty")
    )

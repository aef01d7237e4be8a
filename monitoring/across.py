"""One column of the form across all organisations of a campaign: what each has entered, and had a year ago.

Six queries however many organisations: waves with their columns, participants, reports, events, metrics, and the cells
of this column with the pupils it is compared with; one more for a column that a register counts. Organisations where
the column does not exist stand in `outside`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from monitoring.campaigns import participants
from monitoring.checks.contradictory import check_contradictory
from monitoring.columns import Column, columns_of
from monitoring.held import read_cells
from monitoring.in_force import agreements_counted, counts_agreements, is_counted
from monitoring.models import Campaign, Submission, Wave
from monitoring.queries import waves_and_plan
from monitoring.sheet import Sheet
from schools.models import Municipality, School


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation: a sheet of this one column, its report for the wave, and what a register counts for it."""

    sheet: Sheet
    submission: Submission | None
    count: int | None = None

    @property
    def school(self) -> School:
        return self.sheet.school

    @property
    def state(self) -> str:
        """Empty while nothing is begun."""
        return self.submission.state if self.submission else ""

    @property
    def shown(self) -> str:
        """As lists show it: what was handed in once and is open again is «на исправлении»."""
        return self.submission.shown if self.submission else ""

    @property
    def is_counted(self) -> bool:
        """The register gives the number: nobody types it."""
        return is_counted(self.sheet.columns[0].metric, self.count)

    @property
    def is_handed_in(self) -> bool:
        """Changing a number takes the report back to draft."""
        return self.state in (Submission.State.SUBMITTED, Submission.State.ACCEPTED)

    @property
    def contradictions(self) -> dict[int, str]:
        """What the stored numbers of the column contradict, in words by grade."""
        mine = {(column.kind, column.code) for column in self.sheet.columns}
        problems = check_contradictory(self.sheet)
        return {one.ref.grade: one.message for one in problems if (one.ref.kind, one.ref.code) in mine}


@dataclass(frozen=True)
class Across:
    """The column with its wave, the columns one may choose from, and a line for each organisation."""

    municipality: Municipality
    campaign: Campaign
    wave: Wave
    column: Column
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    outside: tuple[School, ...]

    @property
    def year(self) -> int:
        return self.campaign.year_id

    @property
    def today(self) -> dt.date:
        return timezone.localdate(timezone=self.municipality.zone)

    @property
    def opens_later(self) -> bool:
        return self.wave.opens is not None and self.wave.opens > self.today

    @property
    def is_counted(self) -> bool:
        """Whether the column holds numbers that can be added up."""
        metric = self.column.metric
        return metric is None or metric.type == metric.Type.NUMBER


def column_key(column: Column) -> str:
    """How an address names a column: «event.bilet», «pupils»."""
    return f"{column.kind}.{column.code}".rstrip(".")


def across(*, municipality: Municipality, year: int, wanted: str = "") -> Across | None:
    """None while the year has no campaign or asks nothing; a column nobody asks is answered with the usual one."""
    waves, plan = waves_and_plan(campaign__municipality=municipality, campaign__year_id=year)
    columns = columns_of(municipality_id=municipality.pk, year=year, plan=plan) if waves else []
    asked = tuple(column for column in columns if column.asked)
    if not asked:
        return None
    campaign = waves[0].campaign
    campaign.municipality = municipality
    today = timezone.localdate(timezone=municipality.zone)
    column = _chosen(asked, [wave for wave in waves if wave.opens is None or wave.opens <= today], wanted)
    wave = next(wave for wave in waves if wave.pk == column.wave_id)
    schools = list(participants(campaign))
    there = [school for school in schools if column.applicable(school)]
    return Across(
        municipality, campaign, wave, column, asked,
        lines=tuple(_lines(there, column, asked, wave, year)),
        outside=tuple(school for school in schools if school not in there),
    )  # fmt: skip


def _chosen(columns: Sequence[Column], opened: Sequence[Wave], wanted: str) -> Column:
    """The named one; else the first of the wave that was opened last."""
    named = [column for column in columns if column_key(column) == wanted]
    current = [column for wave in reversed(opened) for column in columns if column.wave_id == wave.pk]
    return next(iter([*named, *current]), columns[0])


def _lines(
    schools: Sequence[School], column: Column, columns: tuple[Column, ...], wave: Wave, year: int
) -> list[Line]:
    codes = (
        {column.event.pk: column.code} if column.event else {},
        {column.metric.pk: column.code} if column.metric else {},
    )
    cells = read_cells([school.pk for school in schools], [year - 1, year], codes, only_these=True)
    reports = {report.school_id: report for report in Submission.objects.filter(wave=wave)}
    of_register = {school.pk for school in schools} if counts_agreements(column.metric) else ()
    counts = agreements_counted(of_register, [year])
    return [
        Line(
            Sheet(
                school, year, (column,), columns, cells.get((school.pk, year), {}),
                cells.get((school.pk, year - 1), {}),
            ),
            reports.get(school.pk),
            counts.get((school.pk, year)),
        )
        for school in schools
    ]  # fmt: skip

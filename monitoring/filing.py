"""Cells → the reports they belong to: campaigns and reports that are missing are made, states move where they must.

Existing reports are locked in one order, so that two writers wait for each other instead of overtaking.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from monitoring.campaigns import ensure_campaigns
from monitoring.chunks import in_chunks
from monitoring.columns import WavePlan, wave_plans
from monitoring.models import Campaign, Submission
from monitoring.school_reports import SchoolReports
from monitoring.steps import STEPS
from monitoring.vetting import Entry
from schools.models import User
from schools.workflow import take_many

Place = tuple[int, int]
NO_PLAN = WavePlan()


@dataclass
class Files:
    """The reports of a batch of cells, by (wave, school); `plans` and `campaigns` by (municipality, year)."""

    plans: dict[Place, WavePlan] = field(default_factory=dict)
    campaigns: dict[Place, Campaign] = field(default_factory=dict)
    submissions: dict[tuple[int, int], Submission] = field(default_factory=dict)

    def wave_of(self, entry: Entry) -> int | None:
        plan = self.plans.get(place_of(entry), NO_PLAN)
        return plan.wave_of(entry.ref.kind, entry.ref.code)

    def opens(self, entry: Entry) -> dt.date | None:
        """When the wave of the cell opens."""
        wave = self.wave_of(entry)
        return None if wave is None else self.plans[place_of(entry)].opens.get(wave)

    def of(self, entry: Entry) -> Submission | None:
        wave = self.wave_of(entry)
        return None if wave is None else self.submissions.get((wave, entry.school.pk))


def place_of(entry: Entry) -> Place:
    return (entry.school.municipality_id, entry.year)


def find_files(entries: Collection[Entry], reports: SchoolReports | None = None) -> Files:
    """What exists already, the reports locked; plan and campaign of one school are those its caller has read."""
    if reports is not None:
        place = (reports.school.municipality_id, reports.campaign.year_id)
        locked = lock_reports([reports.school.pk], [reports.campaign.year_id])
        return Files({place: reports.plan}, {place: reports.campaign}, locked)
    places = {place_of(entry) for entry in entries}
    files = Files()
    years = {year for _, year in places}
    for municipalities in in_chunks(municipality for municipality, _ in places):
        files.plans |= wave_plans(municipalities, years)
        for campaign in Campaign.objects.filter(municipality_id__in=municipalities, year_id__in=years):
            files.campaigns[campaign.municipality_id, campaign.year_id] = campaign
    files.submissions = lock_reports({entry.school.pk for entry in entries}, years)
    return files


def lock_reports(schools: Iterable[int], years: Collection[int]) -> dict[tuple[int, int], Submission]:
    """All reports of these schools and years, by (wave, school), in the one order everybody locks them in."""
    found: dict[tuple[int, int], Submission] = {}
    for part in in_chunks(schools):
        rows = (
            Submission.objects.filter(school_id__in=part, wave__campaign__year_id__in=years)
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        found |= {(row.wave_id, row.school_id): row for row in rows}
    return found


def complete_files(files: Files, entries: Collection[Entry]) -> None:
    """Make the campaigns, waves and reports that the cells need and that do not exist."""
    if not {place_of(entry) for entry in entries} <= files.plans.keys():
        ensure_campaigns({place_of(entry) for entry in entries} - files.plans.keys())
        files.plans = find_files(entries).plans
    wanted = {(files.wave_of(entry), entry.school.pk) for entry in entries}
    missing = sorted(
        (wave, school) for wave, school in wanted if wave and (wave, school) not in files.submissions
    )
    if missing:
        Submission.objects.bulk_create(
            [Submission(wave_id=wave, school_id=school) for wave, school in missing],
            ignore_conflicts=True,
            batch_size=2000,
        )
        files.submissions = lock_reports({e.school.pk for e in entries}, {e.year for e in entries})


def move_changed(
    submissions: Mapping[int, Submission], *, person: User | None, note: str, at: dt.datetime
) -> int:
    """Submitted and accepted reports whose numbers changed go back to draft; returns how many did."""
    moved = 0
    for part in in_chunks(submissions):
        rows = Submission.objects.filter(pk__in=part)
        rows.update(changed_at=at)
        if any(
            submissions[pk].state in STEPS["rewrite"].sources for pk in part
        ):  # locked: nobody moves them now
            moved += len(take_many(rows, STEPS["rewrite"], person=person, note=note))
    return moved


def move_accepted(
    submissions: Mapping[int, Submission],
    *,
    changed: set[int],
    person: User | None,
    note: str,
    at: dt.datetime,
) -> int:
    """All of these reports become accepted; those that were keep their state, and a new date where cells changed."""
    moved = 0
    for part in in_chunks(submissions):
        rows = Submission.objects.filter(pk__in=part)
        moved += len(
            take_many(rows, STEPS["accept_import"], person=person, note=note, accepted_at=at, changed_at=at)
        )
    for part in in_chunks(changed):
        Submission.objects.filter(pk__in=part).update(accepted_at=at, changed_at=at)
    return moved

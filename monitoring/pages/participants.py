"""Who takes part in a campaign: every organisation of the municipality, and what leaving one out would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.campaigns import participants
from monitoring.models import Campaign
from monitoring.pages.campaign import reports_by_school
from monitoring.school_reports import existed_in
from schools.calendar import format_date
from schools.models import School


@dataclass(frozen=True)
class Candidate:
    """An organisation to choose: `marked` now, `reports` the states of what it has begun."""

    school: School
    marked: bool
    exists: bool
    reports: Sequence[str]

    @property
    def note(self) -> str:
        closed, opened = self.school.closed, self.school.opened
        if not self.exists:
            return "в этом учебном году не действует"
        if closed:
            return f"закрыта с {format_date(closed, 'short')}"
        return f"открыта {format_date(opened, 'short')}" if opened else ""


def candidates(campaign: Campaign, *, chosen: set[int] | None = None) -> list[Candidate]:
    """All organisations of the municipality; those that are closed and never took part are left out. Three queries."""
    now = {school.pk for school in participants(campaign)}
    reports = reports_by_school(campaign)
    found = []
    for school in School.objects.filter(municipality=campaign.municipality_id):
        exists = existed_in(school, campaign.year_id)
        if exists or school.pk in now or school.pk in reports:
            marked = school.pk in (now if chosen is None else chosen)
            found.append(Candidate(school, marked, exists, reports.get(school.pk, ())))
    return found


def dropped(campaign: Campaign, schools: Sequence[School] | None) -> list[Candidate]:
    """Organisations with reports that take part now and would not any more."""
    staying = {school.pk for school in schools or ()}
    return [
        one
        for one in candidates(campaign)
        if one.marked
        and one.reports
        and (one.school.pk not in staying if schools is not None else not one.exists)
    ]

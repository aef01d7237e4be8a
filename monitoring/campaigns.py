"""The campaign of a municipality and year: opening, closing, who takes part.

Opening a year that has a campaign returns the existing one unchanged. Whatever changes the list of participants
counts a revision, because the number of expected schools is part of the official values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from monitoring.models import Campaign, Wave
from monitoring.revisions import bump
from schools.models import Municipality, Role, School, SchoolYear, User
from schools.workflow import Step, take

WHOLE_WAVE_NAME = "Годовой отчёт"
STEPS = {
    "open": Step("open", ("planned", "closed"), "open", (Role.OFFICER.value,), "Открыть сбор"),
    "close": Step("close", ("open",), "closed", (Role.OFFICER.value,), "Закрыть сбор"),
}


@transaction.atomic
def open_campaign(
    *,
    municipality: Municipality,
    year: int,
    opens: dt.date | None = None,
    due: dt.date | None = None,
    counted_on: dt.date | None = None,
    filled_by: str = Campaign.FilledBy.SCHOOLS,
    instructions: str = "",
    recommendations_due: dt.date | None = None,
    schools: Iterable[School] | None = None,
) -> Campaign:
    """The year's campaign with one wave that asks everything; `schools` None = all open organisations."""
    SchoolYear.objects.get_or_create(year=year)
    campaign, created = Campaign.objects.get_or_create(
        municipality=municipality,
        year_id=year,
        defaults={
            "filled_by": filled_by,
            "instructions": instructions,
            "recommendations_due": recommendations_due,
        },
    )
    if not created and campaign.waves.exists():
        return campaign
    Wave.objects.create(campaign=campaign, name=WHOLE_WAVE_NAME, opens=opens, due=due, counted_on=counted_on)
    if schools is not None:
        set_participants(campaign=campaign, schools=schools)
    return campaign


@transaction.atomic
def set_participants(*, campaign: Campaign, schools: Iterable[School] | None) -> Campaign:
    """Take exactly these organisations of the municipality, or all open ones (None)."""
    campaign.all_open = schools is None
    campaign.save(update_fields=["all_open"])
    mine = [school for school in schools or () if school.municipality_id == campaign.municipality_id]
    campaign.schools.set(mine)
    bump([(campaign.municipality_id, campaign.year_id)])
    return campaign


def move(*, campaign: Campaign, step: str, person: User | None) -> Campaign:
    """Open or close the collection (STEPS): schools fill only while it is open, the officer always."""
    take(campaign, STEPS[step], person=person)
    return campaign


def participants(campaign: Campaign) -> QuerySet[School]:
    """The organisations that are to report: all that exist in the year, or the listed ones."""
    mine = School.objects.filter(municipality_id=campaign.municipality_id)
    return (
        mine.open_in(campaign.year_id)
        if campaign.all_open
        else mine.filter(pk__in=campaign.schools.values("pk"))
    )


def ensure_campaigns(places: Iterable[tuple[int, int]]) -> None:
    """Give every (municipality id, year) that has none an open campaign with one wave, its year included."""
    wanted = set(places)
    SchoolYear.objects.bulk_create(
        [SchoolYear(year=year) for year in {y for _, y in wanted}], ignore_conflicts=True
    )
    years = {year for _, year in wanted}
    there = Campaign.objects.filter(municipality_id__in={m for m, _ in wanted}, year_id__in=years)
    missing = sorted(wanted - set(there.values_list("municipality_id", "year_id")))
    Campaign.objects.bulk_create(
        [Campaign(municipality_id=municipality, year_id=year) for municipality, year in missing],
        ignore_conflicts=True,
    )
    bare = [c for c in there.filter(waves__isnull=True) if (c.municipality_id, c.year_id) in wanted]
    waves = [Wave(campaign=campaign, name=WHOLE_WAVE_NAME) for campaign in bare]
    Wave.objects.bulk_create(waves, ignore_conflicts=True)

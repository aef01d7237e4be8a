"""The campaign of a municipality and year: opening, closing, who takes part, what its schools are told.

Opening a year that has a campaign returns the existing one unchanged. Whatever changes the list of participants
counts a revision, because the number of expected schools is part of the official values. Steps and changes are
written to the log (`Transition`); a change that is no step keeps the state and says in words what was changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from monitoring.models import Campaign, Wave
from monitoring.revisions import bump
from schools.models import Municipality, Role, School, SchoolYear, User
from schools.numbers import counted
from schools.workflow import Step, take, write_log

SETTINGS = {
    "filled_by": "кто заполняет",
    "instructions": "указания",
    "recommendations_due": "срок рекомендаций",
}
ORGANISATIONS = ("организация", "организации", "организаций")
WHOLE_WAVE_NAME = "Годовой отчёт"
STEPS = {
    "open": Step("open", ("planned",), "open", (Role.OFFICER.value,), "Открыть сбор"),
    "close": Step("close", ("open",), "closed", (Role.OFFICER.value,), "Закрыть сбор"),
    "reopen": Step("reopen", ("closed",), "open", (Role.OFFICER.value,), "Открыть сбор снова"),
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
def set_participants(
    *, campaign: Campaign, schools: Iterable[School] | None, person: User | None = None
) -> Campaign:
    """Take exactly these organisations of the municipality, or all open ones (None). Reports and numbers stay."""
    now = Campaign.objects.select_for_update().get(pk=campaign.pk)
    mine = [school for school in schools or () if school.municipality_id == campaign.municipality_id]
    before = set() if now.all_open else set(now.schools.values_list("pk", flat=True))
    campaign.all_open = schools is None
    if now.all_open == campaign.all_open and before == {school.pk for school in mine}:
        return campaign
    campaign.save(update_fields=["all_open"])
    campaign.schools.set(mine)
    bump([(campaign.municipality_id, campaign.year_id)])
    words = "все действующие" if schools is None else counted(len(mine), *ORGANISATIONS)
    write_down(campaign, "participants", person, f"Участвуют: {words}")
    return campaign


@transaction.atomic
def change_settings(
    *, campaign: Campaign, person: User | None, filled_by: str, instructions: str,
    recommendations_due: dt.date | None,
) -> list[str]:  # fmt: skip
    """Who fills, what schools are told, when recommendations are due; returns the names of what changed."""
    now = Campaign.objects.select_for_update().get(pk=campaign.pk)
    wanted = {
        "filled_by": filled_by,
        "instructions": instructions,
        "recommendations_due": recommendations_due,
    }
    changed = [name for name, value in wanted.items() if getattr(now, name) != value]
    if changed:
        for name, value in wanted.items():
            setattr(campaign, name, value)
        campaign.save(update_fields=changed)
        names = (SETTINGS[name] for name in changed)
        write_down(campaign, "settings", person, f"Изменено: {', '.join(names)}")
    return changed


def move(*, campaign: Campaign, step: str, person: User | None, reason: str = "") -> Campaign:
    """Open, close, reopen the collection (STEPS): schools fill only while it is open, the officer always."""
    take(campaign, STEPS[step], person=person, note=reason)
    return campaign


def write_down(campaign: Campaign, step: str, person: User | None, note: str) -> None:
    """A change that leaves the state as it is, for the log of the campaign."""
    stays = Step(step, (campaign.state,), campaign.state, (), "")
    write_log(Campaign, [(campaign.pk, campaign.state)], stays, person=person, note=note)


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

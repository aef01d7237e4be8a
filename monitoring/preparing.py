"""A campaign in preparation: waves with their columns, participants and conditions, made in one step.

In: everything the officer has looked at. Out: the campaign and whether it is new: a second click, or a second officer,
finds the first one's campaign unchanged. The school year is made where the database has none. No number is copied:
contingent and participation of a new year are entered anew. Schools see nothing to fill until it is opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from monitoring.campaigns import set_participants, write_down
from monitoring.models import Campaign, Wave, WaveColumn
from monitoring.waves import Key
from schools.models import Municipality, School, SchoolYear, User

REMINDING = ("reminders", "remind_before", "remind_after", "reminder_text")


@dataclass(frozen=True)
class NewWave:
    """A wave to be; `whole` asks the rest, `columns` are those it names."""

    name: str
    counted_on: dt.date | None = None
    opens: dt.date | None = None
    due: dt.date | None = None
    whole: bool = False
    columns: Sequence[Key] = ()


@transaction.atomic
def prepare_campaign(
    *, municipality: Municipality, year: int, person: User | None, waves: Sequence[NewWave],
    schools: Iterable[School] | None = None, filled_by: str = Campaign.FilledBy.SCHOOLS, instructions: str = "",
    recommendations_due: dt.date | None = None, after: Campaign | None = None, note: str = "Сбор подготовлен",
) -> tuple[Campaign, bool]:  # fmt: skip
    """`after` is last year's campaign, whose reminders go on; `schools` None = all open organisations."""
    assert waves, "a campaign without waves asks nothing"
    SchoolYear.objects.get_or_create(year=year)
    reminding = {name: getattr(after, name) for name in REMINDING} if after else {}
    campaign, created = Campaign.objects.get_or_create(
        municipality=municipality,
        year_id=year,
        defaults={
            "state": Campaign.State.PLANNED,
            "filled_by": filled_by,
            "instructions": instructions,
            "recommendations_due": recommendations_due,
            **reminding,
        },
    )
    if not created:
        return campaign, False
    write_down(campaign, "rollover", person, note)
    _add_waves(campaign, waves)
    if schools is not None:
        set_participants(campaign=campaign, schools=schools, person=person)
    return campaign, True


def _add_waves(campaign: Campaign, waves: Sequence[NewWave]) -> None:
    """Each column goes to the first wave that names it; one wave at most asks the rest."""
    rest = next((number for number, wave in enumerate(waves, start=1) if wave.whole), 0)
    made = Wave.objects.bulk_create(
        Wave(
            campaign=campaign, number=number, name=wave.name, counted_on=wave.counted_on, opens=wave.opens,
            due=wave.due, whole=number == rest,
        )
        for number, wave in enumerate(waves, start=1)
    )  # fmt: skip
    owner: dict[Key, Wave] = {}
    for wave, wanted in zip(made, waves, strict=True):
        for key in wanted.columns:
            owner.setdefault(key, wave)
    WaveColumn.objects.bulk_create(
        [WaveColumn(wave=wave, kind=kind, code=code) for (kind, code), wave in owner.items()]
    )

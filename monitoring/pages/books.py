"""«Книга Excel»: the workbook to take away and to bring back, of one organisation or of all, and what was brought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from monitoring.columns import WavePlan, wave_plans
from monitoring.models import CellKind, Upload, Wave
from schools.models import Municipality, School, User

SHOWN = 10


@dataclass(frozen=True)
class BooksPage:
    """`school` None = all organisations; `contingent` is the wave that asks the pupils."""

    school: School | None
    wave: Wave
    waves: list[Wave]
    contingent: Wave | None
    uploads: list[Upload]

    @property
    def tabs(self) -> list[tuple[Wave, bool]]:
        return [(wave, wave.pk == self.wave.pk) for wave in self.waves]

    @property
    def heading(self) -> str:
        if self.school is None:
            return "Книга Excel: все организации"
        return "Книга Excel: тот же отчёт, без интернета"


def books_page(
    municipality: Municipality, school: School | None, year: int, person: User, wanted: str
) -> BooksPage | None:
    """None while the year has no campaign. Three queries."""
    waves = list(
        Wave.objects.filter(campaign__municipality=municipality, campaign__year_id=year).select_related(
            "campaign__municipality"
        )
    )
    if not waves:
        return None
    plan = wave_plans([municipality.pk], [year]).get((municipality.pk, year), WavePlan())
    pupils = plan.wave_of(CellKind.PUPILS.value, "")
    uploads = Upload.objects.filter(municipality=municipality, year=year, school=school)
    if school is None:
        uploads = uploads.filter(person=person)
    return BooksPage(
        school=school,
        wave=_chosen(waves, wanted, timezone.localdate(timezone=municipality.zone)),
        waves=waves,
        contingent=next((wave for wave in waves if wave.pk == pupils), None),
        uploads=list(uploads.select_related("person").defer("preview")[:SHOWN]),
    )


def _chosen(waves: list[Wave], wanted: str, today: dt.date) -> Wave:
    """The named one; else the last that has opened."""
    opened = [wave for wave in waves if wave.opens is None or wave.opens <= today] or waves[:1]
    return next((wave for wave in waves if str(wave.number) == wanted), opened[-1])

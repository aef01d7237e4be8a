"""What the form of an officer's own recommendation offers: the organisations of the year's campaign and indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.models import Indicator
from indicators.queries import indicators_of
from monitoring.campaigns import participants
from monitoring.models import Campaign
from schools.models import Municipality, School


@dataclass(frozen=True)
class WritePage:
    schools: list[School]
    indicators: list[Indicator]

    def indicator(self, code: str) -> Indicator | None:
        return next((row for row in self.indicators if row.code == code), None)

    def chosen(self, keys: list[str], *, everybody: bool) -> list[int]:
        return [row.pk for row in self.schools if everybody or str(row.pk) in keys]

    def initial(self, data: Mapping[str, str]) -> dict[str, object]:
        """What the address names beforehand; nothing that is not on offer."""
        schools = [str(row.pk) for row in self.schools if row.code == data.get("school")]
        found: dict[str, object] = {"schools": schools}
        if self.indicator(data.get("indicator", "")):
            found["indicator"] = data["indicator"]
        return found


def write_page(municipality: Municipality, year: int) -> WritePage:
    """Three or four queries."""
    campaign = Campaign.objects.filter(municipality=municipality, year=year).exclude(state="planned").first()
    schools = list(participants(campaign).order_by("name_key", "code")) if campaign else []
    return WritePage(schools, indicators_of(municipality.pk, year))

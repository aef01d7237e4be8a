"""The first page of a region: its municipalities side by side; five queries however many there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from indicators.analysis import Status, judge
from indicators.models import MunicipalityValue, Target
from monitoring.models import Campaign, Submission, Wave
from schools.models import Municipality, School, User


@dataclass(frozen=True)
class MunicipalityLine:
    """Reports accepted of those expected (participants × waves that have opened, as the boards count them),
    indicators against plan; `campaign` is its state in words, empty when there is none.
    """

    municipality: Municipality
    campaign: str
    accepted: int
    reports: int
    achieved: int
    missed: int
    without_data: int


def region_lines(person: User, year: int) -> Sequence[MunicipalityLine]:
    """Every municipality the person may read, in the order of codes."""
    municipalities = list(Municipality.objects.visible_to(person))
    campaigns = {
        campaign.municipality_id: campaign
        for campaign in Campaign.objects.filter(municipality__in=municipalities, year=year).annotate(
            listed=Count("schools")
        )
    }
    collected = _collected(municipalities, campaigns, year)
    statuses = _statuses(municipalities, year)
    return [
        _line(one, campaigns.get(one.pk), collected.get(one.pk, (0, 0)), statuses[one.pk])
        for one in municipalities
    ]


def _collected(
    municipalities: Sequence[Municipality], campaigns: Mapping[int, Campaign], year: int
) -> dict[int, tuple[int, int]]:
    """Reports accepted and expected in the waves that have opened; none of a campaign in preparation. Two queries."""
    places = {one.pk: one for one in municipalities}
    schools = School.objects.filter(municipality__in=municipalities).open_in(year).order_by()
    everybody = dict(schools.values_list("municipality").annotate(Count("pk")))
    of_wave = Count("submissions", filter=Q(submissions__state=Submission.State.ACCEPTED))
    waves = Wave.objects.filter(campaign__in=list(campaigns.values())).annotate(accepted=of_wave)
    found: dict[int, tuple[int, int]] = {}
    for place, opens, number in waves.values_list("campaign__municipality", "opens", "accepted"):
        campaign = campaigns[place]
        if campaign.is_planned or (opens and opens > timezone.localdate(timezone=places[place].zone)):
            continue
        expected = everybody.get(place, 0) if campaign.all_open else vars(campaign)["listed"]
        accepted, reports = found.get(place, (0, 0))
        found[place] = accepted + number, reports + expected
    return found


def _line(
    municipality: Municipality,
    campaign: Campaign | None,
    collected: tuple[int, int],
    statuses: Counter[Status],
) -> MunicipalityLine:
    return MunicipalityLine(
        municipality=municipality,
        campaign=campaign.collection if campaign else "",
        accepted=collected[0],
        reports=collected[1],
        achieved=statuses[Status.ACHIEVED],
        missed=statuses[Status.MISSED],
        without_data=statuses[Status.NO_DATA],
    )


def _statuses(municipalities: Sequence[Municipality], year: int) -> dict[int, Counter[Status]]:
    """How many indicators of each municipality have each status; one query."""
    plan = Target.objects.filter(
        year=OuterRef("year"), municipality=OuterRef("municipality"), indicator=OuterRef("indicator")
    )
    found: dict[int, Counter[Status]] = defaultdict(Counter)
    values = (
        MunicipalityValue.objects.filter(year=year, municipality__in=municipalities)
        .select_related("indicator")
        .annotate(plan=Subquery(plan.values("value")[:1]))
    )
    for value in values:
        target = None if value.plan is None else Target(value=value.plan)
        judged = judge(
            value.indicator,
            year=year,
            place_id=value.municipality_id,
            school_id=None,
            standing=value.standing,
            numerator=value.numerator,
            denominator=value.denominator,
            target=target,
        )
        found[value.municipality_id][judged.status] += 1
    return found

"""The first page of a region: its municipalities side by side; four queries however many there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from indicators.analysis import Status, judge
from indicators.models import MunicipalityValue, Target
from monitoring.models import Campaign, Submission
from schools.models import Municipality, User


@dataclass(frozen=True)
class MunicipalityLine:
    """Reports accepted, indicators against plan; `campaign` is its state in words, empty when there is none."""

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
            reports=Count("waves__submissions"),
            accepted=Count(
                "waves__submissions", filter=Q(waves__submissions__state=Submission.State.ACCEPTED)
            ),
        )
    }
    statuses = _statuses(municipalities, year)
    return [_line(one, campaigns.get(one.pk), statuses[one.pk]) for one in municipalities]


def _line(
    municipality: Municipality, campaign: Campaign | None, statuses: Counter[Status]
) -> MunicipalityLine:
    return MunicipalityLine(
        municipality=municipality,
        campaign=campaign.collection if campaign else "",
        accepted=getattr(campaign, "accepted", 0),
        reports=getattr(campaign, "reports", 0),
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

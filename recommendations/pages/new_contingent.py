"""What the plan means in people on the newest contingent, beside each recommendation of an organisation.

A recommendation tells of a year that is over; what can be done is done with the pupils of now. Out: the plan in people
of the newest year the municipality collects (`own`, the same as on its own page), and the lines of the recommendations
that wait. Six queries.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from indicators.models import Indicator
from indicators.needed import Need
from indicators.pages.own_people import OwnPeoplePage, own_people_page
from monitoring.models import Campaign
from recommendations.models import Recommendation
from recommendations.pages.card import COMPARABLE
from schools.models import School


@dataclass(frozen=True)
class NewContingent:
    """`lines`: (number of the recommendation, what its indicator's plan means now)."""

    year: int
    own: OwnPeoplePage
    lines: list[tuple[int, Need]]


def newest_year(school: School, year: int, *, this_year: int) -> int:
    """The newest year up to now that is collected, else the page's own; one query."""
    collected = Campaign.objects.filter(
        municipality=school.municipality_id, year__gte=year, year__lte=max(year, this_year)
    ).exclude(state=Campaign.State.PLANNED)
    return collected.aggregate(newest=Max("year"))["newest"] or year


def new_contingent(school: School, year: int, *, this_year: int) -> NewContingent:
    """No lines of the recommendations' own year, which they tell of themselves, nor of a year that is over."""
    newest = newest_year(school, year, this_year=this_year)
    own = own_people_page(school, newest, this_year=this_year)
    lines = _lines(school, year, own) if newest > year and newest == this_year else []
    return NewContingent(newest, own, lines)


def _lines(school: School, year: int, own: OwnPeoplePage) -> list[tuple[int, Need]]:
    """By the indicator itself, or by the one that follows it and compares with it."""
    needs: dict[int, Need] = {}
    for line in own.lines:
        indicator: Indicator = line.need.indicator
        if indicator.predecessor_id and indicator.comparable:
            needs.setdefault(indicator.predecessor_id, line.need)
        needs[indicator.pk] = line.need
    waiting = Recommendation.objects.filter(
        school=school,
        year=year,
        indicator__in=needs,
        state__in=Recommendation.WAITING,
        evidence__trigger__in=COMPARABLE,
    )
    return [(pk, needs[about]) for pk, about in waiting.values_list("pk", "indicator_id") if about]

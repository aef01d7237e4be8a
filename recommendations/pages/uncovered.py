"""«План не достигнут, а правил нет»: indicators whose plan somebody misses and that no active rule is about.

A municipality and a year in, the indicators in their order out, with how many organisations are below the plan and
whether the municipality is. A rule covers an indicator, or all of a topic, when it looks at a value that is too low
(`COVERING`), for whatever organisations: whom a rule addresses is the officer's choice. Two queries, four more where an
indicator is not covered.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from indicators.analysis import Status
from indicators.models import Indicator, Target
from indicators.queries import judged_municipality, judged_schools, plans_of, with_terms
from recommendations.models import Rule
from schools.models import Municipality
from schools.numbers import counted

COVERING = (
    Rule.Trigger.BELOW_TARGET,
    Rule.Trigger.ZERO,
    Rule.Trigger.FALLING,
    Rule.Trigger.BELOW_MUNICIPALITY,
)


@dataclass(frozen=True)
class Uncovered:
    """`schools` below the plan, and whether the municipality is; `scope` is whose value a rule would look at."""

    indicator: Indicator
    schools: int
    municipality: bool

    @property
    def words(self) -> str:
        """«3 организации», «муниципалитет в целом»."""
        if not self.schools:
            return "муниципалитет в целом"
        return counted(self.schools, "организация", "организации", "организаций")

    @property
    def scope(self) -> str:
        return Rule.Scope.SCHOOL.value if self.schools else Rule.Scope.MUNICIPALITY.value


def uncovered(municipality: Municipality, year: int) -> list[Uncovered]:
    """Indicators with a plan in the year that is missed, without an active rule."""
    active = Rule.objects.available_to(municipality).filter(active=True, trigger__in=COVERING).order_by()
    planned = Target.objects.filter(
        Q(municipality=municipality) | Q(school__municipality=municipality), year=year
    )
    indicators = list(
        Indicator.objects.available_to(municipality)
        .valid_in(year)
        .filter(pk__in=planned.order_by().values("indicator"))
        .exclude(pk__in=active.filter(indicator__isnull=False).values("indicator"))
        .exclude(goal__topic__in=active.exclude(topic="").values("topic"))
        .prefetch_related(with_terms())
        .order_by("position", "code")
    )
    if not indicators:
        return []
    plans = plans_of(municipality.pk, year)
    below: dict[int, int] = dict.fromkeys((row.pk for row in indicators), 0)
    for row in judged_schools(municipality.pk, year, indicators=indicators, plans=plans):
        below[row.indicator.pk] += row.status == Status.MISSED and row.indicator.judges_schools
    whole = {
        row.indicator.pk
        for row in judged_municipality(municipality.pk, year, indicators=indicators, plans=plans)
        if row.status == Status.MISSED
    }
    return [
        Uncovered(row, below[row.pk], row.pk in whole)
        for row in indicators
        if below[row.pk] or row.pk in whole
    ]

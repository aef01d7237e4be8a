"""Where an indicator is used: plans, rules, recommendations, measures, indicators that follow it. Five queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from indicators.models import Indicator, PublishedValue, Target
from recommendations.models import Recommendation, Rule
from roadmap.models import Measure
from schools.models import Municipality


@dataclass(frozen=True)
class Issued:
    """How many recommendations of one year, and how many of them are still to be answered."""

    year: int
    number: int
    waiting: int


@dataclass(frozen=True)
class Uses:
    indicator: Indicator
    plan_years: list[int]
    rules: Sequence[Rule]
    issued: list[Issued]
    measures: Sequence[Measure]
    followers: Sequence[Indicator]

    @property
    def is_empty(self) -> bool:
        return not (self.plan_years or self.rules or self.issued or self.measures or self.followers)


def uses_of(municipality: Municipality, indicator: Indicator) -> Uses:
    """What of this municipality, and of the shared definitions, names the indicator."""
    years = Target.objects.filter(
        Q(municipality=municipality) | Q(school__municipality=municipality), indicator=indicator
    )
    return Uses(
        indicator=indicator,
        plan_years=sorted(set(years.values_list("year", flat=True)), reverse=True),
        rules=list(Rule.objects.available_to(municipality).filter(_about(indicator))),
        issued=_issued(municipality, indicator),
        measures=list(
            Measure.objects.filter(indicators=indicator, section__roadmap__municipality=municipality)
            .select_related("section__roadmap")
            .order_by("-section__roadmap__starts", "section__number", "number")
        ),
        followers=list(Indicator.objects.available_to(municipality).filter(predecessor=indicator)),
    )


def _about(indicator: Indicator) -> Q:
    """Rules that name it, and those on the topic of its goal."""
    goal = indicator.goal
    return Q(indicator=indicator) | (Q(topic=goal.topic) if goal is not None else Q(pk__in=()))


def why_keep(indicator: Indicator) -> str:
    """Why it cannot be deleted, in any municipality; empty = nobody needs it. One query each."""
    uses = (
        (Target, "плановые значения"),
        (PublishedValue, "опубликованные значения"),
        (Rule, "правила"),
        (Recommendation, "адресные рекомендации"),
    )
    found = [name for model, name in uses if model.objects.filter(indicator=indicator).exists()]
    if Measure.objects.filter(indicators=indicator).exists():
        found.append("мероприятия дорожной карты")
    if indicator.successors.exists():
        found.append("показатель, который его продолжает")
    if not found:
        return ""
    return f"По показателю есть: {', '.join(found)}. Завершите его последним годом: прежние годы останутся."


def _issued(municipality: Municipality, indicator: Indicator) -> list[Issued]:
    rows = (
        Recommendation.objects.filter(municipality=municipality, indicator=indicator)
        .exclude(state__in=Recommendation.DEAD)
        .values_list("year", "state")
        .annotate(number=Count("pk"))
    )
    found: dict[int, Issued] = {}
    for year, state, number in rows:
        known = found.get(year, Issued(year, 0, 0))
        waits = number if state in Recommendation.WAITING else 0
        found[year] = Issued(year, known.number + number, known.waiting + waits)
    return [found[year] for year in sorted(found, reverse=True)]

"""Goals by topic with their indicators and where they stand (position 1). Four queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators.analysis import Judged
from indicators.models import Goal, Indicator, Topic
from indicators.queries import indicators_of, judged_municipality, plans_of
from schools.models import Municipality


@dataclass(frozen=True)
class Line:
    """An indicator of a goal; `judged` is None while nothing has been computed."""

    indicator: Indicator
    judged: Judged | None


@dataclass(frozen=True)
class GoalLines:
    goal: Goal
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class TopicGoals:
    title: str
    goals: list[GoalLines] = field(default_factory=list)


@dataclass(frozen=True)
class GoalsPage:
    topics: list[TopicGoals]
    apart: list[Line]
    goals: int
    without_indicators: int


def goals_page(municipality: Municipality, year: int) -> GoalsPage:
    """Own goals and shared ones that an indicator of the year serves; indicators without a goal stand apart."""
    indicators = indicators_of(municipality.pk, year)
    plans = plans_of(municipality.pk, year)
    judged = {
        row.indicator.pk: row
        for row in judged_municipality(municipality.pk, year, indicators=indicators, plans=plans)
    }
    lines: dict[int | None, list[Line]] = {}
    for indicator in indicators:
        lines.setdefault(indicator.goal_id, []).append(Line(indicator, judged.get(indicator.pk)))
    goals = [
        GoalLines(goal, lines.get(goal.pk, []))
        for goal in Goal.objects.available_to(municipality)
        if goal.municipality_id is not None or goal.pk in lines
    ]
    topics = [
        TopicGoals(label, found)
        for value, label in Topic.choices
        if (found := [one for one in goals if one.goal.topic == value])
    ]
    return GoalsPage(topics, lines.get(None, []), len(goals), sum(not one.lines for one in goals))

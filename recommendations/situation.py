"""Everything the triggers look at, for one municipality and year, read in a number of queries that no school adds to.

Out: `Situation`: participating organisations, their official (accepted) values judged against plans, the
municipality's, those of the two years before where they compare, and how far the reports are. Working and
preliminary numbers are never looked at.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F

from indicators.analysis import Judged
from indicators.models import Indicator, MunicipalityValue, Run, SchoolValue, Standing
from indicators.queries import indicators_of, judged_municipality, judged_schools, plans_of
from monitoring.campaigns import participants
from monitoring.models import Campaign, Submission
from recommendations.models import Rule
from schools.models import Municipality, School
from schools.models.fields import exact_of

Sides = tuple[Decimal, Decimal | None]
Place = tuple[int, int, int]
"""School, indicator of this year, years back."""
Before = Mapping[tuple[int, int], Sequence[tuple[int, int]]]
"""(year, id of the indicator then) → the present ids it is the past of, each with years back."""


@dataclass(frozen=True)
class Earlier:
    """Sides of earlier years as they are stored: made exact when they are asked for, which most never are."""

    stored: Mapping[Place, tuple[int, int | None]] = field(default_factory=dict)

    def get(self, place: Place) -> Sides | None:
        if (sides := self.stored.get(place)) is None:
            return None
        numerator, denominator = sides
        return exact_of(numerator), None if denominator is None else exact_of(denominator)


@dataclass(frozen=True)
class Situation:
    """`earlier` and `earlier_municipal` hold the sides of the year before, under the present indicator's id, and
    those of two years before of what rules look that far back at.

    `complete` are the organisations all of whose reports are accepted, `overdue` those with one not handed in on
    time. `kept` holds what has been worked out once for all organisations.
    """

    municipality: Municipality
    year: int
    today: dt.date
    schools: Mapping[int, School]
    indicators: Mapping[int, Indicator]
    judged: Mapping[tuple[int, int], Judged]
    municipal: Mapping[int, Judged]
    earlier: Earlier
    earlier_municipal: Mapping[tuple[int, int], Sides]
    complete: AbstractSet[int]
    overdue: AbstractSet[int]
    any_accepted: bool
    run: int | None
    kept: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    def best_of(self, indicator: Indicator) -> Fraction | None:
        """The best value among the organisations whose group is not too small."""
        if ("best", indicator.pk) not in self.kept:
            rows = (self.judged.get((school, indicator.pk)) for school in self.schools)
            values = [
                row.value
                for row in rows
                if row is not None and row.value is not None
                and (row.denominator is None or row.denominator >= indicator.min_denominator)
            ]  # fmt: skip
            best = max if indicator.better == Indicator.Better.HIGHER else min
            self.kept["best", indicator.pk] = best(values, default=None)
        return self.kept["best", indicator.pk]


def read_situation(
    *,
    municipality_id: int,
    year: int,
    today: dt.date,
    rules: Sequence[Rule] = (),
    also: Collection[int] = (),
) -> Situation:
    """Read what these rules need, and what is known of indicators with the ids `also`.

    Organisations are those of the campaign, if any.
    """
    campaign = (
        Campaign.objects.filter(municipality=municipality_id, year=year).exclude(state="planned").first()
    )
    schools = {school.pk: school for school in participants(campaign)} if campaign else {}
    valid = indicators_of(municipality_id, year)
    indicators = [row for row in valid if row.pk in also or _asked(row, rules)]
    plans = plans_of(municipality_id, year)
    judged = judged_schools(municipality_id, year, indicators=indicators, plans=plans)
    municipal = judged_municipality(municipality_id, year, indicators=indicators, plans=plans)
    falling = [rule for rule in rules if rule.trigger == Rule.Trigger.FALLING]
    before = _comparable(indicators, year, falling)
    complete, overdue, any_accepted = _reports(campaign, schools, today)
    return Situation(
        municipality=Municipality.objects.get(pk=municipality_id),
        year=year,
        today=today,
        schools=schools,
        indicators={row.pk: row for row in indicators},
        judged={(row.place_id, row.indicator.id): row for row in judged if row.place_id in schools},
        municipal={row.indicator.pk: row for row in municipal},
        earlier=_earlier_schools(municipality_id, before),
        earlier_municipal=_earlier_municipality(municipality_id, before),
        complete=complete,
        overdue=overdue,
        any_accepted=any_accepted,
        run=Run.objects.filter(municipality=municipality_id, year=year).values_list("pk", flat=True).first(),
    )


def _asked(indicator: Indicator, rules: Sequence[Rule]) -> bool:
    """Whether one of the rules is about it, by itself or by its topic."""
    topic = indicator.goal.topic if indicator.goal is not None else ""
    return any(rule.indicator_id == indicator.pk or (topic and rule.topic == topic) for rule in rules)


def _comparable(indicators: list[Indicator], year: int, falling: Sequence[Rule]) -> Before:
    """Each indicator itself, or the predecessor it compares with; several may go on from one.

    Two years back only for what the rules on a falling value are about.
    """
    known = {row.pk: row for row in Indicator.objects.filter(successors__isnull=False)}
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for indicator in indicators:
        then: Indicator | None = indicator
        for back in (1, 2) if _asked(indicator, falling) else (1,):
            if then is not None and not then.valid_in(year - back):
                then = known.get(then.predecessor_id or 0) if then.comparable else None
            if then is not None and then.valid_in(year - back):
                found[year - back, then.pk].append((indicator.pk, back))
    return found


def _earlier_schools(municipality_id: int, before: Before) -> Earlier:
    """One query for each year: PostgreSQL reads all values of a municipality for «this year or that»."""
    of_year: dict[int, list[int]] = defaultdict(list)
    for year, indicator in before:
        of_year[year].append(indicator)
    stored = [ExpressionWrapper(F(side), BigIntegerField()) for side in ("numerator", "denominator")]
    known = SchoolValue.objects.filter(
        school__municipality=municipality_id, standing=Standing.KNOWN, numerator__isnull=False
    )
    found = {}
    for year, indicators in of_year.items():
        rows = known.filter(year=year, indicator__in=indicators)
        for school, indicator, *sides in rows.values_list("school_id", "indicator_id", *stored):
            for present, back in before[year, indicator]:
                found[school, present, back] = (sides[0], sides[1])
    return Earlier(found)


def _earlier_municipality(municipality_id: int, before: Before) -> dict[tuple[int, int], Sides]:
    rows = MunicipalityValue.objects.filter(
        year__in={year for year, _ in before}, indicator__in={pk for _, pk in before},
        municipality=municipality_id, standing=Standing.KNOWN,
    ).values_list("year", "indicator_id", "numerator", "denominator")  # fmt: skip
    return {
        past: (numerator, denominator)
        for year, indicator, numerator, denominator in rows
        if numerator is not None
        for past in before.get((year, indicator), ())
    }


def _reports(
    campaign: Campaign | None, schools: Mapping[int, School], today: dt.date
) -> tuple[set[int], set[int], bool]:
    """Who has all reports accepted, who is overdue (never handed in nor accepted, its day past), is any accepted."""
    if campaign is None:
        return set(), set(), False
    waves = dict(campaign.waves.values_list("pk", "due"))
    rows = Submission.objects.filter(wave__campaign=campaign).values_list(
        "wave_id", "school_id", "state", "extended_to", "submitted_at", "accepted_at"
    )
    accepted: dict[int, int] = defaultdict(int)
    overdue = {(school, wave) for school in schools for wave, due in waves.items() if due and due < today}
    for wave, school, state, extended_to, *handed_in in rows:
        accepted[school] += state == Submission.State.ACCEPTED
        in_time = extended_to is not None and extended_to >= today
        if in_time or any(handed_in) or state != Submission.State.DRAFT:
            overdue.discard((school, wave))
        elif extended_to is not None:
            overdue.add((school, wave))
    complete = {school for school, count in accepted.items() if waves and count == len(waves)}
    return complete, {school for school, _ in overdue if school in schools}, any(accepted.values())

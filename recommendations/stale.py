"""Whose recommendations have to be issued anew: found from the data, never from hope.

What an issue rests on (values of the slice and of the two years before it, targets, rules with their indicators,
reports, terms of the waves and, where a rule asks who is late, the day) is one fingerprint per municipality and
year. It is kept by the issue; a slice is stale when today's is another one. A fixed number of queries for all slices
together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, Max, Q, Sum
from django.utils import timezone

from indicators.models import Indicator, Slice, Target
from monitoring.models import Campaign, Submission, Wave
from recommendations.models import IssueState, Rule
from schools.models import School

Place = tuple[int, int]
LOOKS_BACK = 2  # years: a value that falls is compared with those of two years before
RULE = (
    "pk", "version", "active", "section", "trigger", "scope", "margin", "audience", "kinds", "locality", "text", "due",
    "topic", "priority", "indicator_id", "indicator__unit", "indicator__better", "indicator__first_year",
    "indicator__last_year", "indicator__level", "indicator__judged_at", "indicator__min_denominator",
    "indicator__comparable", "indicator__predecessor_id",
)  # fmt: skip


def unissued_slices(
    *, today: dt.date | None = None, year: int | None = None, municipality_id: int | None = None
) -> list[Place]:
    """(municipality id, year) of every slice whose recommendations rest on something else today; oldest year first.

    `today` None = in each municipality the day it is there.
    """
    states = IssueState.objects.filter(**_where(municipality=municipality_id, year=year))
    issued = {(row.municipality_id, row.year): row.fingerprint for row in states}
    present = fingerprints(today=today, year=year, municipality_id=municipality_id)
    return sorted(
        (place for place, digest in present.items() if issued.get(place) != digest),
        key=lambda place: (place[1], place[0]),
    )


def fingerprints(
    *, today: dt.date | None = None, year: int | None = None, municipality_id: int | None = None
) -> dict[Place, str]:
    """The present fingerprint of every municipality and year with a campaign that has begun; `today` as above."""
    campaigns = Campaign.objects.exclude(state=Campaign.State.PLANNED).filter(
        **_where(municipality=municipality_id, year=year)
    )
    places = list(
        campaigns.values_list("municipality_id", "year_id", "pk", "all_open", "municipality__time_zone")
    )
    rules = _rules()
    schools = _schools(municipality_id)
    parts = [
        *_slices(municipality_id, year),
        *_targets(municipality_id, year),
        *_reports(municipality_id, year),
    ]
    return {
        (municipality, of_year): _digest(
            campaign, all_open, *_on(today or timezone.localdate(timezone=ZoneInfo(zone)), rules, municipality),
            schools.get(municipality), [part.get((municipality, of_year)) for part in parts],
        )
        for municipality, of_year, campaign, all_open, zone in places
    }  # fmt: skip


def _digest(*what: Any) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _rules() -> dict[int | None, list[tuple]]:
    """Rules by owner; those on a topic bring the indicators it has, for which there is a second query."""
    found: dict[int | None, list[tuple]] = defaultdict(list)
    topic = RULE.index("topic")
    rules = list(Rule.objects.order_by("pk").values_list("municipality_id", *RULE))
    of_topics = _of_topics() if any(rule[topic + 1] for rule in rules) else {}
    for owner, *rule in rules:
        found[owner].append((*rule, tuple(of_topics.get(rule[topic], ()))))
    return found


def _of_topics() -> dict[str, list[int]]:
    """The indicators of each topic, in their order."""
    found: dict[str, list[int]] = defaultdict(list)
    indicators = Indicator.objects.filter(goal__isnull=False).order_by("position", "code", "pk")
    for key, topic in indicators.values_list("pk", "goal__topic"):
        found[topic].append(key)
    return found


def _on(day: dt.date, rules: dict[int | None, list[tuple]], municipality: int) -> list[list[tuple]]:
    """The shared rules and those of the municipality; those about lateness bring the day with them."""
    trigger, active = RULE.index("trigger"), RULE.index("active")
    return [
        [
            (*rule, day if rule[trigger] == Rule.Trigger.LATE and rule[active] else None)
            for rule in rules[owner]
        ]
        for owner in (None, municipality)
    ]


def _schools(municipality_id: int | None) -> dict[int, tuple]:
    mine = School.objects.filter(**_where(municipality=municipality_id)).order_by()
    rows = mine.values_list("municipality_id").annotate(Count("pk"), Max("changed_at"))
    return {municipality: tuple(rest) for municipality, *rest in rows}


def _slices(municipality_id: int | None, year: int | None) -> list[dict[Place, tuple]]:
    """What the values of the year were computed from, then those of each year looked back at; one query."""
    years = {"year__range": (year - LOOKS_BACK, year)} if year is not None else {}
    rows = _grouped(
        Slice.objects.filter(**_where(municipality=municipality_id), **years).values_list(
            "municipality_id", "year", "facts", "places", "definitions", "computed_at"
        )
    )
    return [
        {(municipality, of_year + back): row for (municipality, of_year), row in rows.items()}
        for back in range(LOOKS_BACK + 1)
    ]


def _targets(municipality_id: int | None, year: int | None) -> list[dict[Place, tuple]]:
    """Municipal plans, then plans of schools: every change of a value grows its version."""
    sums = (Count("pk"), Sum("pk"), Sum("version"), Sum("value"))
    municipal = Target.objects.filter(
        municipality__isnull=False, **_where(municipality=municipality_id, year=year)
    )
    own = Target.objects.filter(
        school__isnull=False, **_where(school__municipality=municipality_id, year=year)
    )
    return [
        _grouped(municipal.order_by().values_list("municipality_id", "year_id").annotate(*sums)),
        _grouped(own.order_by().values_list("school__municipality_id", "year_id").annotate(*sums)),
    ]


def _reports(municipality_id: int | None, year: int | None) -> list[dict[Place, tuple]]:
    """Which reports are in which state, how far their terms were extended, when the waves are due."""
    of_wave = Submission.objects.filter(
        **_where(wave__campaign__municipality=municipality_id, wave__campaign__year=year)
    ).order_by()
    states: dict[str, Aggregate] = {
        f"in_{state}": Sum("pk", filter=Q(state=state)) for state in Submission.State.values
    }
    states["handed_in"] = Count("pk", filter=Q(submitted_at__isnull=False))
    submissions = of_wave.values_list("wave__campaign__municipality_id", "wave__campaign__year_id").annotate(
        Count("extended_to"), Max("extended_to"), **states
    )
    waves: dict[Place, tuple] = defaultdict(tuple)
    for municipality, of_year, *wave in (
        Wave.objects.filter(**_where(campaign__municipality=municipality_id, campaign__year=year))
        .order_by("pk")
        .values_list("campaign__municipality_id", "campaign__year_id", "pk", "due")
    ):
        waves[municipality, of_year] += (*wave,)
    return [_grouped(submissions), waves]


def _grouped(rows: Any) -> dict[Place, tuple]:
    return {(municipality, year): tuple(rest) for municipality, year, *rest in rows}


def _where(**conditions: int | None) -> dict[str, int]:
    return {name: value for name, value in conditions.items() if value is not None}

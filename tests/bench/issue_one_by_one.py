"""The baseline of issue: the same rules, every school and rule asked for by queries of its own, every row saved alone.

What `recommendations.issue` reads in one go is read here when a rule looks at a school: its value with its plan, the
municipality's value, the values of earlier years, the reports, what stands and what has ended. Verdicts, texts and
evidence are those of the product, so that the same rows come out; a test compares them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from indicators.analysis import Judged
from indicators.models import Indicator, MunicipalityValue, Run, SchoolValue, Standing, Target
from indicators.queries import Plans, indicators_of, judge_municipality_value, judge_school_value
from monitoring.campaigns import participants
from monitoring.models import Campaign, Submission
from recommendations.deadlines import due_date
from recommendations.judging import evidence_of
from recommendations.models import Recommendation, Rule
from recommendations.triggers import verdict
from recommendations.wording import values_for
from schools.models import Municipality, School, Transition
from schools.placeholders import fill


@dataclass
class Asked:
    """A situation that asks the database whenever a rule looks at something."""

    municipality: Municipality
    year: int
    today: dt.date
    school: School
    indicators: Mapping[int, Indicator]
    run: int | None
    kept: dict[tuple[str, int], Any] = field(default_factory=dict)

    @cached_property
    def schools(self) -> dict[int, School]:
        return {self.school.pk: self.school}

    @property
    def judged(self) -> _Values:
        return _Values(self)

    @property
    def municipal(self) -> _MunicipalValues:
        return _MunicipalValues(self)

    @property
    def earlier(self) -> _Earlier:
        return _Earlier(self)

    @property
    def complete(self) -> set[int]:
        waiting = Submission.objects.filter(wave__campaign__year=self.year, school=self.school).exclude(
            state="accepted"
        )
        there = Submission.objects.filter(wave__campaign__year=self.year, school=self.school)
        return {self.school.pk} if there.exists() and not waiting.exists() else set()

    @property
    def overdue(self) -> set[int]:
        campaign = Campaign.objects.get(municipality=self.municipality, year=self.year)
        late = [
            wave
            for wave in campaign.waves.filter(due__lt=self.today)
            if not wave.submissions.filter(school=self.school).exclude(state="draft").exists()
        ]
        return {self.school.pk} if late else set()

    def best_of(self, indicator: Indicator) -> Any:
        """The best of all organisations is too dear to be asked for every one: worked out once per rule."""
        if ("best", indicator.pk) not in self.kept:
            values = SchoolValue.objects.filter(
                year=self.year,
                school__municipality=self.municipality,
                indicator=indicator,
                standing=Standing.KNOWN,
            )
            self.kept["best", indicator.pk] = max(
                judged.value
                for value in values
                if (judged := judge_school_value(value, indicator, Plans())).value is not None
            )
        return self.kept["best", indicator.pk]


@dataclass
class _Asking:
    of: Asked

    def plans(self, indicator: int, school: int | None) -> Plans:
        of_year = Target.objects.filter(year=self.of.year, indicator=indicator)
        plans = Plans()
        if (target := of_year.filter(municipality=self.of.municipality).first()) is not None:
            plans.municipal[indicator] = target
        if school and (target := of_year.filter(school=school).first()) is not None:
            plans.own[school, indicator] = target
        return plans


class _Values(_Asking):
    def get(self, key: tuple[int, int]) -> Judged | None:
        school, indicator = key
        value = SchoolValue.objects.filter(year=self.of.year, school=school, indicator=indicator).first()
        if value is None:
            return None
        return judge_school_value(value, self.of.indicators[indicator], self.plans(indicator, school))


class _MunicipalValues(_Asking):
    def get(self, indicator: int) -> Judged | None:
        value = MunicipalityValue.objects.filter(
            year=self.of.year, municipality=self.of.municipality, indicator=indicator
        ).first()
        if value is None:
            return None
        return judge_municipality_value(value, self.of.indicators[indicator], self.plans(indicator, None))


class _Earlier(_Asking):
    def get(self, key: tuple[int, int, int]) -> tuple | None:
        school, indicator, back = key
        then = SchoolValue.objects.filter(
            year=self.of.year - back, school=school, indicator=indicator, standing=Standing.KNOWN
        )
        return then.values_list("numerator", "denominator").first()


def issue_one_by_one(
    municipality: Municipality, year: int, today: dt.date, only: Iterable[School] | None = None
) -> int:
    """Issue for the organisations of the campaign, or for some of them; returns how many recommendations were made."""
    campaign = Campaign.objects.get(municipality=municipality, year=year)
    rules = Rule.objects.available_to(municipality.pk).filter(active=True)
    rules = list(rules.order_by("section", "position", "code"))
    indicators = {row.pk: row for row in indicators_of(municipality.pk, year)}
    run = Run.objects.filter(municipality=municipality, year=year).values_list("pk", flat=True).first()
    kept: dict[tuple[str, int], Any] = {}
    made = 0
    for school in participants(campaign) if only is None else only:
        situation = Asked(municipality, year, today, school, indicators, run, kept)
        for rule in rules:
            made += _look(rule, school, situation)
    return made


def _look(rule: Rule, school: School, situation: Any) -> bool:
    """One rule and one organisation; nothing of what stands is compared: this is a first issue."""
    if not rule.addresses(school.kind) or rule.locality not in ("", school.locality):
        return False
    of_pair = Recommendation.objects.filter(rule=rule, school=school, year=situation.year)
    if not verdict(rule, school, situation).fires or of_pair.live().exists():
        return False
    _save(rule, school, situation, 1 + of_pair.count())
    return True


def _save(rule: Rule, school: School, situation: Any, number: int) -> None:
    evidence = evidence_of(rule, school, situation)
    due = due_date(rule.due, situation.today)
    values = values_for(evidence, school=school.short_name, municipality=situation.municipality.name, due=due)
    made = Recommendation.objects.create(
        municipality=situation.municipality, school=school, year_id=situation.year, rule=rule,
        rule_version=rule.version, indicator_id=rule.indicator_id, section=rule.section, audience=rule.audience,
        text=fill(rule.text, values), evidence=evidence.to_json(), due=due, state="issued", issue=number,
        issued_at=timezone.now(),
    )  # fmt: skip
    Transition.objects.create(entity="recommendation", entity_id=made.pk, step="issue", target="issued")


def rows_of(year: int) -> Iterator[tuple]:
    """What was issued, without keys and moments; evidence as it is stored."""
    return (
        Recommendation.objects.filter(year=year)
        .order_by("rule__code", "school__code")
        .values_list(
            "rule__code", "school__code", "state", "issue", "text", "due", "evidence", "section", "audience",
            "rule_version", "indicator",
        )
        .iterator()
    )  # fmt: skip

"""Issue the recommendations of one municipality and year: values, plans and rules in, addressed texts out.

`recommendations.settling` decides what changes; here it is read and written, in one transaction and a number of queries
that no school adds to. Guaranteed: a second run changes nothing; two workers never issue one slice at once (the row of
`IssueState` is the lock, the constraint one_live_recommendation the last word); every change leaves a `Transition`
without a person; nothing a school has answered is deleted. Municipalities that check first get prepared ones, the
others issued ones. Working and preliminary numbers lead to nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from recommendations.deadlines import due_date
from recommendations.evidence import Evidence
from recommendations.models import Answer, IssueState, Recommendation, Rule
from recommendations.settling import Ended, Plan, Standing, Wanted, settle
from recommendations.situation import Situation, read_situation
from recommendations.stale import fingerprints
from recommendations.steps import DECLINED, ISSUED, NOTE, STEPS, WITHDRAWN
from recommendations.wording import renewed, values_for
from schools.models import Transition
from schools.placeholders import fill, named_in
from schools.workflow import Step, take_each

ENTITY = "recommendation"
BATCH = 500


@dataclass(frozen=True)
class Issued:
    """How many were created (`reissued` of them in place of an old one), withdrawn, noted; `fresh` = nothing to do."""

    created: int = 0
    reissued: int = 0
    withdrawn: int = 0
    noted: int = 0
    fresh: bool = False


@transaction.atomic
def issue(*, municipality_id: int, year: int, today: dt.date | None = None, force: bool = False) -> Issued:
    """Bring the recommendations in line with the values; `force` looks even when nothing seems to have changed.

    `today` None = the day it is in the municipality.
    """
    IssueState.objects.get_or_create(municipality_id=municipality_id, year=year)
    states = IssueState.objects.select_for_update(of=("self",)).select_related("municipality")
    state = states.get(municipality_id=municipality_id, year=year)
    today = today or timezone.localdate(timezone=state.municipality.zone)
    fingerprint = fingerprints(today=today, year=year, municipality_id=municipality_id).get(
        (municipality_id, year)
    )
    if fingerprint is None or (state.fingerprint == fingerprint and not force):
        return Issued(fresh=True)
    rules = _rules(municipality_id)
    situation = read_situation(
        municipality_id=municipality_id,
        year=year,
        today=today,
        indicator_ids={rule.indicator_id for rule in rules if rule.indicator_id},
        topics={rule.topic for rule in rules if rule.topic},
    )
    plan = settle(
        rules=rules,
        situation=situation,
        standing=_standing(municipality_id, year),
        ended=_ended(municipality_id, year),
    )
    issued = _carry_out(plan, situation)
    state.fingerprint, state.issued_at = fingerprint, timezone.now()
    state.save()
    return issued


def _rules(municipality_id: int) -> list[Rule]:
    return list(
        Rule.objects.available_to(municipality_id).filter(active=True).order_by("section", "position", "code")
    )


def _standing(municipality_id: int, year: int) -> list[Standing]:
    """The live ones of rules, locked, with whether they are answered and what was last noted; three queries."""
    ours = Recommendation.objects.live().filter(municipality=municipality_id, year=year, rule__isnull=False)
    rows = list(ours.select_for_update(of=("self",)).order_by("pk"))
    keys = ours.order_by().values("pk")
    answered = set(Answer.objects.filter(recommendation__in=keys).values_list("recommendation", flat=True))
    notes = dict(
        Transition.objects.filter(entity=ENTITY, step=NOTE, entity_id__in=keys)
        .order_by("pk")
        .values_list("entity_id", "note")
    )
    return [Standing(row, row.pk in answered, notes.get(row.pk, "")) for row in rows]


def _ended(municipality_id: int, year: int) -> list[Ended]:
    """Those that no longer stand; one query."""
    recalled = Transition.objects.filter(entity=ENTITY, entity_id=OuterRef("pk"), step="recall")
    rows = (
        Recommendation.objects.filter(
            municipality=municipality_id, year=year, rule__isnull=False, state__in=(WITHDRAWN, DECLINED)
        )
        .annotate(recalled=Exists(recalled))
        .values_list("rule_id", "school_id", "issue", "evidence", "state", "recalled")
    )
    return [
        Ended(rule, school, number, Evidence.from_json(evidence), state == DECLINED or recalled)
        for rule, school, number, evidence, state, recalled in rows
    ]


def _carry_out(plan: Plan, situation: Situation) -> Issued:
    take_each(plan.withdraw, STEPS["withdraw"], person=None, note_field="closed_reason")
    created = _create(plan.create, situation)
    _note(plan.note)
    return Issued(
        created=len(created),
        reissued=plan.reissued,
        withdrawn=len(plan.withdraw) - plan.reissued,
        noted=len(plan.note),
    )


def _create(wanted: Sequence[Wanted], situation: Situation) -> list[Recommendation]:
    step = STEPS["prepare" if situation.municipality.needs_approval else "issue"]
    created = Recommendation.objects.bulk_create(
        [_draft(row, situation, step) for row in wanted], batch_size=BATCH
    )
    Transition.objects.bulk_create(
        [
            Transition(
                entity=ENTITY, entity_id=made.pk, step=step.name, source="", target=step.target, note=row.note
            )
            for made, row in zip(created, wanted, strict=True)
        ],
        batch_size=BATCH,
    )
    return created


def _draft(row: Wanted, situation: Situation, step: Step) -> Recommendation:
    """An unsaved recommendation with its text filled and its evidence frozen."""
    due = due_date(row.rule.due, situation.today)
    values = values_for(
        row.evidence,
        school=row.school.short_name,
        municipality=situation.municipality.name,
        due=due,
        names=named_in(row.rule.text),
    )
    return Recommendation(
        municipality_id=situation.municipality.pk,
        school_id=row.school.pk,
        year_id=situation.year,
        rule_id=row.rule.pk,
        rule_version=row.rule.version,
        indicator_id=row.rule.indicator_id,
        section=row.rule.section,
        audience=row.rule.audience,
        priority=row.rule.priority,
        text=_kept(row, situation, due) if row.keeps else fill(row.rule.text, values),
        reworded=row.keeps is not None,
        evidence=row.evidence.to_json(),
        due=due,
        state=step.target,
        issue=row.issue,
        issued_at=timezone.now() if step.target == ISSUED else None,
    )


def _kept(row: Wanted, situation: Situation, due: dt.date | None) -> str:
    """The officer's words with the figures of today."""
    assert row.keeps is not None
    place = {"school": row.school.short_name, "municipality": situation.municipality.name}
    before = values_for(Evidence.from_json(row.keeps.evidence), due=row.keeps.due, **place)
    return renewed(row.keeps.text, before, values_for(row.evidence, due=due, **place))


def _note(rows: Sequence[tuple[Recommendation, str]]) -> None:
    """Remarks on corrected numbers: the state stays, the log tells."""
    Transition.objects.bulk_create(
        [
            Transition(
                entity=ENTITY, entity_id=row.pk, step=NOTE, source=row.state, target=row.state, note=note
            )
            for row, note in rows
        ],
        batch_size=BATCH,
    )

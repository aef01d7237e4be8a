"""Issue the recommendations of one municipality and year: values, plans and rules in, addressed texts out.

`recommendations.settling` decides what changes; here it is read and written, in one transaction and a number of queries
that no school adds to. Guaranteed: a second run changes nothing; two workers never issue one slice at once (the row of
`IssueState` is the lock, the constraint one_live_recommendation the last word); every change leaves a `Transition`
without a person; nothing a school has answered is deleted. Municipalities that check first get prepared ones, the
others issued ones, but for what replaces one that waits for the officer. Working and preliminary numbers lead to
nothing.
"""

from __future__ import annotations

import datetime as dt
import json
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
from schools.alike import insert_alike
from schools.models import Transition
from schools.placeholders import fill, named_in
from schools.workflow import Step, take_each

ENTITY = "recommendation"
OWN_COLUMNS = (
    "school_id", "rule_id", "rule_version", "indicator_id", "section", "audience", "priority", "text", "reworded",
    "evidence", "due", "issue",
)  # fmt: skip
"""What differs between the recommendations of one issue."""


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
    situation = read_situation(municipality_id=municipality_id, year=year, today=today, rules=rules)
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
        created=created,
        reissued=plan.reissued,
        withdrawn=len(plan.withdraw) - plan.reissued,
        noted=len(plan.note),
    )


def _create(wanted: Sequence[Wanted], situation: Situation) -> int:
    """What replaces one that waits for the officer waits too, whatever the municipality's setting."""
    waiting = [row for row in wanted if row.held or situation.municipality.needs_approval]
    at_once = [row for row in wanted if not (row.held or situation.municipality.needs_approval)]
    return _write(waiting, STEPS["prepare"], situation) + _write(at_once, STEPS["issue"], situation)


def _write(wanted: Sequence[Wanted], step: Step, situation: Situation) -> int:
    if not wanted:
        return 0
    pattern = Recommendation(
        municipality_id=situation.municipality.pk,
        year_id=situation.year,
        state=step.target,
        issued_at=timezone.now() if step.target == ISSUED else None,
    )
    keys = insert_alike(pattern, OWN_COLUMNS, [_own_values(row, situation) for row in wanted])
    logged = Transition(entity=ENTITY, step=step.name, source="", target=step.target)
    notes = [(key, row.note) for key, row in zip(keys, wanted, strict=True)]
    insert_alike(logged, ("entity_id", "note"), notes)
    return len(keys)


def _own_values(row: Wanted, situation: Situation) -> tuple[str | int | None, ...]:
    """`OWN_COLUMNS` of one: its text filled, its evidence frozen."""
    rule = row.rule
    due = due_date(rule.due, situation.today)
    return (
        row.school.pk, rule.pk, rule.version, rule.indicator_id, rule.section, rule.audience, rule.priority,
        _text(row, situation, due), row.keeps is not None,
        json.dumps(row.evidence.to_json()), due.isoformat() if due else None, row.issue,
    )  # fmt: skip


def _text(row: Wanted, situation: Situation, due: dt.date | None) -> str:
    """The rule's words, or those an officer has put in their place, with the figures of today."""
    place = {"school": row.school.short_name, "municipality": situation.municipality.name}
    if row.keeps is None:
        text = row.rule.text
        return fill(text, values_for(row.evidence, due=due, names=named_in(text), **place))
    before = values_for(Evidence.from_json(row.keeps.evidence), due=row.keeps.due, **place)
    return renewed(row.keeps.text, before, values_for(row.evidence, due=due, **place))


def _note(rows: Sequence[tuple[Recommendation, str]]) -> None:
    """Remarks on corrected numbers: the state stays, the log tells."""
    notes = [(row.pk, row.state, row.state, note) for row, note in rows]
    insert_alike(Transition(entity=ENTITY, step=NOTE), ("entity_id", "source", "target", "note"), notes)

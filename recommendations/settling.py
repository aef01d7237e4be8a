"""What stands beside what should stand: rules and a situation in, a plan of changes out. Reads and writes nothing.

* fires, nothing stands → created; unless a person has declined or recalled it on the same numbers;
* fires, stands on other numbers → untouched by the school: re-issued when worse (a prepared one, which nobody has
  seen, in any case); otherwise a note tells the new numbers, and the frozen ones stay;
* clears, stands → withdrawn with the reason; a done one keeps its state and gets the reason as a note;
* replaced although an officer has changed its text → the new one keeps that text, with the new figures in it; only
  where it is about another indicator now, the rule speaks again, and the note tells what the officer had written;
* a rule on a topic whose subject clears while another indicator of it fires: withdrawn with the reason, and a new one;
* its rule or address no longer holds → withdrawn unless the school has answered;
* confirmed ones are never touched.

Rules on the municipality's value and those without figures are judged once: numbers that move with every accepted
report neither re-issue them nor leave notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recommendations.aiming import aimed, on_subject
from recommendations.evidence import Evidence, frozen_basis
from recommendations.headlines import remark
from recommendations.judging import evidence_of
from recommendations.models import Recommendation, Rule
from recommendations.situation import Situation
from recommendations.triggers import Verdict, subject, verdict
from schools.models import School

State = Recommendation.State
RULE_ENDED = "Правило больше не применяется."
NOT_ADDRESSED = "Организация больше не относится к тем, кому адресована рекомендация."
CORRECTED = "Данные уточнены"
WORDS_KEPT = " Текст, который изменил специалист, сохранён, числа и срок в нём новые: проверьте его."
WORDS_LOST = "Текст взят из правила; для прежнего показателя специалист написал"
OTHER_SUBJECT = "По теме теперь не достигнут другой показатель."
NOT_OF_TOPIC = Verdict(reason="Показатель больше не относится к теме правила.")
AS_BEFORE = "Данные снова те же, что были при направлении."
ON_OWN_NUMBERS = (
    Rule.Trigger.BELOW_TARGET,
    Rule.Trigger.ZERO,
    Rule.Trigger.FALLING,
    Rule.Trigger.BELOW_MUNICIPALITY,
    Rule.Trigger.BEST_PRACTICE,
)
Key = tuple[int, int]


@dataclass(frozen=True)
class Standing:
    """A live recommendation, whether its school has answered, and the last note on its numbers."""

    recommendation: Recommendation
    answered: bool
    last_note: str = ""


@dataclass(frozen=True)
class Ended:
    """A withdrawn or declined one; `refused` = by a person, so not to be prepared again on the same numbers."""

    rule_id: int
    school_id: int
    issue: int
    evidence: Evidence
    refused: bool


@dataclass(frozen=True)
class Wanted:
    """`keeps` is the replaced one whose text an officer has changed: its words go on.

    `held`: it replaces one that waits for the officer, and waits itself, whatever the municipality's setting.
    """

    rule: Rule
    school: School
    evidence: Evidence
    issue: int
    note: str = ""
    keeps: Recommendation | None = None
    held: bool = False


@dataclass
class Plan:
    create: list[Wanted] = field(default_factory=list)
    withdraw: list[tuple[Recommendation, str]] = field(default_factory=list)
    note: list[tuple[Recommendation, str]] = field(default_factory=list)
    reissued: int = 0


def settle(
    *, rules: Sequence[Rule], situation: Situation, standing: Iterable[Standing], ended: Iterable[Ended]
) -> Plan:
    """The changes that bring what stands in line with what should stand."""
    plan = Plan()
    there: dict[Key, Standing] = {_key(row.recommendation): row for row in standing}
    past: dict[Key, list[Ended]] = defaultdict(list)
    for end in ended:
        past[end.rule_id, end.school_id].append(end)
    addressed: set[Key] = set()
    for rule in rules:
        for school_id, school in situation.schools.items():
            if rule.addresses(school.kind) and rule.locality in ("", school.locality):
                key = (rule.id, school_id)
                addressed.add(key)
                row = there.get(key)
                standing_on = row.recommendation.indicator_id if row else None
                about = aimed(rule, school, situation, standing_on) if rule.topic else rule
                if row is not None and rule.topic and about.indicator_id != standing_on:
                    _turn(plan, rule, about, school, situation, row)
                else:
                    _settle_one(plan, about, school, situation, row, past.get(key, ()))
    active = {rule.pk for rule in rules}
    for key, row in there.items():
        if key not in addressed:
            _end_unanswered(plan, row, NOT_ADDRESSED if key[0] in active else RULE_ENDED)
    return plan


def _key(recommendation: Recommendation) -> Key:
    assert recommendation.rule_id is not None
    return recommendation.rule_id, recommendation.school_id


def _settle_one(
    plan: Plan,
    rule: Rule,
    school: School,
    situation: Situation,
    row: Standing | None,
    past: Sequence[Ended],
) -> None:
    found = verdict(rule, school, situation)
    if found.waits or (row is not None and row.recommendation.state == State.CONFIRMED):
        return
    if not found.fires:
        if row is not None:
            _clear(plan, row, _reason(found, rule, school, situation))
        return
    if row is not None and _is_as_before(rule, school, situation, row):
        return
    evidence = evidence_of(rule, school, situation)
    if row is not None:
        _compare(plan, rule, school, row, evidence)
    elif not any(end.refused and _same(rule, end.evidence, evidence) for end in past):
        plan.create.append(Wanted(rule, school, evidence, 1 + max((end.issue for end in past), default=0)))


def _turn(plan: Plan, rule: Rule, about: Rule, school: School, situation: Situation, row: Standing) -> None:
    """A rule on a topic: the subject of the one that stands is cleared, and another indicator fires."""
    recommendation = row.recommendation
    if recommendation.state == State.CONFIRMED:
        return
    before = on_subject(rule, recommendation.indicator_id, situation)
    found = verdict(before, school, situation) if before is not None else NOT_OF_TOPIC
    _clear(plan, row, _reason(found, before or about, school, situation))
    if recommendation.state != State.DONE and verdict(about, school, situation).fires:
        evidence = evidence_of(about, school, situation)
        lost = f" {WORDS_LOST}: «{recommendation.text}»" if recommendation.reworded else ""
        held = recommendation.state == State.PREPARED
        note = OTHER_SUBJECT + lost
        plan.create.append(Wanted(about, school, evidence, recommendation.issue + 1, note, held=held))
        plan.reissued += 1


def _reason(found: Verdict, rule: Rule, school: School, situation: Situation) -> str:
    return remark(found.reason, evidence_of(rule, school, situation)) if found.with_figures else found.reason


def _is_as_before(rule: Rule, school: School, situation: Situation, row: Standing) -> bool:
    """Nothing to compare or to say: same rule for a prepared one, same numbers, and no note that they were others."""
    recommendation = row.recommendation
    if recommendation.state == State.PREPARED and recommendation.rule_version != rule.version:
        return False
    if not follows_numbers(rule):
        return True
    judged = subject(rule, school, situation)
    same = judged is not None and frozen_basis(recommendation.evidence) == (
        judged.numerator,
        judged.denominator,
        judged.target,
    )
    return same and row.last_note in ("", AS_BEFORE)


def follows_numbers(rule: Rule) -> bool:
    return rule.scope == Rule.Scope.SCHOOL and rule.trigger in ON_OWN_NUMBERS


def _same(rule: Rule, one: Evidence, other: Evidence) -> bool:
    return not follows_numbers(rule) or (one.indicator, one.basis) == (other.indicator, other.basis)


def _clear(plan: Plan, row: Standing, reason: str) -> None:
    if row.recommendation.state != State.DONE:
        plan.withdraw.append((row.recommendation, reason))
    elif row.last_note != reason:
        plan.note.append((row.recommendation, reason))


def _compare(plan: Plan, rule: Rule, school: School, row: Standing, evidence: Evidence) -> None:
    """It stands and should: re-issue, note the new numbers, or leave as it is."""
    recommendation = row.recommendation
    frozen = Evidence.from_json(recommendation.evidence)
    same = _same(rule, frozen, evidence)
    untouched = not row.answered and recommendation.state in (State.PREPARED, State.ISSUED)
    prepared = recommendation.state == State.PREPARED
    changed_rule = prepared and recommendation.rule_version != rule.version
    if changed_rule or (untouched and not same and (prepared or evidence.is_worse_than(frozen))):
        note = remark(CORRECTED, evidence) if not same else "Правило изменено."
        plan.withdraw.append((recommendation, f"{note} Заменена новой."))
        keeps = recommendation if recommendation.reworded else None
        note += WORDS_KEPT if keeps else ""
        plan.create.append(Wanted(rule, school, evidence, recommendation.issue + 1, note, keeps, prepared))
        plan.reissued += 1
        return
    news = AS_BEFORE if same else remark(CORRECTED, evidence)
    if news != (row.last_note or AS_BEFORE):
        plan.note.append((recommendation, news))


def _end_unanswered(plan: Plan, row: Standing, reason: str) -> None:
    state = row.recommendation.state
    if not row.answered and state not in (State.DONE, State.CONFIRMED):
        plan.withdraw.append((row.recommendation, reason))

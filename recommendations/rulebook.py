"""What rules say, version by version: saved rules in, `RuleVersion` rows out.

A rule that is new, or says something else than its last version, gets the next version with the person; a rule that
says the same gets nothing, so writing twice is harmless. Place in the list and being switched off are no versions.
Skips nothing; one query to read, three to write, however many rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.db import transaction

from recommendations.models import Priority, Rule, RuleVersion
from recommendations.rules import may_write_rule
from schools.models import Municipality, User
from schools.numbers import format_number
from schools.workflow import StepRefused

BATCH = 300


def definition(rule: Rule) -> dict[str, Any]:
    """What makes a version: everything a recommendation follows from."""
    margin = {} if rule.margin is None else {"margin": format_number(rule.margin)}
    more: dict[str, Any] = {"topic": rule.topic} if rule.topic else {}
    if rule.priority != Priority.USUAL:
        more["priority"] = rule.priority
    return {
        **margin,
        **more,
        "section": rule.section,
        "trigger": rule.trigger,
        "scope": rule.scope,
        "indicator": rule.indicator.code if rule.indicator else None,
        "audience": rule.audience,
        "kinds": list(rule.kinds),
        "locality": rule.locality,
        "text": rule.text,
        "due": rule.due,
    }


@transaction.atomic
def save_rule(*, rule: Rule, person: User | None = None) -> Rule:
    """Save a checked rule and write down its version."""
    rule.save()
    record_versions(rules=[rule], person=person)
    return rule


@transaction.atomic
def write_rule(*, rule: Rule, person: User) -> Rule:
    """An officer's rule, or a shared one of a regional operator; the same form sent twice makes one rule."""
    if not may_write_rule(person, rule.municipality):
        who = "региональный оператор" if rule.municipality is None else "специалист муниципалитета"
        raise StepRefused(f"Это правило изменяет только {who}.")
    if rule.pk is None:
        _take_turns(rule.municipality)
        if (same := _same(rule)) is not None:
            return same
        rule.code = rule.code or _free_code(rule.municipality)
    return save_rule(rule=rule, person=person)


def _take_turns(owner: Municipality | None) -> None:
    """Whoever writes rules of one owner waits for the other: a second click finds what the first has made."""
    if owner is not None:
        Municipality.objects.select_for_update(no_key=True).get(pk=owner.pk)
    else:
        Rule.objects.select_for_update().filter(municipality__isnull=True).order_by("pk").first()


def _same(rule: Rule) -> Rule | None:
    says = definition(rule)
    alike = Rule.objects.filter(municipality=rule.municipality, text=rule.text, trigger=rule.trigger)
    return next((one for one in alike.select_related("indicator") if definition(one) == says), None)


def _free_code(owner: Municipality | None) -> str:
    """«32622000-rule-3»: officers name texts, not codes."""
    prefix = f"{owner.code}-rule-" if owner else "rule-"
    taken = set(Rule.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    return next(code for number in count(1) if (code := f"{prefix}{number}") not in taken)


@transaction.atomic
def record_versions(*, rules: Iterable[Rule], person: User | None = None) -> list[Rule]:
    """Write down the versions of saved rules; returns the rules that got a new one."""
    by_key = {rule.pk: rule for rule in rules}
    last: dict[int, RuleVersion] = {}
    for known in RuleVersion.objects.filter(rule__in=by_key).order_by("version"):
        last[known.rule_id] = known
    versions = []
    for key, rule in by_key.items():
        says = definition(rule)
        if key in last and last[key].definition == says:
            continue
        rule.version = last[key].version + 1 if key in last else 1
        versions.append(RuleVersion(rule=rule, version=rule.version, definition=says, person=person))
    RuleVersion.objects.bulk_create(versions, batch_size=BATCH)
    changed = [by_key[version.rule_id] for version in versions]
    Rule.objects.bulk_update(changed, ["version"], batch_size=BATCH)
    return changed

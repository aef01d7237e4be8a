"""What rules say, version by version: saved rules in, `RuleVersion` rows out.

A rule that is new, or says something else than its last version, gets the next version with the person; a rule that
says the same gets nothing, so writing twice is harmless. Place in the list and being switched off are no versions.
Skips nothing; one query to read, three to write, however many rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from recommendations.models import Rule, RuleVersion
from schools.models import User

BATCH = 300


def definition(rule: Rule) -> dict[str, Any]:
    """What makes a version: everything a recommendation follows from."""
    return {
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

"""The term of a recommendation counts from the day it is sent, not from the day it was prepared.

In: prepared recommendations with their school, municipality and rule, and the day of sending. Out: those whose date,
and with it the text that names it, is another one now; nothing is saved. In a text that an officer has changed, the old
date gives way to the new one wherever it stands. Skipped: own ones, whose date a person chose.
One query for the versions of the rules, however many recommendations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from recommendations.deadlines import due_date
from recommendations.evidence import Evidence
from recommendations.models import Recommendation, RuleVersion
from recommendations.wording import renewed, values_for
from schools.placeholders import fill


def date_anew(recommendations: Sequence[Recommendation], *, today: dt.date) -> list[Recommendation]:
    """Set date and text as if each were issued today, by the rule as it was when the recommendation was prepared."""
    said = _definitions(recommendations)
    changed = []
    for one in recommendations:
        rule = said.get((one.rule_id, one.rule_version)) or _present(one)
        due = due_date(rule["due"], today) if rule else one.due
        if rule and due != one.due:
            if one.reworded:
                one.text = renewed(one.text, _values(one, one.due), _values(one, due))
            elif one.text == _text(one, rule, one.due):
                one.text = _text(one, rule, due)
            one.due = due
            changed.append(one)
    return changed


def by_rule(recommendation: Recommendation) -> str:
    """What the rule says to the organisation, whatever an officer has made of it; empty where nobody knows any more."""
    said = _definitions([recommendation])
    rule = said.get((recommendation.rule_id, recommendation.rule_version)) or _present(recommendation)
    return _text(recommendation, rule, recommendation.due) if rule else ""


def _definitions(recommendations: Sequence[Recommendation]) -> dict[tuple[int | None, int], dict[str, Any]]:
    versions = RuleVersion.objects.filter(rule__in={one.rule_id for one in recommendations if one.rule_id})
    return {(version.rule_id, version.version): version.definition for version in versions}


def _present(recommendation: Recommendation) -> dict[str, Any] | None:
    """A rule that has no written versions says what it says now, if it is still the same version."""
    rule = recommendation.rule
    same = rule is not None and rule.version == recommendation.rule_version
    return {"due": rule.due, "text": rule.text} if rule is not None and same else None


def _text(one: Recommendation, rule: dict[str, Any], due: dt.date | None) -> str:
    return fill(rule["text"], _values(one, due))


def _values(one: Recommendation, due: dt.date | None) -> dict[str, str]:
    evidence = Evidence.from_json(one.evidence)
    return values_for(evidence, school=one.school.short_name, municipality=one.municipality.name, due=due)

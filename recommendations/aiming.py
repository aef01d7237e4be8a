"""Which indicator a rule on a topic is about, for one organisation: rule, situation in, a rule on an indicator out.

A rule on an indicator is returned as it is. Of a topic, every indicator of its goals that is valid in the year is
judged; the one a standing recommendation is about stays its subject until it is cleared, so that a recommendation
never changes its subject unasked; otherwise the one furthest from its plan, measured by the plan (an amount does not
compare with a share), equal ones in the order of the indicators. Where none fires: the subject of the standing one,
else the first that applies to the organisation.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from fractions import Fraction

from recommendations.models import Rule
from recommendations.situation import Situation
from recommendations.triggers import NOT_APPLICABLE, NOT_JUDGED, Verdict, subject, verdict
from schools.models import School
from schools.numbers import exact


def aimed(rule: Rule, school: School, situation: Situation, standing_on: int | None = None) -> Rule:
    """`standing_on` = the indicator of the recommendation that stands."""
    if not rule.topic:
        return rule
    shots = _shots(rule, situation)
    found = [(shot, verdict(shot, school, situation)) for shot in shots]
    firing = [shot for shot, one in found if one.fires]
    for shot, one in found:
        if shot.indicator_id == standing_on and (one.fires or one.waits or not firing):
            return shot
    if firing:
        return max(firing, key=lambda shot: _distance(shot, school, situation))
    return next((shot for shot, one in found if _concerns(one)), shots[0] if shots else rule)


def on_subject(rule: Rule, indicator_id: int | None, situation: Situation) -> Rule | None:
    """The rule as it was aimed when a recommendation was made; None = the topic has this indicator no more."""
    return next((shot for shot in _shots(rule, situation) if shot.indicator_id == indicator_id), None)


def _shots(rule: Rule, situation: Situation) -> Sequence[Rule]:
    """The rule once for each indicator of its topic: unsaved copies, made once for all organisations."""
    key = ("shots", rule.pk or 0)
    if key not in situation.kept:
        situation.kept[key] = [
            _about(rule, indicator.pk)
            for indicator in situation.indicators.values()
            if indicator.goal is not None and indicator.goal.topic == rule.topic
        ]
    return situation.kept[key]


def _about(rule: Rule, indicator_id: int) -> Rule:
    shot = copy.copy(rule)
    shot.indicator_id = indicator_id
    return shot


def _concerns(found: Verdict) -> bool:
    return found not in (NOT_APPLICABLE, NOT_JUDGED)


def _distance(rule: Rule, school: School, situation: Situation) -> Fraction:
    """The gap as a part of the plan; 0 without a plan."""
    judged = subject(rule, school, situation)
    if judged is None or not judged.gap or not judged.target:
        return Fraction(0)
    return judged.gap / exact(judged.target)

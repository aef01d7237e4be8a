"""When a rule fires for an organisation: rule, organisation and situation in, verdict out. One function per trigger.

A verdict *fires* (a recommendation should stand), *clears* (none should, with the reason told to the school) or
*waits* (nothing is created, nothing withdrawn). Only official values are judged. With `scope: municipality` the
municipality's value is judged in place of the school's. `min_denominator` keeps tiny groups out; an indicator judged
at the municipality never judges schools one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from indicators.analysis import Judged, Status
from indicators.models import Indicator, Standing
from recommendations.models import Rule
from recommendations.situation import Sides, Situation
from schools.models import School
from schools.numbers import exact, value_of

Trigger = Rule.Trigger


@dataclass(frozen=True)
class Verdict:
    """`with_figures`: the reason is the beginning of a sentence that the present figures end."""

    fires: bool = False
    reason: str = ""
    with_figures: bool = False

    @property
    def waits(self) -> bool:
        return not self.fires and not self.reason


FIRES, WAITS = Verdict(fires=True), Verdict()
NOT_VALID = Verdict(reason="Показатель в этом учебном году не действует.")
NO_SUCH_TOPIC = Verdict(reason="В этом учебном году нет показателей этой темы.")
NOT_APPLICABLE = Verdict(reason="Показатель к организации не применяется.")
NOT_JUDGED = Verdict(
    reason="Показатель оценивается по муниципалитету в целом, отдельные организации не сравниваются."
)
NO_DATA = Verdict(reason="По уточнённым данным значения показателя нет.")
TINY_GROUP = Verdict(reason="Группа слишком мала, чтобы судить по доле.")
NO_PLAN = Verdict(reason="Плановое значение снято.")
NOT_ZERO = Verdict(reason="По уточнённым данным участие есть", with_figures=True)
ACHIEVED = Verdict(reason="По уточнённым данным план достигнут", with_figures=True)
NOT_FALLING = Verdict(
    reason="По уточнённым данным значение не снижается второй год подряд", with_figures=True
)
NOT_BELOW = Verdict(reason="По уточнённым данным значение не хуже муниципального", with_figures=True)
WITHIN_MARGIN = Verdict(
    reason="Отставание меньше порога, с которого направляется рекомендация", with_figures=True
)
NOT_BEST = Verdict(reason="Лучшее значение теперь у другой организации", with_figures=True)
REPORTED = Verdict(reason="Данные представлены", with_figures=True)
NOT_LATE = Verdict(reason="Просроченных отчётов больше нет.")


def verdict(rule: Rule, school: School, situation: Situation) -> Verdict:
    """Whether the rule, which addresses the organisation, fires for it; one on a topic is `aimed` first."""
    if (ended := _ended(rule, situation)) is not None:
        return ended
    if rule.trigger in WITHOUT_FIGURES:
        return WITHOUT_FIGURES[rule.trigger](rule, school, situation)
    judged = subject(rule, school, situation)
    if judged is None or judged.standing == Standing.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if rule.scope == Rule.Scope.SCHOOL and not judged.indicator.judges_schools:
        return NOT_JUDGED
    if rule.trigger == Trigger.NO_DATA:
        return _no_data(rule, judged, school, situation)
    return _unfit(judged) or WITH_FIGURES[rule.trigger](rule, judged, school, situation)


def _ended(rule: Rule, situation: Situation) -> Verdict | None:
    """Why there is nothing to look at in this year."""
    if rule.indicator_id is None:
        return NO_SUCH_TOPIC if rule.topic else None
    return None if rule.indicator_id in situation.indicators else NOT_VALID


def _unfit(judged: Judged) -> Verdict | None:
    """Why a value cannot be judged at all."""
    if judged.value is None:
        return NO_DATA
    if judged.denominator is not None and judged.denominator < judged.indicator.min_denominator:
        return TINY_GROUP
    return None


def subject(rule: Rule, school: School, situation: Situation) -> Judged | None:
    """Whose value the rule looks at."""
    assert rule.indicator_id is not None  # the constraint rule_names_its_indicator
    if rule.scope == Rule.Scope.MUNICIPALITY:
        return situation.municipal.get(rule.indicator_id)
    return situation.judged.get((school.id, rule.indicator_id))


def _always(rule: Rule, school: School, situation: Situation) -> Verdict:
    """Once the first report of the campaign is accepted; what was issued then stays."""
    return FIRES if situation.any_accepted else WAITS


def _late(rule: Rule, school: School, situation: Situation) -> Verdict:
    return FIRES if school.pk in situation.overdue else NOT_LATE


def _no_data(rule: Rule, judged: Judged, school: School, situation: Situation) -> Verdict:
    """A question left without numbers, once all reports are accepted; a group without pupils has nothing to report."""
    if judged.standing == Standing.KNOWN:
        return REPORTED
    everybody = rule.scope == Rule.Scope.MUNICIPALITY and situation.complete >= set(situation.schools)
    return FIRES if everybody or school.pk in situation.complete else WAITS


def _below_target(rule: Rule, judged: Judged, school: School, situation: Situation) -> Verdict:
    if judged.status == Status.MISSED:
        return FIRES if _reaches_margin(rule, judged.gap) else WITHIN_MARGIN
    return NO_PLAN if judged.target is None else ACHIEVED


def _zero(rule: Rule, judged: Judged, school: School, situation: Situation) -> Verdict:
    return FIRES if judged.numerator == 0 else NOT_ZERO


def _falling(rule: Rule, judged: Judged, school: School, situation: Situation) -> Verdict:
    """Worse than a year ago, and then worse than two years ago."""
    last, before = (_earlier(rule, judged, school, situation, back) for back in (1, 2))
    if last is None or before is None:
        return WAITS
    assert judged.value is not None
    falls = is_worse(judged.indicator, judged.value, last) and is_worse(judged.indicator, last, before)
    return FIRES if falls else NOT_FALLING


def _below_municipality(rule: Rule, judged: Judged, school: School, situation: Situation) -> Verdict:
    """Shares and ratios only: an amount of one school does not compare with the sum of all."""
    whole = situation.municipal.get(judged.indicator.pk)
    if whole is None or whole.value is None or not judged.indicator.inherits_target:
        return WAITS
    assert judged.value is not None
    if not is_worse(judged.indicator, judged.value, whole.value):
        return NOT_BELOW
    return FIRES if _reaches_margin(rule, abs(whole.value - judged.value)) else WITHIN_MARGIN


def _reaches_margin(rule: Rule, gap: Fraction | None) -> bool:
    return rule.margin is None or gap is None or gap >= exact(rule.margin)


def _best_practice(rule: Rule, judged: Judged, school: School, situation: Situation) -> Verdict:
    """On the plan, and nobody in the municipality has a better value."""
    best = situation.best_of(judged.indicator) if rule.scope == Rule.Scope.SCHOOL else judged.value
    assert judged.value is not None
    beaten = best is not None and is_worse(judged.indicator, judged.value, best)
    if judged.status == Status.ACHIEVED and not beaten:
        return FIRES
    return NOT_BEST


def is_worse(indicator: Indicator, value: Fraction, than: Fraction) -> bool:
    return value < than if indicator.better == Indicator.Better.HIGHER else value > than


def _earlier(rule: Rule, judged: Judged, school: School, situation: Situation, back: int) -> Fraction | None:
    sides: Sides | None
    if rule.scope == Rule.Scope.MUNICIPALITY:
        sides = situation.earlier_municipal.get((judged.indicator.pk, back))
    else:
        sides = situation.earlier.get((school.pk, judged.indicator.pk, back))
    return None if sides is None else value_of(*sides, judged.indicator.unit)


WITHOUT_FIGURES: dict[str, Callable[[Rule, School, Situation], Verdict]] = {
    Trigger.ALWAYS: _always,
    Trigger.LATE: _late,
}
WITH_FIGURES: dict[str, Callable[[Rule, Judged, School, Situation], Verdict]] = {
    Trigger.BELOW_TARGET: _below_target,
    Trigger.ZERO: _zero,
    Trigger.FALLING: _falling,
    Trigger.BELOW_MUNICIPALITY: _below_municipality,
    Trigger.BEST_PRACTICE: _best_practice,
}

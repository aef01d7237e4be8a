"""Judging values against plans: sides and target in, exact value, status and gap out.

The one place that decides «достигнуто»: every page, file, letter and rule asks here, so a status cannot differ between
them. Comparison uses the exact fraction, never the printed number; exactly on the plan is achieved.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from indicators.models import Indicator, Standing, Target
from schools.numbers import (
    MOST_EXTRA_DECIMALS,
    exact,
    format_against_plan,
    format_number,
    format_plan,
    format_points,
    format_signed,
    format_value,
    people_short,
    reaches,
    round_half_up,
    shortfall,
    value_of,
)


class Status(StrEnum):
    """The `status` of `export_values`."""

    ACHIEVED = "achieved"
    MISSED = "missed"
    NO_TARGET = "no_target"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.ACHIEVED: "план достигнут",
    Status.MISSED: "план не достигнут",
    Status.NO_TARGET: "план не задан",
    Status.NO_DATA: "нет данных",
    Status.NOT_APPLICABLE: "не применимо",
}


def missed_words(*better: str, own: bool = False) -> str:
    """What missing the plan is called: «ниже плана», where less is better for one of them «хуже плана».

    `better` of each indicator that is spoken of; `own`: of the organisation's own plan.
    """
    worse = "ниже" if all(one == Indicator.Better.HIGHER for one in better) else "хуже"
    return f"{worse} {'своего ' if own else ''}плана"


def status_words(status: str, better: str = "") -> str:
    """A status as people read it; without `better` nothing is said of the direction."""
    if status == Status.MISSED and better:
        return missed_words(better)
    return Status(status).label


@dataclass(frozen=True)
class Judged:
    """One indicator of one place in one year, judged.

    `value` is exact, in the indicator's own unit (per cent for percentages); `reported` and `expected` count schools
    and are None at school level.
    """

    indicator: Indicator
    year: int
    place_id: int
    school_id: int | None
    standing: int
    numerator: Decimal | None
    denominator: Decimal | None
    value: Fraction | None
    target: Decimal | None
    target_version: int | None
    status: Status
    reported: int | None = None
    expected: int | None = None
    preliminary: bool = False

    @cached_property
    def short(self) -> Fraction | None:
        """People (for percentages, whole) or units missing to the plan; 0 when it is reached, None without both."""
        if self.value is None or self.target is None:
            return None
        if not self.indicator.is_percent:
            return self.gap
        people = people_short(self.numerator, self.denominator, self.target, self.indicator.better)
        return None if people is None else exact(people)

    @property
    def missed(self) -> bool:
        return self.status == Status.MISSED

    @property
    def status_words(self) -> str:
        return status_words(self.status, self.indicator.better)

    @property
    def rounded(self) -> Decimal | None:
        """Rounded once, half up, to the indicator's decimals."""
        return None if self.value is None else round_half_up(self.value, self.indicator.decimals)

    @property
    def text(self) -> str:
        """As it is printed: «22,4 %», with one more decimal where rounding would show a missed plan as met."""
        unit_name = unit_name_of(self.indicator)
        i = self.indicator
        return format_against_plan(self.value, self.target, i.unit, i.decimals, i.better, unit_name)

    @property
    def target_text(self) -> str:
        return format_plan(self.target, self.indicator.unit, unit_name_of(self.indicator))

    @property
    def short_text(self) -> str:
        """«12 чел.», «5 шт.», «3,5 тыс. руб.»; empty when nothing is missing or known."""
        if not self.short:
            return ""
        if self.indicator.is_percent:
            return f"{format_number(self.short)}\u00a0{numerator_unit_of(self.indicator) or 'чел.'}"
        return format_value(self.short, self.indicator.unit, None, unit_name_of(self.indicator))

    @property
    def lacking(self) -> str:
        """Under the heading «Не хватает»: «12 чел.», where less is better «больше на 12 чел.»; empty unless missed."""
        if not self.missed or not self.short_text:
            return ""
        return (
            f"больше на {self.short_text}"
            if self.indicator.better == Indicator.Better.LOWER
            else self.short_text
        )

    @property
    def gap(self) -> Fraction | None:
        """How far the value is from the plan in its own unit (п.п. for percentages), 0 when reached."""
        i = self.indicator
        return shortfall(self.numerator, self.denominator, self.target, i.unit, i.better)


def unit_name_of(indicator: Indicator) -> str:
    """The unit printed after a count or an amount; from its first numerator term (read `with_terms`)."""
    if indicator.unit in (Indicator.Unit.PERCENT, Indicator.Unit.RATIO):
        return ""
    return numerator_unit_of(indicator)


def difference_text(indicator: Indicator, change: Fraction | None) -> str:
    """«+3,2 п.п.», «−2 шт.»; as many decimals as show that something changed; empty without a difference."""
    if change is None:
        return ""
    places = _decimals_of(indicator, change)
    if indicator.is_percent:
        return format_points(change, places)
    unit = format_value(0, indicator.unit, 0, unit_name_of(indicator))[1:]
    return f"{format_signed(change, places)}{unit}"


def difference_number(indicator: Indicator, change: Fraction | None) -> Decimal | None:
    """What `difference_text` prints, as a number for files."""
    return None if change is None else round_half_up(change, _decimals_of(indicator, change))


def _decimals_of(indicator: Indicator, change: Fraction) -> int:
    places = indicator.decimals
    while change and not round_half_up(change, places) and places < MOST_EXTRA_DECIMALS:
        places += 1
    return places


def numerator_unit_of(indicator: Indicator) -> str:
    """What the numerator counts: people, visits, organisations, or the unit of its metric."""
    terms = sorted((t for t in indicator.terms.all() if t.side == t.Side.NUMERATOR), key=lambda t: t.position)
    if not terms:
        return ""
    if terms[0].counts_schools or terms[0].kind == terms[0].Kind.SCHOOLS:
        return "ОО"
    if (metric := terms[0].metric) is not None:
        return "ОО" if metric.type == metric.Type.YES_NO else metric.unit
    counts_visits = terms[0].event is not None and terms[0].event.counts == terms[0].event.Counts.ATTENDANCES
    return "посещ." if counts_visits else "чел."


def judge(
    indicator: Indicator,
    *,
    year: int,
    place_id: int,
    school_id: int | None,
    standing: int,
    numerator: Decimal | None,
    denominator: Decimal | None,
    target: Target | None,
    reported: int | None = None,
    expected: int | None = None,
    preliminary: bool = False,
) -> Judged:
    """Put a value beside its plan; `denominator` is ignored where the indicator has none."""
    known = standing == Standing.KNOWN
    value = value_of(numerator, denominator, indicator.unit) if known else None
    plan = target.value if target is not None else None
    return Judged(
        indicator=indicator,
        year=year,
        place_id=place_id,
        school_id=school_id,
        standing=standing,
        numerator=numerator,
        denominator=denominator,
        value=value,
        target=plan,
        target_version=target.version if target is not None else None,
        status=_status(indicator, standing, value, plan, of_school=school_id is not None),
        reported=reported,
        expected=expected,
        preliminary=preliminary,
    )


def _status(
    indicator: Indicator, standing: int, value: Fraction | None, plan: Decimal | None, *, of_school: bool
) -> Status:
    """«Не применимо» is said of schools; a place where nobody's two sides are known has no data."""
    if standing == Standing.NOT_APPLICABLE and of_school:
        return Status.NOT_APPLICABLE
    if value is None:
        return Status.NO_DATA
    if plan is None:
        return Status.NO_TARGET
    return Status.ACHIEVED if reaches(value, plan, indicator.better) else Status.MISSED

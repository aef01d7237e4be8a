"""The plan in people: how many the plan means at the present contingent, how many are there, how many are left.

Input: a plan and the two sides so far. Percent, ratio and money with a denominator give the smallest numerator on the
plan (for «меньше – лучше» the largest), counts the plan itself. Rounded to whole people upwards, never before use.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.analysis import numerator_unit_of, unit_name_of
from indicators.formula import denominator_words
from indicators.models import Indicator
from indicators.supposed import numerator_decimals
from schools.grades import Grades
from schools.numbers import NBSP, format_number, format_plan, numerator_on_plan, value_of


@dataclass(frozen=True)
class Need:
    """`needed` is None where the contingent is not known or there is nobody; `plan_year` is where the plan is from.

    `preliminary`: a number of a report that is not accepted yet is in it. `over`: the year has ended.
    `begun`: something of the numerator is entered. `of_school`: of one organisation that teaches `grades`.
    `unchecked` of `marked` come from reports that are not accepted: a plan met only with them is said both ways.
    `came` of `due` organisations have said their contingent; None for one organisation.
    """

    indicator: Indicator
    target: Decimal
    plan_year: int
    denominator: Decimal | None
    marked: Decimal
    grades: Grades | None = None
    begun: bool = True
    preliminary: bool = False
    over: bool = False
    of_school: bool = False
    came: int | None = None
    due: int | None = None
    unchecked: Decimal = Decimal(0)

    @property
    def lower(self) -> bool:
        return self.indicator.better == Indicator.Better.LOWER

    @property
    def has_denominator(self) -> bool:
        return any(term.side == term.Side.DENOMINATOR for term in self.indicator.terms.all())

    @property
    def needed(self) -> Decimal | None:
        if self.has_denominator and not self.denominator:
            return None
        i = self.indicator
        decimals = 0 if i.is_percent else numerator_decimals(i)
        return numerator_on_plan(self.denominator, self.target, i.unit, i.better, decimals)

    @property
    def left(self) -> Decimal | None:
        """Still to come; for «меньше – лучше» too many already. 0 = the plan is met."""
        if self.needed is None:
            return None
        gap = self.marked - self.needed if self.lower else self.needed - self.marked
        return max(gap, Decimal(0))

    @property
    def is_met(self) -> bool:
        return self.left == 0

    @property
    def only_unchecked(self) -> bool:
        """Is the plan met only with numbers that nobody has accepted?"""
        return self.is_met and not self.lower and self._accepted_gap > 0

    @property
    def _accepted_gap(self) -> Decimal:
        return (self.needed or Decimal(0)) - (self.marked - self.unchecked)

    @property
    def status(self) -> str:
        """As of a bullet mark: a plan that is not met yet is no miss while the year goes on."""
        if self.is_met:
            return "neutral" if self.only_unchecked else "achieved"
        return "missed" if self.over or self.lower or self.indicator.outcome else "neutral"

    @property
    def value(self) -> Fraction | None:
        """The bar of the bullet mark, in the unit of the plan."""
        return value_of(self.marked, self.denominator, self.indicator.unit)

    @property
    def is_impossible(self) -> bool:
        """A plan above 100 %: nobody can fulfil it."""
        over = self.needed is not None and self.denominator is not None and self.needed > self.denominator
        return over and self.indicator.is_percent

    @property
    def counts_schools(self) -> bool:
        return numerator_unit_of(self.indicator) == "ОО"

    @property
    def _unit(self) -> str:
        """Not said of people: a denominator in people says it already."""
        name = numerator_unit_of(self.indicator)
        if self.has_denominator and name == "чел.":
            return ""
        return f"{NBSP}{name.replace(' ', NBSP)}" if name else ""

    @property
    def goal_text(self) -> str:
        """«нужно 46 из 152», «нужно 25 шт.», «не больше 12 из 152»."""
        if self.of_school and self.counts_schools:
            return "нужно войти в число таких организаций"
        if self.needed is None:
            return ""
        of = f"{NBSP}из{NBSP}{format_number(self.denominator)}" if self.has_denominator else ""
        return f"{'не больше' if self.lower else 'нужно'}{NBSP}{format_number(self.needed)}{of}{self._unit}"

    @property
    def plan_text(self) -> str:
        return format_plan(self.target, self.indicator.unit, unit_name_of(self.indicator))

    @property
    def where(self) -> str:
        """«в 6–11 классах»; after the goal."""
        if self.of_school and self.counts_schools:
            return ""
        return denominator_words(self.indicator, self.grades)

    @property
    def marked_text(self) -> str:
        if self.of_school and self.counts_schools:
            return "уже входит" if self.is_met else "пока не входит"
        if not self.begun:
            return "ещё не отмечали" if self._counts_people else "ещё не введено"
        verb = "получилось" if self.indicator.outcome else "отмечено" if self._counts_people else "есть"
        unchecked = f" (из них не принято {format_number(self.unchecked)})" if self.unchecked > 0 else ""
        return f"{verb}{NBSP}{format_number(self.marked)}{unchecked}"

    @property
    def _counts_people(self) -> bool:
        return numerator_unit_of(self.indicator) in ("чел.", "посещ.")

    @property
    def left_text(self) -> str:
        """«осталось 16»; empty where nothing can be said."""
        if self.left is None or (self.of_school and self.counts_schools):
            return ""
        if not self.left:
            without = f"план выполнен, если отчёты примут; без них осталось{NBSP}{format_number(self._accepted_gap)}"
            return without if self.only_unchecked else "план выполнен"
        closed = (
            f"не{NBSP}хватило" if self.over else f"не{NBSP}хватает" if self.indicator.outcome else "осталось"
        )
        verb = "больше плана на" if self.lower else closed
        return f"{verb}{NBSP}{format_number(self.left)}"

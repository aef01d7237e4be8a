"""Before and after: two pairs of sides in, difference and verdict out. Pure and exact.

Says only what changed: nothing here claims that a measure caused it. The verdict follows the exact values and the
indicator's `better`; a difference too small for the indicator's decimals is printed with more of them, so that a value
never looks unchanged beside «улучшилось».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from indicators.analysis import difference_text, unit_name_of
from indicators.models import Indicator
from schools.numbers import exact, format_number, format_value, value_of


class Verdict(StrEnum):
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    NOT_COMPARABLE = "not_comparable"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def sign(self) -> str:
        return _SIGNS[self]

    @property
    def tone(self) -> str:
        """Of components/badge.html."""
        return _TONES[self]


_LABELS = {
    Verdict.IMPROVED: "улучшился",
    Verdict.UNCHANGED: "не изменился",
    Verdict.WORSE: "ухудшился",
    Verdict.NOT_COMPARABLE: "не сопоставим",
}
_SIGNS = {Verdict.IMPROVED: "✓", Verdict.UNCHANGED: "=", Verdict.WORSE: "▼", Verdict.NOT_COMPARABLE: "×"}
_TONES = {
    Verdict.IMPROVED: "achieved",
    Verdict.UNCHANGED: "empty",
    Verdict.WORSE: "missed",
    Verdict.NOT_COMPARABLE: "empty",
}


@dataclass(frozen=True)
class Sides:
    """A numerator and a denominator, of one place or summed over several; no denominator where there is none."""

    numerator: Decimal | None
    denominator: Decimal | None

    @classmethod
    def summed(cls, parts: Iterable[Sides]) -> Sides:
        found = list(parts)
        denominators = [part.denominator for part in found if part.denominator is not None]
        return cls(
            sum((part.numerator for part in found if part.numerator is not None), Decimal(0)),
            sum(denominators, Decimal(0)) if denominators else None,
        )

    def value(self, indicator: Indicator) -> Fraction | None:
        return value_of(self.numerator, self.denominator, indicator.unit)

    @property
    def text(self) -> str:
        """«34 из 152»."""
        if self.numerator is None:
            return ""
        if self.denominator is None:
            return format_number(self.numerator)
        return f"{format_number(self.numerator)} из {format_number(self.denominator)}"


@dataclass(frozen=True)
class Comparison:
    """One indicator of one place, before and after.

    `earlier` is the indicator the value before was counted by: the same one or its comparable predecessor. `schools` of
    `expected` were compared; None where the municipality's own values are. `reason` says why there is no comparison.
    """

    indicator: Indicator
    earlier: Indicator
    before: Sides | None = None
    after: Sides | None = None
    reason: str = ""
    schools: int | None = None
    expected: int | None = None

    @property
    def value_before(self) -> Fraction | None:
        return self.before.value(self.earlier) if self.before else None

    @property
    def value_after(self) -> Fraction | None:
        return self.after.value(self.indicator) if self.after else None

    @property
    def difference(self) -> Fraction | None:
        if self.reason or self.value_before is None or self.value_after is None:
            return None
        return self.value_after - self.value_before

    @property
    def verdict(self) -> Verdict:
        change = self.difference
        if change is None:
            return Verdict.NOT_COMPARABLE
        if not change:
            return Verdict.UNCHANGED
        return Verdict.IMPROVED if (change > 0) == (self.indicator.better == "higher") else Verdict.WORSE

    @property
    def why_not(self) -> str:
        """Why there is no verdict; empty when there is one."""
        if self.reason or self.difference is not None:
            return self.reason
        return "знаменатель равен нулю: доля не определена"

    @property
    def before_text(self) -> str:
        return self._print(self.value_before, self.earlier)

    @property
    def after_text(self) -> str:
        return self._print(self.value_after, self.indicator)

    @property
    def difference_text(self) -> str:
        return difference_text(self.indicator, self.difference)

    @property
    def is_noise(self) -> bool:
        """A share moved no further than one participant more or less would move it."""
        if not self.difference or not self.indicator.is_percent:
            return False
        sizes = [side.denominator for side in (self.before, self.after) if side and side.denominator]
        return abs(self.difference) <= 100 / exact(min(sizes))

    @property
    def changed_name(self) -> str:
        """What the indicator was called before, where it is another one."""
        return "" if self.earlier.pk == self.indicator.pk else self.earlier.name

    def _print(self, value: Fraction | None, indicator: Indicator) -> str:
        return format_value(value, indicator.unit, indicator.decimals, unit_name_of(indicator))


def why_not_comparable(indicator: Indicator, earlier: Indicator | None, year: int) -> str:
    """A reason in the definitions themselves; empty when two years may be put side by side.

    `earlier` is the indicator that was valid the year before: the same one, or the predecessor.
    """
    if earlier is None:
        return "новый показатель: годом раньше его не считали"
    if earlier.pk == indicator.pk:
        return ""
    if not indicator.comparable:
        return f"с {indicator.year_label(year)} года считается иначе, чем «{earlier.name}»"
    if (earlier.unit, earlier.level) != (indicator.unit, indicator.level):
        return f"«{earlier.name}» измерялся в других единицах или на другом уровне"
    return ""

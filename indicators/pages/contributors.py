"""«Кто даёт отставание»: organisations below their plan, how much of the whole gap the first of them make up.

The gap is Σ people short over the organisations below their own plan (small groups left out); shares are exact and
rounded once, when printed. Also: what the municipality's value would be with all of them on their plan. No query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from urllib.parse import urlencode

from indicators.analysis import Judged, numerator_unit_of
from indicators.models import Indicator, Target
from indicators.pages.ranking import SchoolLine, short_of_plan
from indicators.pages.what_if import TICKED
from indicators.supposed import suppose
from schools.numbers import counted, format_against_plan, format_number

SHOWN = 6
IN_WORDS = (
    "",
    "Одна организация",
    "Первые две организации",
    "Первые три организации",
    "Первые четыре организации",
)


@dataclass(frozen=True)
class Contributor:
    """`cumulative`: the share of the gap of this and all before it; None where gaps do not add up (ratios, money)."""

    line: SchoolLine
    cumulative: Fraction | None

    @property
    def cumulative_text(self) -> str:
        """«60 %»; what is not all of it never prints as 100 %."""
        share = None if self.cumulative is None else self.cumulative * 100
        return format_against_plan(share, 100, "percent", 0, empty="")


@dataclass(frozen=True)
class Contributors:
    """`reached` is the municipality with all of them on their plan."""

    indicator: Indicator
    rows: list[Contributor]
    reached: Judged | None
    what_if: str

    @property
    def first(self) -> list[Contributor]:
        return self.rows[:SHOWN]

    @property
    def rest(self) -> list[Contributor]:
        return self.rows[SHOWN:]

    @property
    def sentence(self) -> str:
        """«Первые три организации дают 60 % отставания»: as few as make up half of it."""
        if not self.rows or self.rows[0].cumulative is None:
            return ""
        if len(self.rows) == 1:
            return "Всё отставание даёт одна организация"
        number, half = next(
            (n, row) for n, row in enumerate(self.rows, 1) if row.cumulative and 2 * row.cumulative >= 1
        )
        name = IN_WORDS[number] if number < len(IN_WORDS) else f"Первые {number} организаций"
        return f"{name} {'даёт' if number == 1 else 'дают'} {half.cumulative_text} отставания"

    @property
    def total(self) -> str:
        """«12 организациям ниже плана не хватает 197 чел.»."""
        if not self.rows or self.rows[0].cumulative is None:
            return ""
        gap = sum((row.line.judged.short or Fraction(0) for row in self.rows), Fraction(0))
        amount = f"{format_number(gap)}\u00a0{numerator_unit_of(self.indicator)}".strip()
        if self.indicator.better == Indicator.Better.LOWER:
            return f"У {counted(len(self.rows), 'организации', 'организаций', 'организаций')} больше плана на {amount}"
        who = counted(len(self.rows), "организации", "организациям", "организациям")
        return f"{who} ниже плана {'не хватило' if self.indicator.outcome else 'не хватает'} {amount}"


def contributors_of(
    shown: Sequence[SchoolLine],
    lines: Sequence[SchoolLine],
    indicator: Indicator,
    *,
    year: int,
    target: Target | None,
) -> Contributors:
    """Of those `shown`, which a filter may leave; the municipality's value is that of all `lines`."""
    short = short_of_plan(shown)
    gaps = [line.judged.short or Fraction(0) for line in short]
    whole = sum(gaps, Fraction(0))
    adds_up = indicator.unit in (Indicator.Unit.PERCENT, Indicator.Unit.COUNT)
    shares = [part / whole if adds_up else None for part in accumulate(gaps)]
    names = [line.judged.place_id for line in short]
    supposed = suppose(
        [line.judged for line in lines], indicator, year=year, target=target, on_plan=names
    )  # fmt: skip
    return Contributors(
        indicator,
        [Contributor(line, share) for line, share in zip(short, shares, strict=True)],
        supposed.after if short else None,
        urlencode([(TICKED, line.school.code) for line in short]),
    )

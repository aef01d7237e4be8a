"""What the pages over several years are asked for besides the filters: periods, the year and the indicator compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indicators.pages.filters import OF_SCHOOLS, Asked
from indicators.pages.printing import options
from schools.calendar import year_label

PERIODS = [("", "три года"), ("2", "два года"), ("5", "пять лет"), ("10", "десять лет"), ("all", "все годы")]
YEAR_DIGITS = 4


@dataclass(frozen=True)
class AskedDynamics:
    """`periods` is a number of school years, «all», or nothing for three."""

    periods: str
    filters: Asked

    @classmethod
    def of(cls, words: Mapping[str, str], *shown: str, sort: str = "") -> AskedDynamics:
        periods = words.get("periods", "") if words.get("periods") in dict(PERIODS) else ""
        return cls(periods, _keeping(Asked.of(words, *shown, sort=sort), periods=periods))

    def window(self, years: Sequence[int], year: int) -> list[int]:
        """The last of the years that have values, and the page's own."""
        most = 0 if self.periods == "all" else int(self.periods or 3)
        return sorted({*years, year})[-most:]

    def selects(self, year: int, years: Iterable[int]) -> list[dict[str, Any]]:
        of_year, *others = self.filters.selects(year, years)
        return [of_year, options("periods", "Период", PERIODS[0][1], PERIODS[1:], self.periods), *others]


@dataclass(frozen=True)
class AskedComparison:
    """`before` is the starting year to compare with, None = the last with values; without `indicator` all of them."""

    before: int | None
    indicator: str
    filters: Asked

    @classmethod
    def of(cls, words: Mapping[str, str]) -> AskedComparison:
        year, indicator = words.get("with", ""), words.get("indicator", "")
        before = int(year) if len(year) == YEAR_DIGITS and year.isascii() and year.isdecimal() else None
        shown = OF_SCHOOLS if indicator else (*OF_SCHOOLS, "topic")
        kept = {"with": "" if before is None else year, "indicator": indicator}
        return cls(before, indicator, _keeping(Asked.of(words, *shown), **kept))

    def selects(
        self,
        year: int,
        years: Iterable[int],
        *,
        earlier: Sequence[int],
        before: int,
        indicators: Sequence[tuple[str, str]],
    ) -> list[dict[str, Any]]:
        """`earlier` are the years that may be compared with, `before` the one that is."""
        of_year, *others = self.filters.selects(year, years)
        listed = [(str(one), year_label(one)) for one in reversed(earlier)]
        compared = options("with", "Сравнить с годом", "", listed, str(before))
        compared["options"] = compared["options"][1:]  # some year is always chosen
        return [
            of_year, compared, options("indicator", "Показатель", "все показатели", indicators, self.indicator),
            *others,
        ]  # fmt: skip


def _keeping(filters: Asked, **words: str) -> Asked:
    return replace(filters, kept=tuple((name, word) for name, word in words.items() if word))

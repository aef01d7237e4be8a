"""What the pages over several years are asked for: filters and sorting; unknown words are nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.models import Topic
from indicators.pages.printing import options
from schools.calendar import year_label
from schools.models import Kind, Locality, School

PERIODS = [("", "три года"), ("2", "два года"), ("5", "пять лет"), ("10", "десять лет"), ("all", "все годы")]
SORTS = ("name", "-name", "change", "-change", "last", "-last")
COMPARISON_SORTS = (*SORTS, "before", "-before")
YEAR_DIGITS = 4


def of_schools(kind: str, locality: str) -> list[dict[str, Any]]:
    """The two filters of organisations, as the heatmap has them."""
    return [
        options("kind", "Вид организации", "все виды", Kind.choices, kind),
        options("locality", "Местность", "город и село", Locality.choices, locality),
    ]


def takes(school: School, kind: str, locality: str) -> bool:
    return kind in ("", school.kind) and locality in ("", school.locality)


def choices(name: str, label: str, found: Sequence[tuple[str, str]], chosen: str) -> dict[str, Any]:
    """A select in which something is always chosen."""
    listed = [{"value": value, "label": words, "selected": value == chosen} for value, words in found]
    return {"name": name, "label": label, "options": listed}


def _one_of(words: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    return words.get(name, "") if words.get(name) in known else ""


@dataclass(frozen=True)
class AskedDynamics:
    """`periods` is a number of school years, «all», or nothing for three."""

    periods: str = ""
    topic: str = ""
    kind: str = ""
    locality: str = ""
    sort: str = "name"

    @classmethod
    def of(cls, words: Mapping[str, str]) -> AskedDynamics:
        return cls(
            _one_of(words, "periods", [value for value, _ in PERIODS]),
            _one_of(words, "topic", Topic.values),
            _one_of(words, "kind", Kind.values),
            _one_of(words, "locality", Locality.values),
            _one_of(words, "sort", SORTS) or "name",
        )

    def window(self, years: Sequence[int], year: int) -> list[int]:
        """The last of the years that have values, and the page's own."""
        most = 0 if self.periods == "all" else int(self.periods or 3)
        return sorted({*years, year})[-most:]

    @property
    def of_indicators(self) -> list[dict[str, Any]]:
        return [self._periods, options("topic", "Тема", "все темы", Topic.choices, self.topic)]

    @property
    def of_organisations(self) -> list[dict[str, Any]]:
        return [self._periods, *of_schools(self.kind, self.locality)]

    @property
    def _periods(self) -> dict[str, Any]:
        return options("periods", "Период", PERIODS[0][1], PERIODS[1:], self.periods)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        found = [("periods", self.periods), ("kind", self.kind), ("locality", self.locality)]
        return [pair for pair in found if pair[1]]

    def takes(self, school: School) -> bool:
        return takes(school, self.kind, self.locality)


@dataclass(frozen=True)
class AskedComparison:
    """`before` is the starting year to compare with, None = the last with values; without `indicator` all of them."""

    before: int | None = None
    indicator: str = ""
    topic: str = ""
    kind: str = ""
    locality: str = ""
    sort: str = ""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> AskedComparison:
        year = words.get("with", "")
        return cls(
            int(year) if len(year) == YEAR_DIGITS and year.isascii() and year.isdecimal() else None,
            words.get("indicator", ""),
            _one_of(words, "topic", Topic.values),
            _one_of(words, "kind", Kind.values),
            _one_of(words, "locality", Locality.values),
            _one_of(words, "sort", COMPARISON_SORTS),
        )

    def filters(
        self, years: Sequence[int], before: int, indicators: Sequence[tuple[str, str]]
    ) -> list[dict[str, Any]]:
        """`years` are those that may be compared with, `before` the one that is."""
        earlier = [(str(year), year_label(year)) for year in reversed(years)]
        found = [
            choices("with", "Сравнить с годом", earlier, str(before)),
            options("indicator", "Показатель", "все показатели", indicators, self.indicator),
        ]
        if not self.indicator:
            found.append(options("topic", "Тема", "все темы", Topic.choices, self.topic))
        return [*found, *of_schools(self.kind, self.locality)]

    @property
    def query(self) -> list[tuple[str, str]]:
        """What the address keeps besides indicator and sorting."""
        found = [
            ("with", "" if self.before is None else str(self.before)),
            ("kind", self.kind),
            ("locality", self.locality),
        ]
        return [pair for pair in found if pair[1]]

    def takes(self, school: School) -> bool:
        return takes(school, self.kind, self.locality)

"""What pages of indicators are asked for in their address: filters and sorting, the same words on every page.

Unknown words are taken as nothing, so an old or mistyped link still opens the page. `?year=` leads to the same page of
the other year (`indicators.views.years`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from indicators.levels import EducationLevel, concerns, has_level
from indicators.models import Indicator, Topic
from indicators.pages.printing import options
from schools.calendar import year_label
from schools.models import Kind, Locality, School

LABELS = {
    "kind": ("Вид организации", "все виды", Kind.choices),
    "locality": ("Местность", "город и село", Locality.choices),
    "level": ("Уровень образования", "все уровни", EducationLevel.choices),
    "topic": ("Тема", "все темы", Topic.choices),
}
OF_SCHOOLS = ("kind", "locality", "level")
OF_INDICATORS = ("level", "topic")
SORT = "sort"
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """`shown` names the filters this page has; the others are empty. `sort` is a column, «-column» descending; `kept`
    is what the address says besides (what is shown, which years); `unasked` the sorting of an address that names none.
    """

    kind: str = ""
    locality: str = ""
    level: str = ""
    topic: str = ""
    sort: str = ""
    shown: tuple[str, ...] = tuple(LABELS)
    kept: tuple[tuple[str, str], ...] = ()
    unasked: str = ""

    @classmethod
    def of(cls, words: Mapping[str, str], *shown: str, sort: str = "") -> Asked:
        names = shown or tuple(LABELS)
        known = {name: words.get(name, "") for name in names if words.get(name) in dict(LABELS[name][2])}
        kind, locality, level, topic = (known.get(name, "") for name in LABELS)
        return cls(kind, locality, level, topic, sort=words.get(SORT) or sort, shown=names, unasked=sort)

    @property
    def narrows(self) -> bool:
        return bool(self.pairs)

    @property
    def narrows_schools(self) -> bool:
        return bool(self.kind or self.locality or self.level)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(name, word) for name in self.shown if (word := getattr(self, name))]

    @property
    def unsorted(self) -> list[tuple[str, str]]:
        """All but the sorting: for the headings that sort."""
        return [*self.pairs, *self.kept]

    @property
    def query(self) -> str:
        """The same, encoded."""
        return urlencode(self.unsorted)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of the filters keeps besides them."""
        return [(SORT, self.sort)] if self.sort != self.unasked else []

    @property
    def reset(self) -> str:
        """The address without filters, sorted as before; empty where there are none."""
        return f"?{urlencode([*self.kept, *self.hidden])}" if self.narrows else ""

    @property
    def words(self) -> str:
        """«Местность: село; Уровень образования: 5–9 классы (ООО)» for files and empty pages."""
        return "; ".join(f"{LABELS[name][0]}: {dict(LABELS[name][2])[word]}" for name, word in self.pairs)

    def selects(self, year: int, years: Iterable[int]) -> list[dict[str, Any]]:
        """The selects of components/filter_bar.html, the year first."""
        chosen = [(str(one), year_label(one)) for one in years]
        of_year = {**options("year", "Учебный год", "", chosen, str(year))}
        of_year["options"] = of_year["options"][1:]
        return [of_year, *(self._select(name) for name in self.shown)]

    def _select(self, name: str) -> dict[str, Any]:
        label, anything, choices = LABELS[name]
        return options(name, label, anything, choices, getattr(self, name))

    def takes_school(self, school: School) -> bool:
        return (
            (not self.kind or school.kind == self.kind)
            and (not self.locality or school.locality == self.locality)
            and (not self.level or has_level(school, self.level))
        )

    def takes_indicator(self, indicator: Indicator, year: int) -> bool:
        """`indicator` is read with its goal and its terms."""
        goal = indicator.goal
        return (not self.topic or (goal is not None and goal.topic == self.topic)) and (
            not self.level or concerns(indicator, self.level, year)
        )


EVERYTHING = Asked()


def in_order(rows: Sequence[T], sort: str, columns: Mapping[str, Callable[[T], Any]]) -> list[T]:
    """By the column `sort` names («-column» descending); as they come without one; what has no value stands last."""
    column = columns.get(sort.removeprefix("-"))
    if column is None:
        return list(rows)
    known = [row for row in rows if column(row) is not None]
    known.sort(key=column, reverse=sort.startswith("-"))
    return known + [row for row in rows if column(row) is None]

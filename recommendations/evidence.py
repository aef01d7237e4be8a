"""What a recommendation was judged by, frozen: `Evidence` ⇄ JSON of codes, names and numbers.

In: the figures of one organisation (or of its municipality) at the moment of issue. Out: a JSON object without
empty keys; numbers are strings, so that none passes through a binary float. Nothing points at a row that
computation rewrites, so the past stays readable whatever is recomputed later.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from schools.calendar import YearLabel, year_label
from schools.grades import Grades
from schools.numbers import Better, Unit, shortfall, value_of

Basis = tuple[Decimal | None, Decimal | None, Decimal | None]
_NUMBERS = frozenset(
    {
        "numerator",
        "denominator",
        "target",
        "short",
        "municipality_numerator",
        "municipality_denominator",
        "previous_numerator",
        "previous_denominator",
    }
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`grades` are those of the indicator the organisation teaches; `short` = how many (people, roubles) are missing.

    `event` is the label of the numerator's only event, a proper name in quotes; `counts` says what the numerator
    counts (participants | people | schools), `of` what the denominator does (pupils, or empty = a figure of its own).
    """

    year: int
    trigger: str
    scope: str = "school"
    rule: str = ""
    rule_version: int = 0
    run: int | None = None
    indicator: str = ""
    name: str = ""
    heading: str = ""
    unit: Unit = "percent"
    unit_name: str = ""
    decimals: int = 1
    better: Better = "higher"
    outcome: bool = False
    label: YearLabel = "school_year"
    event: str = ""
    counts: str = "people"
    of: str = ""
    disabilities: bool = False
    grades: str = ""
    status: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    target: Decimal | None = None
    target_version: int | None = None
    short: Decimal | None = None
    municipality_numerator: Decimal | None = None
    municipality_denominator: Decimal | None = None
    previous_numerator: Decimal | None = None
    previous_denominator: Decimal | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Unknown keys are skipped: an old recommendation outlives a renamed field."""
        values: dict[str, Any] = {
            name: Decimal(value) if name in _NUMBERS else value
            for name, value in {"year": 0, "trigger": "", **data}.items()
            if name in _DEFAULTS
        }
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        return {
            name: _plain(value) if isinstance(value, Decimal) else value
            for name, default in _DEFAULTS.items()
            if (value := getattr(self, name)) is not default and value != default
        }

    @cached_property
    def value(self) -> Fraction | None:
        return value_of(self.numerator, self.denominator, self.unit)

    @cached_property
    def municipality_value(self) -> Fraction | None:
        return value_of(self.municipality_numerator, self.municipality_denominator, self.unit)

    @cached_property
    def previous_value(self) -> Fraction | None:
        return value_of(self.previous_numerator, self.previous_denominator, self.unit)

    @cached_property
    def gap(self) -> Fraction | None:
        """How far the value is from the plan: п.п. for a percent, else the indicator's unit; 0 = reached."""
        return shortfall(self.numerator, self.denominator, self.target, self.unit, self.better)

    @property
    def basis(self) -> Basis:
        """The three numbers a judgement rests on: the same basis is never judged twice."""
        return self.numerator, self.denominator, self.target

    @property
    def grade_set(self) -> Grades:
        return Grades.parse(self.grades) if self.grades else Grades()

    @property
    def year_label(self) -> str:
        return year_label(self.year, self.label)

    def is_worse_than(self, other: Evidence) -> bool:
        """Further from the plan than `other`; without a plan, a worse value."""
        if self.gap is not None and other.gap is not None:
            return self.gap > other.gap
        if self.value is None or other.value is None:
            return False
        return self.value < other.value if self.better == "higher" else self.value > other.value


_DEFAULTS = {field.name: field.default for field in fields(Evidence)}


def frozen_basis(data: dict[str, Any]) -> Basis:
    """The basis of stored evidence, without reading the rest."""
    numerator, denominator, target = (
        Decimal(data[name]) if name in data else None for name in ("numerator", "denominator", "target")
    )
    return numerator, denominator, target


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"

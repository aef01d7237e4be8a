"""Checked rows and what was chosen for them → what would be written into the series; nothing is written here.

A plan says old → new for every value and why the check would leave it out. Lines of schools stay out: a series is that
of the municipality. Two different numbers of one indicator and year are both shown, and one of them is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from indicators.models import Indicator, PublishedValue
from indicators.published.verdicts import Verdict, verdicts
from indicators.published_rows import PublishedRow, amount
from schools.calendar import year_label
from schools.models import Municipality
from schools.models.fields import check_exact
from schools.numbers import NBSP


@dataclass(frozen=True)
class Choice:
    """`indicators` by printed name, `years` by printed period; what is not in them is not recorded.

    `ticks` by the place of a row (from 1): what somebody decided; other rows go as the check proposes. `names` and
    `periods` are all that were offered, also those not chosen.
    """

    name: str
    indicators: Mapping[str, Indicator]
    years: Mapping[str, int]
    ticks: Mapping[int, bool] = field(default_factory=dict)
    names: Sequence[str] = ()
    periods: Sequence[str] = ()


@dataclass(frozen=True)
class Line:
    """One value to write: `old` is what stands in the same document, in words; empty for a new one.

    `left` says why it is proposed to leave it out; `kept` is whether it goes in.
    """

    place: int
    value: PublishedValue
    row: PublishedRow
    old: str
    new: str
    left: str
    remarks: tuple[str, ...]
    kept: bool

    @property
    def changes(self) -> bool:
        return self.old != self.new


@dataclass
class Plan:
    """With problems it is not written."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    schools: int = 0

    @property
    def kept(self) -> list[Line]:
        return [line for line in self.lines if line.kept]

    @property
    def to_write(self) -> list[Line]:
        return [line for line in self.kept if line.changes]

    @property
    def replaced(self) -> list[Line]:
        return [line for line in self.to_write if line.old]

    @property
    def fingerprint(self) -> str:
        """Of what was offered, whatever is ticked of it."""
        shown = "\x1f".join(
            f"{line.place}:{line.value.indicator_id}:{line.value.year}:{line.old}→{line.new}"
            for line in self.lines
        )
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


def plan(*, municipality: Municipality, rows: Sequence[PublishedRow], choice: Choice) -> Plan:
    """One query."""
    stands = {
        (value.indicator_id, value.year): value
        for value in PublishedValue.objects.filter(municipality=municipality, document=choice.name)
    }
    made = Plan(schools=sum(bool(row.place) for row in rows))
    taken: dict[tuple[int, int], list[Line]] = {}
    for place, (row, verdict) in enumerate(zip(rows, verdicts(rows), strict=True), start=1):
        indicator, year = choice.indicators.get(row.indicator), choice.years.get(row.period)
        if row.place or indicator is None or year is None:
            continue
        before = taken.setdefault((indicator.pk, year), [])
        if any(_sides(line.row) == _sides(row) for line in before):
            continue
        value = _value(row, indicator, year, municipality, choice.name)
        if wrong := why_not(value):
            made.problems.append(f"{in_document(row)}: {wrong}")
            continue
        line = _line(place, value, row, verdict, before, stands.get((indicator.pk, year)), choice)
        before.append(line)
        made.lines.append(line)
    made.problems += [text for lines in taken.values() for text in _twice(lines)]
    return made


def _line(
    place: int, value: PublishedValue, row: PublishedRow, verdict: Verdict, before: Sequence[Line],
    old: PublishedValue | None, choice: Choice,
) -> Line:  # fmt: skip
    left = verdict.false
    usual = next((line for line in before if not line.left), None)
    if not left and usual is not None:
        left = f"другое число за тот же год; предложено то, что {in_document(usual.row)}: {usual.new}"
    kept = choice.ticks.get(place, not left)
    return Line(place, value, row, in_words(old) if old else "", in_words(value), left, verdict.remarks, kept)


def _twice(lines: Sequence[Line]) -> list[str]:
    kept = [line for line in lines if line.kept]
    if len(kept) < 2:
        return []
    value = kept[0].value
    places = " и ".join(f"{in_document(line.row)} ({line.new})" for line in kept)
    return [
        f"{value.indicator.heading}, {year_label(value.year)}: отмечены разные числа – {places}. Оставьте одно."
    ]


def _value(
    row: PublishedRow, indicator: Indicator, year: int, municipality: Municipality, name: str
) -> PublishedValue:
    """A lone number of an indicator in percent is its percentage: «Доля …, 2021 год – 67»; of one in people a
    percentage beside them is no figure.
    """
    numerator, percent = row.numerator, row.printed if row.percent is not None else ""
    alone = numerator is not None and row.denominator is None and row.percent is None
    if alone and indicator.unit == Indicator.Unit.PERCENT:
        numerator, percent = None, f"{numerator:f}".replace(".", ",")
    if numerator is not None and indicator.unit != Indicator.Unit.PERCENT:
        percent = ""
    return PublishedValue(
        indicator=indicator, municipality=municipality, year=year, document=name, numerator=numerator,
        denominator=row.denominator, percent=f"{percent}{NBSP}%" if percent else "", achieved=row.achieved,
    )  # fmt: skip


def why_not(value: PublishedValue) -> str:
    """Why this cannot be a figure of the indicator; empty = it can."""
    for number in (value.numerator, value.denominator):
        try:
            check_exact(number) if number is not None else None
        except ValidationError as error:
            return " ".join(error.messages)
    if len(value.percent) > 20:
        return "процент слишком длинный: проверьте столбец."
    if value.indicator.unit != Indicator.Unit.PERCENT and value.percent and value.numerator is None:
        return f"показатель {value.indicator.heading} – не процент: выберите другой или не ведите строку."
    return ""


def _sides(row: PublishedRow) -> tuple[object, ...]:
    return row.numerator, row.denominator, row.percent, row.achieved


def in_document(row: PublishedRow) -> str:
    """«таблица 4, строка 5, 2019-2020»; lines are counted in the table, with its heading."""
    table = f"таблица {row.table.strip()}" if row.table.strip() else ""
    return ", ".join(part for part in (table, f"строка {row.line}", row.period.strip()) if part)


def in_words(value: PublishedValue) -> str:
    """«283 из 420, 67 %», «14», «план достигнут»."""
    sides = amount(value.numerator) if value.numerator is not None else ""
    if sides and value.denominator is not None:
        sides = f"{sides} из {amount(value.denominator)}"
    achieved = {True: "план достигнут", False: "план не достигнут", None: ""}[value.achieved]
    return ", ".join(word for word in (sides, value.percent, achieved) if word) or "без числа"

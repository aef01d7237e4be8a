"""Checked rows and what was chosen for them → published values of the series; single values by hand; and out again.

Nothing is replaced silently: a plan says old → new for every value, and `record` writes just the plan that was seen
(its fingerprint), over nothing that has changed since. Values that are not in the plan stay. Every value leaves a
`Transition` with what it was before. Nothing here is summed or recomputed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator, PublishedDocument, PublishedValue
from indicators.published.keeping import ENTITY as DOCUMENT
from indicators.published.keeping import MEANWHILE, NOT_ALLOWED
from indicators.published_percents import is_right
from indicators.published_rows import PublishedRow, amount
from indicators.rules import can_publish
from schools.calendar import year_label
from schools.models import Municipality, Transition, User
from schools.models.fields import check_exact, name_key
from schools.numbers import NBSP, format_number, value_of
from schools.workflow import StepRefused

ENTITY = "publishedvalue"
SIDES = ("numerator", "denominator", "percent", "achieved")
S = PublishedDocument.State


@dataclass(frozen=True)
class Line:
    """One value to write: `old` is what stands in the same document, in words; empty for a new one."""

    value: PublishedValue
    row: PublishedRow
    old: str
    new: str

    @property
    def is_new(self) -> bool:
        return not self.old

    @property
    def changes(self) -> bool:
        return self.old != self.new

    @property
    def wrong(self) -> str:
        """«281 из 420 = 66,9 %, напечатано 76,9 %» where the printed percentage is not what its numbers give."""
        row = self.row
        if row is None or is_right(row) is not False:
            return ""
        share = value_of(row.numerator, row.denominator, "percent")
        right = f"{format_number(share, row.decimals)}{NBSP}%" if share is not None else "нет значения"
        sides = f"{amount(row.numerator)} из {amount(row.denominator)}"
        return f"{sides} = {right}, напечатано {row.printed}{NBSP}%"


@dataclass
class Plan:
    """With problems it is not written."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def to_write(self) -> list[Line]:
        return [line for line in self.lines if line.changes]

    @property
    def replaced(self) -> list[Line]:
        return [line for line in self.lines if line.changes and not line.is_new]

    @property
    def fingerprint(self) -> str:
        shown = "\x1f".join(
            f"{line.value.indicator_id}:{line.value.year}:{line.old}→{line.new}" for line in self.lines
        )
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Choice:
    """`indicators` by printed name, `years` by printed period; what is not in them is not recorded."""

    name: str
    indicators: Mapping[str, Indicator]
    years: Mapping[str, int]


def plan(*, municipality: Municipality, rows: Sequence[PublishedRow], choice: Choice) -> Plan:
    """One query."""
    stands = {
        (value.indicator_id, value.year): value
        for value in PublishedValue.objects.filter(municipality=municipality, document=choice.name)
    }
    made = Plan()
    taken: dict[tuple[int, int], PublishedRow] = {}
    for row in rows:
        indicator, year = choice.indicators.get(row.indicator), choice.years.get(row.period)
        if indicator is None or year is None:
            continue
        first = taken.setdefault((indicator.pk, year), row)
        if first is not row:
            if _sides(first) != _sides(row):
                made.problems.append(
                    f"{indicator.heading}, {year_label(year)}: в документе два разных числа – {_where(first)} и "
                    f"{_where(row)}. Одну из строк не ведите."
                )
            continue
        value = _value(row, indicator, year, municipality, choice.name)
        if wrong := _why_not(value):
            made.problems.append(f"{_where(row)}, {row.period}: {wrong}")
            continue
        old = stands.get((indicator.pk, year))
        made.lines.append(Line(value, row, in_words(old) if old else "", in_words(value)))
    return made


def _value(
    row: PublishedRow, indicator: Indicator, year: int, municipality: Municipality, name: str
) -> PublishedValue:
    printed = f"{row.printed}{NBSP}%" if row.percent is not None else ""
    return PublishedValue(
        indicator=indicator, municipality=municipality, year=year, document=name, numerator=row.numerator,
        denominator=row.denominator, percent=printed, achieved=row.achieved,
    )  # fmt: skip


def _why_not(value: PublishedValue) -> str:
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


def _where(row: PublishedRow) -> str:
    return f"таблица {row.table}" if row.table.strip() else f"строка {row.line}"


def in_words(value: PublishedValue) -> str:
    """«283 из 420, 67 %», «14», «план достигнут»."""
    sides = amount(value.numerator) if value.numerator is not None else ""
    if sides and value.denominator is not None:
        sides = f"{sides} из {amount(value.denominator)}"
    achieved = {True: "план достигнут", False: "план не достигнут", None: ""}[value.achieved]
    return ", ".join(word for word in (sides, value.percent, achieved) if word) or "без числа"


@transaction.atomic
def record(*, document: PublishedDocument, choice: Choice, made: Plan, seen: str, person: User) -> int:
    """Writes the plan that was seen; returns how many values were written. A second click writes none."""
    _check(person, document.municipality)
    document = PublishedDocument.objects.select_for_update().get(pk=document.pk)
    again = plan(municipality=document.municipality, rows=[line.row for line in made.lines], choice=choice)
    if made.problems or again.fingerprint != seen:
        raise StepRefused(MEANWHILE)
    for line in again.to_write:
        _write(line, person)
    chosen = {name_key(name): indicator.pk for name, indicator in choice.indicators.items()}
    source = document.state
    document.name, document.chosen, document.state = choice.name, chosen, S.RECORDED
    document.save(update_fields=["name", "chosen", "state"])
    Transition.objects.create(
        entity=DOCUMENT, entity_id=document.pk, step="record", source=source, target=document.state,
        person=person, note=f"{document.name}: записано значений {len(again.to_write)}",
    )  # fmt: skip
    return len(again.to_write)


@transaction.atomic
def record_one(*, value: PublishedValue, seen: str, person: User) -> bool:
    """A value written by hand; `seen` is what stood there in words. False where it stands so already."""
    _check(person, value.municipality)
    if wrong := _why_not(value):
        raise StepRefused(wrong)
    same = PublishedValue.objects.select_for_update().filter(
        indicator=value.indicator, municipality=value.municipality, year=value.year, document=value.document
    )
    old = same.first()
    stood = in_words(old) if old else ""
    if stood == in_words(value):
        return False
    if stood != seen:
        raise StepRefused(
            f"В этом документе за этот год уже записано: {stood}. Сохраните ещё раз, чтобы заменить."
        )
    _write(Line(value, None, stood, in_words(value)), person)  # type: ignore[arg-type]  # no printed row
    return True


def _write(line: Line, person: User) -> None:
    value = line.value
    kept, _ = PublishedValue.objects.update_or_create(
        indicator=value.indicator, municipality=value.municipality, year=value.year, document=value.document,
        defaults={name: getattr(value, name) for name in SIDES} | {"person": person, "recorded_at": timezone.now()},
    )  # fmt: skip
    words = f"было {line.old}, стало {line.new}" if line.old else f"внесено {line.new}"
    _trace(kept, "change" if line.old else "record", "recorded", person, words)


@transaction.atomic
def remove(*, values: Sequence[PublishedValue], reason: str, person: User) -> int:
    """Out of the series, each with what it was; a second click removes none."""
    if not reason.strip():
        raise StepRefused("Напишите, почему значение убирается: причина останется в журнале.")
    keys = [value.pk for value in values]
    there = list(
        PublishedValue.objects.select_for_update(of=("self",))
        .select_related("indicator", "municipality")
        .filter(pk__in=keys)
    )
    for value in there:
        _check(person, value.municipality)
        _trace(value, "remove", "", person, f"убрано {in_words(value)}: {reason.strip()}")
    PublishedValue.objects.filter(pk__in=[value.pk for value in there]).delete()
    return len(there)


def _trace(value: PublishedValue, step: str, target: str, person: User, words: str) -> None:
    Transition.objects.create(
        entity=ENTITY, entity_id=value.pk, step=step, source="" if step == "record" else "recorded", target=target,
        person=person,
        note=f"{value.indicator.heading}, {year_label(value.year)}, «{value.document}»: {words}",
    )  # fmt: skip


def _check(person: User, municipality: Municipality) -> None:
    if not can_publish(person, municipality):
        raise StepRefused(NOT_ALLOWED)

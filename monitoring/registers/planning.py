"""Lines of a file → what they would do to the register: new rows, changed ones, and every fault of every line.

A line that names a recorded row by its natural key changes it, any other is new; a column the file does not have keeps
what stands. Two queries whatever the number of lines, and two for the names of schools and projects.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from monitoring.models import HeldEvent
from monitoring.registers.dates import read_period
from monitoring.registers.doubles import NEAR, alike, in_words, name_of
from monitoring.registers.kinds import Around, Field, Register, key_of
from monitoring.registers.reading import Line
from monitoring.registers.trace import note_of, values_of
from monitoring.steps import OF_EVENTS
from schools.calendar import FIRST_YEAR, LAST_YEAR, school_year_of, year_label

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class LineError:
    line: int
    column: str
    value: str
    message: str


@dataclass
class Change:
    """One line that is good: `old` are the values of the row it changes, none for a new one; `step` moves an event."""

    line: int
    row: Any
    old: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    step: str = ""
    doubles: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return not self.old


@dataclass
class Plan:
    """What the file would do; with errors it does nothing."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    errors: list[LineError] = field(default_factory=list)

    @property
    def new(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new]

    @property
    def doubtful(self) -> list[Change]:
        return [change for change in self.changes if change.doubles]


def plan(*, register: Register, lines: Sequence[Line], places: Around, lock: bool = False) -> Plan:
    """`lock` holds the rows of the register until the end of the transaction."""
    made = Plan()
    stored = _stored(register, lines, places, lock=lock)
    known = {tuple(key_of(register, row).values()): row for row in stored}
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        change = _change(register, line, places, known, made)
        if change is None:
            continue
        key = tuple(key_of(register, change.row).values())
        if (first := seen.setdefault(key, line.number)) != line.number:
            made.errors.append(
                LineError(
                    line.number, "", in_words(change.row), f"повторяет строку {first}: оставьте одну из двух."
                )
            )
        elif change.is_new or change.note:
            made.changes.append(change)
        else:
            made.unchanged += 1
    _point_out_doubles(register, made, stored)
    return made


def _stored(register: Register, lines: Sequence[Line], places: Around, *, lock: bool) -> list[Any]:
    """The rows of the municipality the file may mean; for a head those of the own school.

    Events only around the days of the file. What is to be locked is what the file may change; to look for doubles a
    head is shown the events of the whole municipality too.
    """
    rows = register.model._default_manager.select_related("school").order_by("pk")
    if places.own is not None:
        mine = Q(school=places.own)
        rows = rows.filter(mine if lock else mine | Q(school__isnull=True))
    if register.model is HeldEvent:
        rows = rows.select_related("school", "event").filter(municipality=places.municipality)
        rows = rows.filter(starts__range=days) if (days := _days(lines)) else rows.none()
    else:
        rows = rows.filter(school__municipality=places.municipality)
    return list(rows.select_for_update(of=("self",)) if lock else rows)


def _days(lines: Sequence[Line]) -> tuple[dt.date, dt.date] | None:
    """The first and the last day near which a line says something happens; what is no date is told line by line."""
    found = []
    for line in lines:
        with suppress(ValueError):
            found.append(read_period(line.cells.get("starts", ""))[0])
    found = [day for day in found if FIRST_YEAR <= day.year <= LAST_YEAR]
    return (min(found) - NEAR, max(found) + NEAR) if found else None


def _change(
    register: Register, line: Line, places: Around, known: dict[tuple[Any, ...], Any], made: Plan
) -> Change | None:
    faults_before = len(made.errors)
    values = _read(register, line, places, made)
    if len(made.errors) > faults_before:
        return None
    row = register.model(**values)
    if isinstance(row, HeldEvent):
        row.municipality = places.municipality
    stored = known.get(tuple(key_of(register, row).values()))
    old = values_of(register, stored) if stored is not None else {}
    if stored is not None:
        row = copy.copy(stored)
        for name, value in values.items():
            setattr(row, name, value)
        if isinstance(row, HeldEvent):
            row.municipality = places.municipality  # at hand: no query for every line
    _check_year(register, line, row, stored, made)
    _check_row(register, line, row, made)
    step = _step(register, line, row, stored, made)
    if len(made.errors) > faults_before:
        return None
    return Change(line.number, row, old, note_of(register, old, values_of(register, row)), step)


def _read(register: Register, line: Line, places: Around, made: Plan) -> dict[str, Any]:
    """The values of the columns the file has; faults go into the plan."""
    values: dict[str, Any] = {}
    for each in register.fields:
        text = line.cells.get(each.name, "")
        own_school = each.name == "school" and places.own is not None
        if each.name not in line.cells and not own_school:
            continue
        if each.needed and not text and not own_school:
            _refuse(made, line, each, "пусто: заполните или уберите строку.")
            continue
        try:
            values[each.name] = each.read(text, places)
        except ValueError as error:
            _refuse(made, line, each, str(error))
    if isinstance(values.get("starts"), tuple):
        values["starts"], last = values["starts"]
        if last is not None and values.get("ends") not in (None, last):
            _refuse(
                made, line, _field(register, "ends"), "последний день назван и в графе «Дата», и здесь иначе."
            )
        elif last is not None:
            values["ends"] = last
    return values


def _check_year(register: Register, line: Line, row: Any, stored: Any, made: Plan) -> None:
    """The school year follows from the date; a recorded row may belong to the report of another year."""
    if not isinstance(row, HeldEvent):
        return
    by_date = stored.year_id if stored is not None else school_year_of(row.starts)
    if row.year_id not in (None, by_date):
        message = f"эта дата относится к {year_label(by_date)} учебному году: поправьте дату или год."
        _refuse(made, line, _field(register, "year_id"), message)
    row.year_id = by_date


def _check_row(register: Register, line: Line, row: Any, made: Plan) -> None:
    """What the columns of the database and the row as a whole demand."""
    relations = [each.name for each in row._meta.fields if each.is_relation]
    errors: dict[str, list[ValidationError]] = {}
    for check in (
        lambda: row.clean_fields(exclude=[*relations, "title_key", "partner_key", "name_key"]),
        row.clean,
    ):
        try:
            check()
        except ValidationError as error:
            errors |= error.error_dict
    for name, found in errors.items():
        words = " ".join(" ".join(error.messages) for error in found)
        _refuse(made, line, _field(register, name), f"{words[:1].lower()}{words[1:]}")


def _step(register: Register, line: Line, row: Any, stored: Any, made: Plan) -> str:
    if stored is None or not isinstance(row, HeldEvent) or row.state == stored.state:
        return ""
    for step in OF_EVENTS.values():
        if stored.state in step.sources and step.target == row.state:
            return step.name
    message = (
        f"уже отмечено «{stored.get_state_display()}»: сначала верните его в запланированные на странице."
    )
    _refuse(made, line, _field(register, "state"), message)
    return ""


def _point_out_doubles(register: Register, made: Plan, stored: Sequence[Any]) -> None:
    """New rows that look like recorded ones or like other lines."""
    if register.personal:
        return
    by_name: dict[str, list[Any]] = defaultdict(list)
    for row in [*stored, *(change.row for change in made.new)]:
        by_name[name_of(row)].append(row)
    for change in made.new:
        near = by_name[name_of(change.row)]
        change.doubles = [in_words(row) for row in near if row is not change.row and alike(row, change.row)]


def _field(register: Register, name: str) -> Field:
    return next(each for each in register.fields if each.name == name)


def _refuse(made: Plan, line: Line, each: Field, message: str) -> None:
    value = line.cells.get(each.name, "")
    shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    made.errors.append(LineError(line.number, each.heading, shown, message))

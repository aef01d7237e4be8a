"""Who changed which row of a register and how: one `Transition` for every change, in the same transaction.

The note tells old → new by column. Of responsible persons it names the columns and no values, and nothing of an erased
one is kept: what is erased is erased.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

from monitoring.registers.kinds import Field, Register
from schools.calendar import format_date
from schools.models import Transition, User

LONGEST_VALUE = 200
Values = Mapping[str, Any]


def values_of(register: Register, row: models.Model) -> dict[str, Any]:
    """What a row holds, by field, as the trace compares it."""
    return {each.name: _printed(each, row) for each in register.fields}


def _printed(each: Field, row: models.Model) -> str:
    value = each.write(row)
    return format_date(value, "digits") if isinstance(value, dt.date) else str("" if value is None else value)


def differing(register: Register, old: Values, new: Values) -> list[Field]:
    return [each for each in register.fields if old.get(each.name, "") != new.get(each.name, "")]


def note_of(register: Register, old: Values, new: Values) -> str:
    """«Дата: 12.03.2022 → 14.03.2022; Участников: – → 120»; of a new or erased row just what it holds."""
    changed = differing(register, old, new)
    if register.personal:
        return ", ".join(each.heading.lower() for each in changed)
    if not old or not new:
        return "; ".join(f"{each.heading}: {_short((old or new)[each.name])}" for each in changed)
    return "; ".join(
        f"{each.heading}: {_short(old.get(each.name))} → {_short(new.get(each.name))}" for each in changed
    )


def _short(value: Any) -> str:
    text = str(value or "–")
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def entry(
    register: Register, row: models.Model, step: str, *, person: User | None, old: Values, new: Values
) -> Transition:
    """The unsaved line of the log; `step`: record, change, erase or load."""
    state = getattr(row, "state", "recorded")
    erased = step == "erase"
    note = "" if register.personal and erased else note_of(register, old, new)
    return Transition(
        entity=type(row).__name__.lower(), entity_id=row.pk, step=step,
        source="" if step == "record" else state, target="erased" if erased else state, person=person, note=note,
    )  # fmt: skip


def history_of(row: models.Model) -> models.QuerySet[Transition]:
    """The newest first."""
    found = Transition.objects.filter(entity=type(row).__name__.lower(), entity_id=row.pk)
    return found.select_related("person").order_by("-pk")

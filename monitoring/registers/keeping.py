"""One row of a register recorded, changed or erased by a person: with its trace, and the count it belongs to.

Guaranteed: nobody changes a row they have not seen (`seen` is the fingerprint of what their form showed), what repeats
a recorded row is refused, what looks like one is asked about once (`sure`). The same sent twice is recorded once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from monitoring.in_force import agreements_counted
from monitoring.models import Agreement, Campaign, HeldEvent
from monitoring.registers.counting import recount
from monitoring.registers.doubles import doubles_of, in_words
from monitoring.registers.kinds import Register, key_of
from monitoring.registers.trace import entry, history_of, values_of
from monitoring.rules import may_keep
from schools.calendar import school_year_of
from schools.models import SchoolYear, User
from schools.workflow import StepRefused


class RowRefused(Exception):
    """Nothing was saved; the message says why and what to do."""


class RowDoubtful(Exception):
    """Nothing was saved yet: rows that stand already look the same, in words."""

    def __init__(self, doubles: list[Any]) -> None:
        self.doubles = [in_words(double) for double in doubles]
        super().__init__(f"Похоже на {', '.join(self.doubles)}: всё равно записать?")


@dataclass(frozen=True)
class Kept:
    """`changed` is False when everything stood so already."""

    row: Any
    changed: bool
    recounted: int = 0


def fingerprint(register: Register, row: Any) -> str:
    """What a form showed, short; a row not yet recorded has none."""
    if row.pk is None:
        return ""
    shown = "\x1f".join(values_of(register, row).values())
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


@transaction.atomic
def keep(*, register: Register, row: Any, person: User, seen: str = "", sure: bool = False) -> Kept:
    """Record a new row or the changed values of one that stands."""
    _check_rights(row, person)
    stored = _stored(register, row)
    if isinstance(row, HeldEvent):
        moved = stored is None or stored.starts != row.starts
        year = school_year_of(row.starts) if moved else stored.year_id
        row.year = SchoolYear.objects.get_or_create(year=year)[0]
    new = values_of(register, row)
    old = values_of(register, stored) if stored is not None else {}
    if stored is not None and old == new:
        return Kept(stored, changed=False)
    if stored is not None and row.pk is not None:
        _check_rights(stored, person)
        _check_seen(register, stored, seen)
    elif stored is not None:
        raise RowRefused(_repeats(row))
    if not sure and (doubles := doubles_of(row)):
        raise RowDoubtful(doubles)
    _save(row)
    step = "change" if stored is not None else "record"
    entry(register, row, step, person=person, old=old, new=new).save()
    return Kept(row, changed=True, recounted=_recount(row, stored, person))


@transaction.atomic
def erase(*, register: Register, row: Any, person: User) -> int:
    """Erase a row; the trace stays, of a responsible person without what was erased. Returns the recounted cells."""
    _check_rights(row, person)
    before = _spoken_for(row)
    old = values_of(register, row)
    entry(register, row, "erase", person=person, old=old, new={}).save()
    type(row)._default_manager.filter(pk=row.pk).delete()
    if not isinstance(row, Agreement):
        return 0
    return recount(schools=[row.school], person=person, forgotten=before - _spoken_for(row))


def place_of_row(row: Any) -> Any:
    """Where a right to keep the row is asked for: its school, else its municipality."""
    return row.school if row.school_id else row.municipality


def _check_rights(row: Any, person: User) -> None:
    if not may_keep(person, place_of_row(row)):
        raise StepRefused("Вести эту запись могут сама организация и специалист муниципалитета.")


def _stored(register: Register, row: Any) -> Any:
    """The row as it stands, locked; for a new one the row its natural key names already."""
    rows = register.model._default_manager.select_for_update(of=("self",)).select_related("school")
    if row.pk is not None:
        found = rows.filter(pk=row.pk).first()
        if found is None:
            raise RowRefused("Эту запись уже стёрли. Если она нужна, запишите её заново.")
        return found
    of_place = {"municipality_id": row.municipality_id} if isinstance(row, HeldEvent) else {}
    known = rows.filter(
        **of_place, **{name: value for name, value in key_of(register, row).items() if value is not None}
    )
    return next((other for other in known if key_of(register, other) == key_of(register, row)), None)


def _check_seen(register: Register, stored: Any, seen: str) -> None:
    if seen == fingerprint(register, stored):
        return
    last = history_of(stored).first()
    who = f"{last.person}" if last is not None and last.person else "кто-то другой"
    what = f" ({last.note})" if last is not None and last.note else ""
    raise RowRefused(
        f"Пока вы правили, запись изменил(а) {who}{what}. Проверьте, что должно остаться, и сохраните ещё раз."
    )


def _save(row: Any) -> None:
    try:
        row.validate_constraints()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        raise RowRefused(" ".join(error.messages)) from None
    except IntegrityError:
        raise RowRefused(_repeats(row)) from None


def _repeats(row: Any) -> str:
    return f"Уже записано: {in_words(row)}. Откройте ту запись и поправьте её."


def _spoken_for(row: Any) -> set[tuple[int, int]]:
    """The years of open campaigns the register speaks for, of the school of an agreement."""
    if not isinstance(row, Agreement):
        return set()
    years = Campaign.objects.filter(
        municipality_id=row.school.municipality_id, state=Campaign.State.OPEN
    ).values_list("year_id", flat=True)
    return set(agreements_counted([row.school_id], list(years)))


def _recount(row: Any, stored: Any, person: User) -> int:
    if not isinstance(row, Agreement):
        return 0
    schools = {row.school, *([stored.school] if stored is not None else [])}
    return recount(schools=schools, person=person)

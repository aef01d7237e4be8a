"""A checked file of a register → its rows, all of them or none, each with its trace.

The lines are checked once more under the lock of the rows, so that what was previewed is what is saved. Set-based: the
number of queries does not grow with the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from monitoring.models import Agreement, HeldEvent
from monitoring.registers.counting import recount
from monitoring.registers.kinds import KEYED, Around, Register
from monitoring.registers.planning import Change, Plan, plan
from monitoring.registers.reading import Line
from monitoring.registers.trace import entry, values_of
from monitoring.rules import may_keep
from monitoring.steps import OF_EVENTS
from schools.models import SchoolYear, Transition, User
from schools.models.fields import name_key
from schools.numbers import counted
from schools.workflow import StepRefused, take_many

BATCH = 300


class LoadRefused(Exception):
    """Nothing was saved; `plan` says what is wrong with which line."""

    def __init__(self, made: Plan) -> None:
        self.plan = made
        super().__init__("Ничего не сохранено: исправьте строки файла.")


@dataclass(frozen=True)
class Loaded:
    created: int
    changed: int
    unchanged: int

    @property
    def summary(self) -> str:
        if not (self.created or self.changed):
            return "Файл ничего не изменил: всё уже записано так."
        lines = counted(self.created, "новая запись", "новые записи", "новых записей")
        return f"Записано: {lines}, изменено {self.changed}, без изменений {self.unchanged}."


@transaction.atomic
def load(*, register: Register, lines: Sequence[Line], places: Around, person: User | None) -> Loaded:
    """`person` None = the demonstration."""
    if person is not None and not may_keep(person, places.own or places.municipality):
        raise StepRefused("Загружать реестр могут сама организация и специалист муниципалитета.")
    made = plan(register=register, lines=lines, places=places, lock=True)
    if made.errors:
        raise LoadRefused(made)
    _create(register, made.new, person)
    _update(register, made.changed, person)
    if register.model is Agreement and made.changes:
        recount(schools={change.row.school for change in made.changes}, person=person)
    return Loaded(len(made.new), len(made.changed), made.unchanged)


def _create(register: Register, changes: Sequence[Change], person: User | None) -> None:
    rows = [change.row for change in changes]
    if register.model is HeldEvent:
        for year in {row.year_id for row in rows}:
            SchoolYear.objects.get_or_create(year=year)
    try:
        with transaction.atomic():
            register.model._default_manager.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        raise StepRefused(
            "Пока вы смотрели, часть этих строк уже записали. Загрузите файл ещё раз."
        ) from None
    Transition.objects.bulk_create(
        [entry(register, row, "record", person=person, old={}, new=values_of(register, row)) for row in rows],
        batch_size=BATCH,
    )


def _update(register: Register, changes: Sequence[Change], person: User | None) -> None:
    rows = [change.row for change in changes]
    names = [each.name for each in register.fields if each.name not in ("state", "year_id")]
    keys = [name for name, source in KEYED.items() if source in names]
    for row in rows:
        for name in keys:
            setattr(row, name, name_key(getattr(row, KEYED[name])))
    register.model._default_manager.bulk_update(rows, [*names, *keys], batch_size=BATCH)
    for step in OF_EVENTS.values():
        moved = [change.row.pk for change in changes if change.step == step.name]
        if moved:
            take_many(HeldEvent.objects.filter(pk__in=moved), step, person=person, note="Из файла")
    Transition.objects.bulk_create(
        [
            entry(
                register,
                change.row,
                "change",
                person=person,
                old=change.old,
                new=values_of(register, change.row),
            )
            for change in changes
        ],
        batch_size=BATCH,
    )

"""Two people in one cell: what the later one is told, and the two values to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from monitoring.models import CellChange
from schools.calendar import format_date
from schools.models import User

LONGEST = 40
_YES_NO = {"1": "да", "0": "нет"}


@dataclass(frozen=True, slots=True)
class Choice:
    """`stands` is what the other one wrote, `mine` what was to be written over it, both as a field prints them."""

    name: str
    stands: str
    mine: str

    @property
    def leave(self) -> str:
        return f"Оставить {_short(self.stands)}" if self.stands else "Оставить пустым"

    @property
    def write(self) -> str:
        return f"Записать {_short(self.mine)}" if self.mine else "Стереть"


def story(change: CellChange | None, stands: str, mine: str, *, me: int = 0) -> str:
    """«А. П. Соколова изменила в 14:02: 25 → 27, у вас 30»; `me` is whoever reads it, perhaps in two tabs."""
    yours = f"у вас {_short(mine) or 'пусто'}"
    if change is None:
        return f"пока форма была открыта, здесь стало {_short(stands) or 'пусто'}, {yours}"
    at = timezone.localtime(change.at)
    day = "" if at.date() == timezone.localdate() else f"{format_date(at.date(), 'day')} "
    values = [_YES_NO.get(value, value) if stands in _YES_NO.values() else value
              for value in (change.old, change.new)]  # fmt: skip
    old, new = (_short(value) or "пусто" for value in values)
    who = "в другой вкладке вы записали" if me and change.person_id == me else _who(change)
    return f"{who} {day}в\u00a0{at:%H:%M}: {old} → {new}, {yours}"


def _who(change: CellChange) -> str:
    """The verb agrees with the patronymic; without one both forms stand."""
    if change.person is None:
        return f"изменено ({change.get_door_display()})"
    return f"{change.person} {_past(change.person)}"


def _past(person: User) -> str:
    patronymic = person.patronymic.lower()
    if patronymic.endswith(("на", "кызы")):
        return "изменила"
    return "изменил" if patronymic.endswith(("ич", "оглы")) else "изменил(а)"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"

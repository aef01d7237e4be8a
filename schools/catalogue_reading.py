"""Items of a catalogue file → typed values; every fault is collected with its path, nothing raises on the way.

A getter returns `ABSENT` when the key is missing or faulty, and `give` then leaves that attribute alone: an update
changes only what the file says. `needed=True` demands the key when the row is created, never on an update.
Guaranteed: after reading the whole file, `Problems` holds every fault, in the order of the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from schools.calendar import FIRST_YEAR, LAST_YEAR, parse_year
from schools.catalogue_problems import Problems, nearest, shown
from schools.grades import Grades, GradesError
from schools.models.fields import PLACES
from schools.parsing import parse_number

ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT", "__bool__": lambda _: False})()
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
LARGEST = Decimal(10) ** 12
_FLAGS = {"true": True, "yes": True, "да": True, "false": False, "no": False, "нет": False}


def give(row: models.Model, **values: Any) -> None:
    """Set the attributes the file says something about."""
    for name, value in values.items():
        if value is not ABSENT:
            setattr(row, name, value)


@dataclass
class Item:
    """One mapping of the file with its path; `is_new` = the row does not exist yet."""

    data: Mapping[Any, Any]
    path: str
    problems: Problems
    is_new: bool = False

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, message: str) -> Any:
        self.problems.add(self.at(key) if key else self.path, message)
        return ABSENT

    def know(self, keys: Iterable[str]) -> None:
        """Refuse every key that is not one of these."""
        known = list(keys)
        for key in self.data:
            if key not in known:
                close = nearest(key, known)
                hint = (
                    f"возможно, вы имели в виду «{close}»" if close else f"здесь бывают: {', '.join(known)}"
                )
                self.refuse(str(key), f"неизвестный ключ; {hint}")

    def _raw(self, key: str, *, needed: bool) -> Any:
        value = self.data.get(key, ABSENT)
        if needed and ((value is ABSENT and self.is_new) or value is None or value == ""):
            return self.refuse(key, "обязательное поле: укажите значение")
        return value

    def text(self, key: str, *, needed: bool = False) -> Any:
        value = self._raw(key, needed=needed)
        if value is ABSENT:
            return ABSENT
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            return self.refuse(key, f"нужен текст, а здесь {shown(value)}")
        text = str(value).strip()
        if needed and not text:
            return self.refuse(key, "обязательное поле: укажите значение")
        if "\x00" in text:
            return self.refuse(key, "в тексте есть недопустимый знак с кодом 0: уберите его")
        return text

    def choice(self, key: str, values: Iterable[str], *, needed: bool = False) -> Any:
        value = self._raw(key, needed=needed)
        if value is ABSENT or value is None:
            return ABSENT
        return self._one_of(key, value, list(values))

    def _one_of(self, key: str, value: object, allowed: list[str]) -> Any:
        if isinstance(value, str) and value in allowed:
            return value
        close = nearest(value, allowed)
        hint = f"; возможно, вы имели в виду «{close}»" if close else ""
        return self.refuse(key, f"недопустимое значение {shown(value)}{hint}; бывает: {', '.join(allowed)}")

    def choices(self, key: str, values: Iterable[str]) -> Any:
        """A list of distinct choices in the order of `values`."""
        value = self._raw(key, needed=False)
        if value is ABSENT or value is None:
            return [] if value is None else ABSENT
        if not isinstance(value, list):
            return self.refuse(key, f"нужен список в квадратных скобках, а здесь {shown(value)}")
        allowed = list(values)
        found = [self._one_of(f"{key}[{place}]", each, allowed) for place, each in enumerate(value)]
        return ABSENT if ABSENT in found else [each for each in allowed if each in found]

    def flag(self, key: str) -> Any:
        value = self.data.get(key, ABSENT)
        if isinstance(value, bool) or value is ABSENT:
            return value
        known = _FLAGS.get(str(value).lower(), ABSENT)
        return (
            known
            if known is not ABSENT
            else self.refuse(key, f"нужно true или false, а здесь {shown(value)}")
        )

    def whole(self, key: str, lowest: int, largest: int) -> Any:
        value = self.data.get(key, ABSENT)
        if value is ABSENT:
            return ABSENT
        digits = str(value).strip()
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", digits):
            return self.refuse(key, f"нужно целое число, а здесь {shown(value)}")
        if not lowest <= int(digits) <= largest:
            return self.refuse(key, f"{digits} вне пределов: допустимо от {lowest} до {largest}")
        return int(digits)

    def number(self, key: str) -> Any:
        """A needed number not below zero with at most four decimals: 30, 30.5 or «30,5»."""
        value = self.data.get(key, ABSENT)
        parsed = parse_number(None if value is ABSENT or isinstance(value, list | dict) else value)
        if parsed.kind != "number" or parsed.value is None:
            return self.refuse(key, f"нужно число, например 30 или 30,5, а здесь {shown(value or None)}")
        if parsed.value < 0:
            return self.refuse(key, f"{shown(value)} меньше нуля: укажите 0 или больше")
        if parsed.value >= LARGEST or parsed.value != round(parsed.value, PLACES):
            return self.refuse(key, f"{shown(value)}: не больше {PLACES} знаков после запятой и меньше 10¹²")
        return parsed.value

    def grades(self, key: str) -> Any:
        """A set of grades; `null` says nothing."""
        value = self.data.get(key, ABSENT)
        if value is ABSENT or value is None:
            return ABSENT
        if isinstance(value, bool) or not isinstance(value, str | int):
            return self.refuse(
                key, f"{shown(value)} – не перечень классов; напишите, например, 6-11, 9 или 5-9,11"
            )
        try:
            return Grades.parse(value)
        except GradesError as error:
            return self.refuse(key, str(error))

    def year(self, key: str, value: object = ABSENT) -> Any:
        """A needed school year by the year it starts in; `value` = an element already taken out."""
        raw = self.data.get(key) if value is ABSENT else value
        try:
            return parse_year(raw)
        except ValueError as error:
            return self.refuse(key, str(error).rstrip("."))

    def years(self, key: str) -> tuple[Any, Any]:
        """`[2018, null]` → first and last school year."""
        value = self.data.get(key, ABSENT)
        if value is ABSENT:
            return ABSENT, ABSENT
        if value is None:
            return None, None
        if not isinstance(value, list) or len(value) != 2:
            self.refuse(
                key, f"нужны два года, первый и последний, например [2018, null], а здесь {shown(value)}"
            )
            return ABSENT, ABSENT
        first, last = (
            None if each is None else self.year(f"{key}[{place}]", each) for place, each in enumerate(value)
        )
        if first and last and last < first:
            return self.refuse(key, f"последний год {last} раньше первого {first}"), ABSENT
        return first, last

    def day(self, key: str) -> Any:
        value = self.data.get(key, ABSENT)
        if value is ABSENT or value is None or value == "":
            return ABSENT if value is ABSENT else None
        match = _DAY.fullmatch(str(value).strip())
        try:
            parts = match.groups() if match else ()
            year, month, day = parts[:3] if parts[:1] != (None,) else parts[:2:-1]
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            return self.refuse(key, f"нужна дата вида 2024-09-01, а здесь {shown(value)}")
        if not FIRST_YEAR - 200 <= found.year <= LAST_YEAR:
            return self.refuse(key, f"{shown(value)}: год даты вне пределов")
        return found

    def nested(self, key: str, value: object = ABSENT) -> Item | None:
        """The mapping under a key, as an item of its own."""
        inner = self.data.get(key) if value is ABSENT else value
        if not isinstance(inner, Mapping):
            self.refuse(key, f"нужны поля вида «ключ: значение», а здесь {shown(inner)}")
            return None
        return Item(inner, self.at(key), self.problems, self.is_new)

    def items(self, key: str) -> list[Item] | None:
        """The list of mappings under a key; None when the key is missing or is no list."""
        value = self.data.get(key, ABSENT)
        if value is ABSENT:
            return None
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(key, f"нужен список, а здесь {shown(value)}")
            return None
        found = [self.nested(f"{key}[{place}]", each) for place, each in enumerate(value)]
        return [item for item in found if item is not None]

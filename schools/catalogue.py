"""Municipalities (with their regions) and schools of the catalogue file.

Needed when a row is new: code, name and region of a municipality; code, municipality, short name and kind of a
school. Case forms that are missing then are the name itself, until somebody fills them in: declension is never
guessed. Grades that are missing come from the kind. A school that gets another short name keeps the former one.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from schools.catalogue_parts import Book, Part, check_columns
from schools.catalogue_problems import nearest, shown
from schools.catalogue_reading import ABSENT, Item, give
from schools.catalogue_rows import Tally
from schools.former_names import keep_former_names
from schools.grades import EVERYTHING, WITHOUT_GRADES
from schools.models import (
    DEFAULT_GRADES,
    Kind,
    Locality,
    Municipality,
    Region,
    School,
    User,
)

UNKNOWN_AUTHORITY = "Муниципальный орган управления образованием"
_TEXTS = ("letterhead", "signatory_post", "signatory_name", "executor_name", "executor_phone")


class Regions(Part):
    """Regions stand inside the municipalities of the file; one code has one name throughout."""

    name, title, model, keys = "regions", "Регионы", Region, ("code", "name")

    def declare(self, book: Book) -> None:
        for item in book.items("municipalities"):
            inner = item.nested("region") if "region" in item else None
            if inner is None:
                continue
            inner.is_new = True
            inner.know(self.keys)
            code = inner.text("code", needed=True)
            if code is ABSENT:
                continue
            shelf = book.shelf(Region)
            known = shelf.named.get(code)
            if known is None:
                shelf.take(code, inner)
            elif "name" in inner and "name" in known[0] and inner.text("name") != known[0].text("name"):
                inner.refuse(
                    "name", f"регион «{code}» назван иначе в {known[0].path}; оставьте одно название"
                )

    def read(self, book: Book) -> None:
        for item, row in book.shelf(Region).named.values():
            give(row, name=item.text("name", needed=True))
            check_columns(item, row)


class Municipalities(Part):
    name, title, model = "municipalities", "Муниципалитеты", Municipality
    keys = (
        "code",
        "region",
        "name",
        "name_genitive",
        "name_prepositional",
        "authority",
        "time_zone",
        *_TEXTS,
    )

    def fill(self, item: Item, row: Any, book: Book) -> None:
        give(row, name=item.text("name", needed=True), time_zone=_time_zone(item))
        give(row, **{key: item.text(key) for key in _TEXTS})
        for form, otherwise in (
            ("name_genitive", row.name),
            ("name_prepositional", row.name),
            ("authority", UNKNOWN_AUTHORITY),
        ):
            setattr(row, form, item.text(form) or getattr(row, form) or otherwise)
        if "region" in item:
            inner = item.data["region"]
            code = str(inner.get("code", "")).strip() if isinstance(inner, dict) else ""
            if code in book.shelf(Region).rows:
                row.region = book.shelf(Region).rows[code]
        elif item.is_new:
            item.refuse("region", "обязательное поле: укажите код и название региона")


def _time_zone(item: Item) -> Any:
    zone = item.text("time_zone")
    if not zone:
        return ABSENT
    try:
        return ZoneInfo(zone).key
    except (ValueError, OSError, KeyError):
        close = nearest(zone, available_timezones()) or "Europe/Moscow"
        return item.refuse("time_zone", f"нет часового пояса {shown(zone)}; ближайшее – «{close}»")


class Schools(Part):
    name, title, model, link = "schools", "Организации", School, "successor"
    keys = (
        "code", "municipality", "short_name", "full_name", "kind", "grades", "locality", "email", "opened", "closed",
        "successor",
    )  # fmt: skip

    def own(self, item: Item, row: Any, book: Book) -> None:
        if item.is_new and item.text("municipality", needed=True) is ABSENT:
            return
        if "municipality" in item:
            super().own(item, row, book)

    def fill(self, item: Item, row: Any, book: Book) -> None:
        give(
            row,
            short_name=item.text("short_name", needed=True),
            full_name=item.text("full_name"),
            locality=item.choice("locality", Locality.values),
            email=item.text("email"),
            opened=item.day("opened"),
            closed=item.day("closed"),
            successor=book.find(item, "successor", School),
        )
        self._fill_grades(item, row, book)
        if row.opened and row.closed and row.closed <= row.opened:
            item.refuse(
                "closed" if "closed" in item else "opened", "дата закрытия должна быть позже даты открытия"
            )

    def _fill_grades(self, item: Item, row: Any, book: Book) -> None:
        give(row, kind=item.choice("kind", Kind.values, needed=True))
        grades = item.grades("grades")
        ungraded = DEFAULT_GRADES.get(row.kind) == WITHOUT_GRADES
        if grades is not ABSENT and grades == EVERYTHING:
            grades = (
                WITHOUT_GRADES
                if ungraded
                else item.refuse("grades", "перечислите классы организации, например 1-11")
            )
        elif grades is not ABSENT and ungraded:
            item.refuse("grades", "организации этого вида не работают по классам: уберите grades")
        changed_kind = row.kind != book.shelf(School).was(row, "kind")
        if grades is not ABSENT:
            row.grades = grades
        elif changed_kind or not row.grades:
            row.grades = DEFAULT_GRADES.get(row.kind, WITHOUT_GRADES)

    def save(self, book: Book, person: User | None) -> Tally:
        shelf = book.shelf(School)
        rows = [row for _, row in shelf.named.values()]
        renamed = [row for row in rows if shelf.was(row, "short_name") not in (ABSENT, row.short_name)]
        keep_former_names(schools=renamed, today=timezone.localdate())
        return super().save(book, person)


PARTS: tuple[Part, ...] = (Regions(), Municipalities(), Schools())

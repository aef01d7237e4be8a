"""The list of organisations, kept by officers: rename, regrade, close, merge.

`change_school`: an organisation and its new words → the names of the columns that changed. A new name leaves the
old one in `FormerName` (documents of past years print it); a second renaming on the same day keeps the first of
them. Nothing is deleted: an organisation that no longer exists gets `closed`, a merged one also its `successor`.
What has not changed is not written.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from schools.grades import Grades
from schools.models import FormerName, School, User
from schools.rules import can_edit_school

NAMES = ("short_name", "full_name")


class SchoolRefused(Exception):
    """The organisation cannot be changed so; the message says, in Russian, why. `field` names the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def change_school(
    *, school: School, person: User, today: dt.date, short_name: str, full_name: str, grades: Grades,
    locality: str, closed: dt.date | None, successor: School | None, email: str,
) -> list[str]:  # fmt: skip
    """Write what differs from the present row; raises SchoolRefused."""
    if not can_edit_school(person, school):
        raise SchoolRefused("Сведения об организации меняет специалист её муниципалитета.")
    now = School.objects.select_for_update().get(pk=school.pk)
    wanted = {
        "short_name": short_name, "full_name": full_name, "grades": grades, "locality": locality,
        "closed": closed, "successor_id": successor.pk if successor else None, "email": email,
    }  # fmt: skip
    changed = [name for name, value in wanted.items() if getattr(now, name) != value]
    _check(now, wanted, successor)
    if not changed:
        return []
    if set(changed) & set(NAMES) and now.short_name:
        FormerName.objects.get_or_create(
            school=now, until=today, defaults={name: getattr(now, name) for name in NAMES}
        )
    for name in changed:
        setattr(school, name, wanted[name])
    school.save(update_fields=[*changed, "name_key", "changed_at"])
    return changed


def _check(school: School, wanted: dict[str, Any], successor: School | None) -> None:
    if not wanted["grades"]:
        raise SchoolRefused("Укажите классы, например 1-9.", field="grades")
    if wanted["closed"] and school.opened and wanted["closed"] <= school.opened:
        raise SchoolRefused("Дата закрытия должна быть позже даты открытия.", field="closed")
    if successor is None:
        return
    if not wanted["closed"]:
        raise SchoolRefused(
            "Укажите дату закрытия: правопреемник есть только у закрытой организации.", "closed"
        )
    if successor.pk == school.pk or successor.municipality_id != school.municipality_id:
        raise SchoolRefused("Правопреемник – другая организация того же муниципалитета.", field="successor")
    if successor.successor_id == school.pk:
        raise SchoolRefused("Эти организации уже указаны правопреемниками друг друга.", field="successor")

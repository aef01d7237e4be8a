"""A municipality: made by an administrator, its names and conditions kept by its officers.

Case forms are what somebody typed: declension is never guessed. The region is found by its code or made with the
municipality. Code and region do not change afterwards.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from schools.models import Municipality, Region, User
from schools.rules import can_manage_people

NAMES = ("name", "name_genitive", "name_prepositional", "authority", "time_zone")


class PlaceRefused(Exception):
    """The municipality cannot be written so; the message says, in Russian, why. `field` names the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def create_municipality(
    *, person: User, code: str, region_code: str, region_name: str, **names: str
) -> Municipality:
    """A municipality nobody has made yet; a known region keeps its name."""
    if not person.is_superuser:
        raise PlaceRefused("Муниципалитет заводит администратор портала.")
    known = Municipality.objects.filter(code=code).first()
    if known is not None:
        raise PlaceRefused(f"Муниципалитет с кодом {code} уже есть: {known.name}.", field="code")
    region, _ = Region.objects.get_or_create(code=region_code, defaults={"name": region_name})
    made = Municipality(code=code, region=region, **names)
    _check(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise PlaceRefused(f"Муниципалитет с кодом {code} только что завели.", field="code") from error
    return made


@transaction.atomic
def change_municipality(*, municipality: Municipality, person: User, **names: str) -> list[str]:
    """Write what differs; returns the names of the columns that changed."""
    if not can_manage_people(person, municipality):
        raise PlaceRefused("Сведения о муниципалитете меняет его специалист.")
    now = Municipality.objects.select_for_update().get(pk=municipality.pk)
    changed = [name for name, value in names.items() if getattr(now, name) != value]
    for name, value in names.items():
        setattr(municipality, name, value)
    _check(municipality)
    if changed:
        municipality.save(update_fields=changed)
    return changed


def _check(municipality: Municipality) -> None:
    try:
        municipality.clean()
    except ValidationError as error:
        raise PlaceRefused(" ".join(error.messages), field="time_zone") from error

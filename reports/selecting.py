"""Saved selections: saved under a name, renamed, deleted. Whose they are decides `may_keep`."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from reports.choice import Choice
from reports.models import Selection
from schools.models import Municipality, User


class NameTaken(Exception):
    """Another selection of the same person has this name."""


def may_keep(person: User, selection: Selection) -> bool:
    return person.is_superuser or selection.owner_id == person.pk


@transaction.atomic
def save(*, name: str, choice: Choice, municipality: Municipality, person: User) -> bool:
    """One's own selection of this name is written over; returns whether it is new."""
    _, is_new = Selection.objects.update_or_create(
        municipality=municipality, owner=person, name=name, defaults={"words": choice.words()}
    )
    return is_new


def rename(*, selection: Selection, name: str) -> None:
    """Raises NameTaken."""
    try:
        with transaction.atomic():
            Selection.objects.filter(pk=selection.pk).update(name=name)
    except IntegrityError:
        raise NameTaken from None


@transaction.atomic
def delete(*, selection: Selection) -> bool:
    """False where it was gone already."""
    return bool(Selection.objects.filter(pk=selection.pk).delete()[0])

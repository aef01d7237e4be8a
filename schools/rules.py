"""Predicates of this room: may this person take this step with this object?"""

from __future__ import annotations

from schools.access import Permission, may
from schools.models import Municipality, Owned, School, User


def can_manage_people(person: User, municipality: Municipality) -> bool:
    """Issue one-time codes and close accounts of the municipality's organisations."""
    return may(person, Permission.MANAGE_PEOPLE, municipality)


def can_edit_school(person: User, school: School) -> bool:
    """Change the name, grades, address or dates of an organisation."""
    return may(person, Permission.MANAGE_PEOPLE, school)


def can_edit_definition(person: User, definition: Owned) -> bool:
    """A shared definition is edited by those who own shared ones, a municipality's own by its officers."""
    if definition.municipality is None:
        return may(person, Permission.SHARE)
    return may(person, Permission.WRITE_RULES, definition.municipality)

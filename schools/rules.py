"""Predicates of this room: may this person take this step with this object?"""

from __future__ import annotations

from schools.access import Permission, may
from schools.models import Municipality, School, User


def can_manage_people(person: User, municipality: Municipality) -> bool:
    """Issue one-time codes and close accounts of the municipality's organisations."""
    return may(person, Permission.MANAGE_PEOPLE, municipality)


def can_edit_school(person: User, school: School) -> bool:
    """Change the name, grades, address or dates of an organisation."""
    return may(person, Permission.MANAGE_PEOPLE, school)

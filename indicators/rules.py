"""Predicates of this room: what a person may read or change here."""

from __future__ import annotations

from indicators.models import Indicator
from schools.access import Permission, may
from schools.models import Municipality, Region, School, User


def can_plan(person: User, place: Municipality | School) -> bool:
    """Set a target: of a municipality or of one of its organisations."""
    return may(person, Permission.PLAN, place)


def can_define(person: User, owner: Municipality | None) -> bool:
    """Write an indicator: those of a municipality its officers, shared ones the operator of a region."""
    if owner is None:
        return may(person, Permission.SHARE)
    return may(person, Permission.WRITE_RULES, owner)


def can_publish(person: User, municipality: Municipality) -> bool:
    """Check published documents and record their figures: the officers of the municipality they speak of."""
    return may(person, Permission.WRITE_RULES, municipality)


def can_write_some(person: User, municipality: Municipality) -> bool:
    """Write indicators at all: those of this municipality, or shared ones."""
    return can_define(person, municipality) or can_define(person, None)


def reads_region(person: User, region_id: int) -> bool:
    """Compare the municipalities of a region: its operator and analysts, not the people of one municipality."""
    return may(person, Permission.READ, Region(pk=region_id))


def takes_target(indicator: Indicator, *, of_school: bool) -> bool:
    """Organisations have targets of their own only where they are judged one by one."""
    return indicator.judges_schools if of_school else True

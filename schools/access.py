"""What each role may do, as data, and the one question asked of it: person, permission, place → yes or no.

Which rows somebody reads is `visible_to`; which step of a workflow they may take is a predicate in the room's
`rules.py`, which asks here. An administrator (superuser) may do everything. `may` costs no query once the person's
roles are read; a municipality or a school must bring the places above it (`school.municipality` for a region).
"""

from __future__ import annotations

from enum import StrEnum

from schools.models import Membership, Municipality, Region, Role, School, User

AnyPlace = Region | Municipality | School
ADMIN = "admin"


class Permission(StrEnum):
    """What can be allowed in a place."""

    READ = "read"  # everything of a municipality, down to each of its schools
    EXPORT = "export"  # tables and documents of what one reads
    FILL = "fill"  # enter and submit the yearly form of a school
    ANSWER = "answer"  # acknowledge and answer the recommendations to a school
    REVIEW = "review"  # open campaigns, return and accept submissions
    PLAN = "plan"  # set targets
    WRITE_RULES = "write_rules"  # edit definitions that belong to the municipality: indicators, rules
    RECOMMEND = "recommend"  # issue, withdraw and confirm recommendations; letters
    MEASURE = "measure"  # keep the roadmap, marks of execution, decisions
    MANAGE_PEOPLE = "manage_people"  # accounts, one-time codes and the list of organisations
    SHARE = "share"  # edit definitions shared by all municipalities


P = Permission

ROLES: dict[str, frozenset[Permission]] = {
    Role.HEAD: frozenset({P.FILL, P.ANSWER, P.EXPORT}),
    Role.OFFICER: frozenset(set(P) - {P.ANSWER, P.SHARE}),
    Role.ANALYST: frozenset({P.READ, P.EXPORT}),
    Role.REGION: frozenset({P.READ, P.EXPORT, P.PLAN, P.SHARE}),
}

ROLE_NAMES: dict[str, str] = {**dict(Role.choices), ADMIN: "администратор"}


def may(person: User, permission: Permission | str, place: AnyPlace | None = None) -> bool:
    """May the person do this there? Without a place: anywhere at all."""
    if not person.is_active:
        return False
    if person.is_superuser:
        return True
    return any(
        permission in ROLES[role.role] and (place is None or covers(role, place))
        for role in getattr(person, "roles", ())
    )


def covers(role: Membership, place: AnyPlace) -> bool:
    """Does the place of a role contain this one (a region its municipalities, these their schools)?"""
    if isinstance(place, School):
        if place.pk == role.school_id or place.municipality_id == role.municipality_id:
            return True
        return role.region_id is not None and place.municipality.region_id == role.region_id
    if isinstance(place, Municipality):
        return place.pk == role.municipality_id or place.region_id == role.region_id
    return place.pk == role.region_id


def role_in(person: User, place: AnyPlace) -> str:
    """The role a person plays in a place, the widest first; empty = none."""
    if person.is_superuser:
        return ADMIN
    held = {role.role for role in person.roles if covers(role, place)}
    return next((role for role in (Role.OFFICER, Role.REGION, Role.ANALYST, Role.HEAD) if role in held), "")

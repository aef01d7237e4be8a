"""Predicates of this room: may this person take this step with this recommendation?

Heads answer what is addressed to their school; officers of the municipality check, send, confirm and recall; an
administrator has the officer's rights. Which recommendations somebody sees is `visible_to`.
"""

from __future__ import annotations

from recommendations.models import Recommendation
from recommendations.steps import HEAD, OFFICER, STEPS
from schools.access import Permission, may
from schools.models import Municipality, School, User

PERMISSIONS = {HEAD: Permission.ANSWER, OFFICER: Permission.RECOMMEND}
WHO = {HEAD: "руководитель организации", OFFICER: "специалист муниципалитета"}


def may_answer(person: User, school: School) -> bool:
    """Acknowledge, take in work and answer for the school; nobody answers in its place, not even an administrator."""
    return not person.is_superuser and may(person, Permission.ANSWER, school)


def may_recommend(person: User, municipality: Municipality) -> bool:
    """Check, send, confirm, recall, write one's own."""
    return may(person, Permission.RECOMMEND, municipality)


def may_write_rule(person: User, owner: Municipality | None) -> bool:
    """Rules of a municipality are written by its officers, shared ones by the operator of a region."""
    if owner is None:
        return may(person, Permission.SHARE)
    return may(person, Permission.WRITE_RULES, owner)


def may_take(person: User, step: str, recommendation: Recommendation) -> bool:
    """By role alone; whether the state permits the step is `allowed_steps`."""
    roles = STEPS[step].roles
    return (HEAD in roles and may_answer(person, recommendation.school)) or (
        OFFICER in roles and may_recommend(person, recommendation.municipality)
    )


def allowed_steps(person: User, recommendation: Recommendation) -> list[str]:
    """The names of the steps this person may take now, for buttons."""
    return [
        name
        for name, step in STEPS.items()
        if recommendation.state in step.sources and may_take(person, name, recommendation)
    ]


def why_not(person: User, step: str, recommendation: Recommendation) -> str:
    """Empty when the role permits the step; else who may take it."""
    if may_take(person, step, recommendation):
        return ""
    who = " или ".join(WHO[role] for role in STEPS[step].roles) or "сам портал"
    return f"Шаг «{STEPS[step].label}» может сделать только: {who}."


def may_read_file(person: User, recommendation: Recommendation) -> bool:
    """A file of an answer is for those who answer and those who check, not for everybody who sees the list."""
    return may_answer(person, recommendation.school) or may(
        person, Permission.READ, recommendation.municipality
    )

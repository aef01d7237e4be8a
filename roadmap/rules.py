"""Predicates of this room: may this person mark the execution of this measure?"""

from __future__ import annotations

from roadmap.models import Measure
from schools.access import Permission, may
from schools.models import Kind, Municipality, School, User

OWNING_KINDS = (Kind.PRIMARY, Kind.BASIC, Kind.SECONDARY)
"""«ОО» of a roadmap are the general schools: its measures speak of their grades."""


def can_keep_roadmap(person: User, municipality: Municipality) -> bool:
    """See what is doubtful in a roadmap, mark a measure as a whole, mark for a school that told it by phone."""
    return may(person, Permission.MEASURE, municipality)


def can_mark(person: User, measure: Measure, school: School | None) -> bool:
    """As a whole: the officer. For one school: the officer or its own people, if the schools answer for the measure."""
    municipality = measure.section.roadmap.municipality
    if school is None:
        return can_keep_roadmap(person, municipality)
    if (
        school.municipality_id != municipality.pk
        or school.kind not in OWNING_KINDS
        or not is_of_schools(measure)
    ):
        return False
    return may(person, Permission.MEASURE, school) or may(person, Permission.ANSWER, school)


def is_of_schools(measure: Measure) -> bool:
    """Are the organisations themselves among the responsible, so that each marks its own execution?"""
    return any(body.is_schools for body in measure.responsible.all())


def concerns(measure: Measure, school: School) -> bool:
    """Shall this organisation execute the measure?"""
    return school.kind in OWNING_KINDS and is_of_schools(measure)

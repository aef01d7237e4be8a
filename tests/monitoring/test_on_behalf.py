"""Whoever writes for an organisation is told apart from the organisation itself, at every door."""

from __future__ import annotations

import pytest

from monitoring.models import CellChange
from schools.models import Membership, Role
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db, year, school, small_school):
    make_catalogue()


def written_by(person, value, **options):
    send(fact("okr-01", "pupils", grade=6, value=value), person=person, draft=True, **options)
    return CellChange.objects.latest("pk").on_behalf


def test_it_is_kept_who_wrote_for_the_organisation(officer, admin, head):
    assert [written_by(officer, 20), written_by(admin, 21), written_by(head, 22), written_by(None, 23)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_officer_who_also_works_at_the_school_writes_for_nobody_else_there(officer, school):
    Membership.objects.create(user=officer, role=Role.HEAD, school=school)
    assert written_by(officer, 20) is False
    send(fact("okr-02", "pupils", grade=6, value=9), person=officer)
    assert CellChange.objects.get(school__code="okr-02").on_behalf is True


@pytest.mark.parametrize("door", CellChange.Door.values)
def test_the_door_makes_no_difference(door, officer):
    assert written_by(officer, 20, door=door) is True

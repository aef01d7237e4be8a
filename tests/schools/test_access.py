"""Who may do what, where."""

import pytest

from schools.access import ROLES, Permission, may, role_in
from schools.models import Membership, Role, User

NOTHING: set[str] = set()


def allowed(person: User, place) -> set[str]:
    return {str(permission) for permission in Permission if may(person, permission, place)}


def test_the_table_of_roles_is_what_the_portal_promises():
    assert {role: sorted(permissions) for role, permissions in ROLES.items()} == {
        "head": ["answer", "export", "fill"],
        "officer": [
            "export", "fill", "manage_people", "measure", "plan", "read", "recommend", "review", "write_rules",
        ],
        "analyst": ["export", "read"],
        "region": ["export", "plan", "read", "share"],
    }  # fmt: skip


def test_everybody_acts_in_their_own_place_and_nowhere_else(
    people, school, small_school, neighbour_school, faraway_school
):
    everything = {str(permission) for permission in Permission}
    reads = {"read", "export"}
    keeps = everything - {"answer", "share"}
    places = {
        "school": school,
        "small": small_school,
        "neighbour": neighbour_school,
        "faraway": faraway_school,
    }
    found = {
        name: {word: allowed(person, place) for word, place in places.items()}
        for name, person in people.items()
    }
    regional = reads | {"plan", "share"}
    of_head = {"fill", "answer", "export"}
    assert found == {
        "region": {"school": regional, "small": regional, "neighbour": regional, "faraway": NOTHING},
        "officer": {"school": keeps, "small": keeps, "neighbour": NOTHING, "faraway": NOTHING},
        "head": {"school": of_head, "small": NOTHING, "neighbour": NOTHING, "faraway": NOTHING},
        "second_head": {"school": NOTHING, "small": of_head, "neighbour": NOTHING, "faraway": NOTHING},
        "analyst": {"school": reads, "small": reads, "neighbour": NOTHING, "faraway": NOTHING},
        "stranger": {"school": NOTHING, "small": NOTHING, "neighbour": keeps, "faraway": NOTHING},
        "admin": dict.fromkeys(places, everything),
    }


def test_a_head_acts_for_the_school_not_for_its_municipality(head, okrug, school, kuzbass):
    assert allowed(head, okrug) == NOTHING
    assert allowed(head, kuzbass) == NOTHING
    assert may(head, "fill")  # somewhere


def test_a_closed_account_may_do_nothing(officer, okrug):
    officer.is_active = False
    assert allowed(officer, okrug) == NOTHING


def test_the_widest_role_in_a_place_counts(officer, school, okrug):
    Membership.objects.create(user=officer, role=Role.HEAD, school=school)
    person = User.objects.get(pk=officer.pk)
    assert (role_in(person, school), role_in(person, okrug)) == ("officer", "officer")


def test_asking_many_times_reads_the_roles_once(officer, okrug, school, django_assert_num_queries):
    person = User.objects.get(pk=officer.pk)
    with django_assert_num_queries(1):
        for _ in range(3):
            assert may(person, Permission.REVIEW, okrug)
            assert may(person, Permission.FILL, school)


@pytest.mark.parametrize("name", ["region", "officer", "head", "analyst"])
def test_a_role_fits_only_its_kind_of_place(name, request, okrug):
    """The database refuses, for instance, a head of a municipality."""
    from django.core.exceptions import ValidationError

    person = request.getfixturevalue(name)
    with pytest.raises(ValidationError, match="Место не подходит к роли"):
        Membership(user=person, role=Role.HEAD, municipality=okrug).full_clean()

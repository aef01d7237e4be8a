"""Where a request happens."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import ResolverMatch

from schools.models import Membership, Role, SchoolYear, User
from schools.place import place_of


@pytest.fixture(autouse=True)
def _years(db):
    SchoolYear.objects.bulk_create([SchoolYear(year=year) for year in (2019, 2020, 2021, 2030)])


@pytest.fixture
def ask():
    """Place of a request: `ask(person, "?municipality=…", session, year=2020)` → municipality, school, year."""

    def place(person, query="", session=None, **kwargs):
        request = RequestFactory().get(f"/{query}")
        request.user = User.objects.get(pk=person.pk)
        request.session = {} if session is None else session
        request.resolver_match = ResolverMatch(lambda: None, (), kwargs)
        found = place_of(request)
        assert place_of(request) is found
        return found.municipality.code, found.school and found.school.code, found.year

    with time_machine.travel("2022-03-01"):
        yield place


def test_everybody_begins_in_their_own_place_and_the_newest_year_that_has_begun(ask, people, faraway):
    assert {name: ask(person) for name, person in people.items()} == {
        "region": ("32622000", None, 2021),
        "officer": ("32622000", None, 2021),
        "head": ("32622000", "okr-01", 2021),
        "second_head": ("32622000", "okr-02", 2021),
        "analyst": ("32622000", None, 2021),
        "stranger": ("32701000", None, 2021),
        "admin": ("03701000", None, 2021),
    }


def test_the_choice_of_a_municipality_is_kept_for_the_next_request(ask, region, okrug, neighbour):
    session: dict = {}
    assert ask(region, "?municipality=32701000", session)[0] == "32701000"
    assert ask(region, "", session)[0] == "32701000"


def test_a_foreign_municipality_is_not_found_and_not_kept(ask, region, head, faraway, okrug):
    session: dict = {}
    for person, code in ((region, "03701000"), (head, "32622000"), (region, "нет")):
        with pytest.raises(Http404):
            ask(person, f"?municipality={code}", session)
    assert session == {}


def test_a_kept_place_that_is_no_longer_ones_own_is_forgotten(ask, officer, okrug, neighbour):
    assert ask(officer, "", {"place": ["municipality", neighbour.pk]})[0] == "32622000"
    assert ask(officer, "", {"place": ["school", 1]})[0] == "32622000"


def test_an_officer_of_two_municipalities_switches(ask, officer, okrug, neighbour):
    Membership.objects.create(user=officer, role=Role.OFFICER, municipality=neighbour)
    session: dict = {}
    assert ask(officer, "?municipality=32701000", session)[0] == "32701000"
    assert ask(officer, "", session)[0] == "32701000"


def test_a_head_of_two_schools_switches_between_them(ask, head, school, small_school):
    Membership.objects.create(user=head, role=Role.HEAD, school=small_school)
    session: dict = {}
    assert ask(head, "", session)[1] == "okr-01"
    assert ask(head, "?school=okr-02", session)[1] == "okr-02"
    assert ask(head, "", session)[1] == "okr-02"


def test_the_school_of_the_address_wins_and_brings_its_municipality(
    ask, region, head, neighbour_school, school
):
    assert ask(region, "", school="gor-01") == ("32701000", "gor-01", 2021)
    with pytest.raises(Http404):
        ask(head, "", school="gor-01")


def test_the_year_of_the_address_wins_and_is_kept(ask, officer):
    session: dict = {}
    assert ask(officer, "", session, year=2019)[2] == 2019
    assert ask(officer, "", session)[2] == 2019
    assert ask(officer, "?year=2020", session)[2] == 2020
    assert ask(officer, "?year=никакой", session)[2] == 2020


def test_the_newest_year_is_kept_only_after_another_was_chosen(ask, officer):
    session: dict = {}
    assert ask(officer, "", session, year=2021)[2] == 2021
    assert session == {}
    assert ask(officer, "", session, year=2019)[2] == 2019
    assert ask(officer, "", session, year=2021)[2] == 2021
    assert ask(officer, "", session)[2] == 2021


def test_a_year_without_data_is_not_found(ask, officer):
    with pytest.raises(Http404):
        ask(officer, "", year=2001)


def test_whoever_has_no_place_is_refused_in_words(ask):
    with pytest.raises(PermissionDenied, match="не назначено"):
        ask(User.objects.create(username="nobody"))


@pytest.mark.parametrize("name", ["region", "officer", "head", "analyst", "admin"])
def test_a_place_costs_at_most_three_queries(name, people, django_assert_max_num_queries, ask, faraway):
    with django_assert_max_num_queries(4):  # one of them is the user's own row
        ask(people[name])

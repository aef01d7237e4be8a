"""«Организации»: list and card."""

import datetime as dt

import pytest

from schools.models import FormerName, Kind, School
from tests.cast import make_school

CARD = {"short_name": "Ёлкинская СОШ", "full_name": "", "grades": "1-11", "locality": "rural", "email": ""}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["okr-02", "okr-03", "okr-01"]),
        ("q=елкин", ["okr-01"]),
        ("q=ЁЛКИНСКАЯ", ["okr-01"]),
        ("q=okr-03", ["okr-03"]),
        ("kind=basic", ["okr-02"]),
        ("locality=urban", ["okr-03"]),
        ("closed=1", ["okr-02", "okr-04", "okr-03", "okr-01"]),
        ("q=нет такой", []),
    ],
)
def test_the_list_is_searched_and_filtered(
    client_of, officer, school, small_school, kindergarten, query, codes
):
    make_school(school.municipality, "okr-04", "Бывшая школа", closed=dt.date(2020, 9, 1))
    page = client_of(officer).get(f"/schools/?{query}")
    assert [one.code for one in page.context["page"]] == codes


def test_an_officer_renames_a_school(client_of, officer, school):
    answer = client_of(officer).post(
        "/schools/okr-01/", {**CARD, "short_name": "Лицей № 1", "grades": "5-11"}
    )
    assert (answer.status_code, answer.url) == (302, "/schools/okr-01/")
    renamed = School.objects.get(code="okr-01")
    assert (renamed.short_name, str(renamed.grades)) == ("Лицей № 1", "5-11")
    assert FormerName.objects.get().short_name == "Ёлкинская СОШ"
    assert "Прежние названия" in client_of(officer).get("/schools/okr-01/").content.decode()


@pytest.mark.parametrize(
    ("word", "value"), [("grades", "с пятого"), ("grades", "all"), ("closed", "вчера"), ("short_name", "")]
)
def test_what_cannot_be_is_said_at_its_field(client_of, officer, school, word, value):
    answer = client_of(officer).post("/schools/okr-01/", {**CARD, word: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [word]


def test_an_organisation_without_grades_gets_none(client_of, officer, okrug):
    """Its numbers are totals: with grades all that is asked of it would change."""
    make_school(okrug, "okr-05", "Дом творчества", Kind.SUPPLEMENTARY)
    card = {**CARD, "short_name": "Дом творчества"}
    answer = client_of(officer).post("/schools/okr-05/", {**card, "grades": "1-9"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["grades"])
    assert client_of(officer).post("/schools/okr-05/", {**card, "grades": ""}).status_code == 302


def test_a_card_is_read_by_those_of_the_place_and_changed_by_its_officer(client_of, people, school):
    answers = {
        name: (
            client_of(person).get("/schools/okr-01/").status_code,
            client_of(person).post("/schools/okr-01/", CARD).status_code,
        )
        for name, person in people.items()
    }
    assert answers == {
        "region": (200, 403), "officer": (200, 302), "head": (200, 403), "second_head": (404, 404),
        "analyst": (200, 403), "stranger": (404, 404), "admin": (200, 302),
    }  # fmt: skip


def test_the_list_costs_the_same_queries_for_one_and_three_schools(
    client_of, officer, school, django_assert_num_queries
):
    browser = client_of(officer)
    for number in (1, 3):
        for one in range(1, number):
            make_school(school.municipality, f"more-{one}", f"Школа {one}")
        with django_assert_num_queries(7):  # session, person, roles, years, count, schools, navigation
            browser.get("/schools/")

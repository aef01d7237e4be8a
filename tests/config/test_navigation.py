"""The frame of every page: positions with their states, places and years to choose, and where everybody begins."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from config.navigation import CYCLE, navigation
from indicators.models import Goal
from monitoring.models import Campaign, Submission, Wave
from recommendations.models import Letter, Recommendation
from schools.models import Membership, Role, SchoolYear, User
from schools.place import place_of


@pytest.fixture
def frame(rf, year):
    """The context of a page for a person."""

    def ask(person):
        request = rf.get("/schools/")
        request.user, request.session, request.resolver_match = User.objects.get(pk=person.pk), {}, None
        place_of(request)
        return request, navigation

    return ask


def context(frame, person):
    request, processor = frame(person)
    return processor(request)


def test_the_frame_names_the_place_the_person_and_the_role(frame, people, neighbour, faraway):
    found = {name: context(frame, person) for name, person in people.items()}
    assert {name: (words["place_name"], words["role_name"]) for name, words in found.items()} == {
        "region": ("Речной округ", "региональный оператор"),
        "officer": ("Речной округ", "специалист"),
        "head": ("Ёлкинская СОШ", "руководитель"),
        "second_head": ("Берёзовская ООШ", "руководитель"),
        "analyst": ("Речной округ", "аналитик"),
        "stranger": ("Горный округ", "специалист"),
        "admin": ("Степной район", "администратор"),
    }
    assert {name: [place["label"] for place in words["places"]] for name, words in found.items()} == {
        "region": ["Речной округ", "Горный округ"], "officer": [], "head": [], "second_head": [], "analyst": [],
        "stranger": [], "admin": ["Степной район", "Речной округ", "Горный округ"],
    }  # fmt: skip


def test_the_analysis_is_marked_on_all_its_pages_and_the_passport_on_its_years(
    client_of, officer, head, school, year
):
    def marked(person, path):
        return re.findall(
            r'<li><a href="[^"]*" aria-current="page">(?:\s*<span.*?</span>\s*<span>)?([^<]+)',
            client_of(person).get(f"/2021/{path}").text,
        )

    for path in ("dynamics/", "comparison/"):
        assert marked(officer, path)[:1] == ["Анализ: показатели"]
    assert marked(head, "schools/okr-01/dynamics/") == ["Паспорт"]


def test_materials_are_those_the_role_may_open(frame, people):
    found = {name: [item["title"] for item in context(frame, people[name])["extra_nav"]] for name in people}
    assert "Доступ организаций" in found["officer"]
    assert "Доступ организаций" not in found["analyst"] + found["region"] + found["head"]
    assert "Организации" not in found["head"]


def test_the_first_position_not_done_is_now(frame, officer):
    Goal.objects.create(code="g1", topic="awareness", text="Цель")
    assert _states(frame, officer) == {"goals": "done", "targets": "now", **_ahead(2)}


def test_a_collection_is_done_once_something_is_accepted_and_nothing_waits(
    frame, officer, okrug, school, small_school, year
):
    from config.navigation import _done

    campaign = Campaign.objects.create(municipality=okrug, year=year)
    wave = Wave.objects.create(campaign=campaign, name="Этап")
    now = {**_ahead(0), "accepted": "now"}
    assert _states(frame, officer) == now
    one, other = (Submission.objects.create(wave=wave, school=each) for each in (school, small_school))
    assert _states(frame, officer) == now
    Submission.objects.filter(pk=one.pk).update(state="accepted", accepted_at="2022-04-01T00:00Z")
    assert _states(frame, officer) == now
    other.delete()
    request, _ = frame(officer)
    assert _done(place_of(request))["accepted"] is True
    assert _states(frame, officer) == {**_ahead(0), "goals": "now", "accepted": "done"}


def _ahead(done):
    return {key: "ahead" for key, *_ in CYCLE[done:]}


def _states(frame, person):
    return dict(
        zip([key for key, *_ in CYCLE], [i["state"] for i in context(frame, person)["nav"]], strict=True)
    )


@pytest.mark.parametrize("name", ["matrix", "campaign", "reminders", "books", "accept", "rollover", "extend"])
def test_pages_of_the_collection_belong_to_its_position(frame, officer, year, name):
    assert _active(frame, officer, f"monitoring:{name}") == ["Мониторинг: сбор данных"]


def test_pages_of_a_report_belong_to_the_collection_or_to_the_report_of_the_head(frame, people):
    found = {name: _active(frame, people[name], "monitoring:paste") for name in ("officer", "head")}
    assert found == {"officer": ["Мониторинг: сбор данных"], "head": ["Отчёт"]}


def _active(frame, person, view_name):
    request, processor = frame(person)
    request.resolver_match = SimpleNamespace(view_name=view_name, kwargs={})
    words = processor(request)
    return [item["title"] for item in [*words["nav"], *words["extra_nav"]] if item["active"]]


def test_the_frame_costs_one_query_and_none_for_a_head(frame, people, django_assert_num_queries):
    for name, count in (("officer", 1), ("analyst", 1), ("head", 0), ("region", 1), ("admin", 1)):
        request, processor = frame(people[name])
        with django_assert_num_queries(count):
            processor(request)
            processor(request)


def test_a_head_of_two_schools_may_switch(frame, head, small_school):
    Membership.objects.create(user=head, role=Role.HEAD, school=small_school)
    places = context(frame, head)["places"]
    assert [(place["label"], place["url"], place["active"]) for place in places] == [
        ("Ёлкинская СОШ", "/?school=okr-01", True),
        ("Берёзовская ООШ", "/?school=okr-02", False),
    ]


def test_years_lead_to_the_same_page(frame, officer):
    SchoolYear.objects.create(year=2020)
    years = context(frame, officer)["years"]
    assert [(year["label"], year["url"]) for year in years] == [
        ("2021/2022", "/schools/?year=2021"),
        ("2020/2021", "/schools/?year=2020"),
    ]


def test_years_lead_from_a_recommendation_to_the_first_page(officer, client_of, okrug, school, year):
    SchoolYear.objects.create(year=2020)
    made = Recommendation.objects.create(
        municipality=okrug,
        school=school,
        year=year,
        section="I",
        audience="heads",
        state="issued",
        text="Текст.",
    )
    browser = client_of(officer)
    page = browser.get(reverse("recommendations:detail", args=[2021, made.pk]))
    assert [choice["url"] for choice in page.context["years"]] == ["/?year=2021", "/?year=2020"]
    assert browser.get("/?year=2020").url == "/2020/"


def test_years_lead_from_letters_written_together_to_the_register(officer, client_of, okrug, year):
    SchoolYear.objects.get_or_create(year=2020)
    Letter.objects.create(municipality=okrug, year_id=2021, batch="b1", heading="О мониторинге")
    page = client_of(officer).get(reverse("recommendations:letter_batch", args=[2021, "b1"]))
    assert {item["url"] for item in page.context["years"]} >= {"/2020/letters/", "/2021/letters/"}


def test_years_lead_from_the_answer_to_a_form_to_what_can_be_opened(officer, client_of, school, year):
    page = client_of(officer).post("/schools/codes/issue/", {"school": school.code})
    assert [choice["url"] for choice in page.context["years"]] == ["/?year=2021"]


def test_only_those_who_keep_reference_data_are_led_to_it(client_of, people, year):
    led = {
        name: 'href="/admin/"' in client_of(person).get("/", follow=True).content.decode()
        for name, person in people.items()
    }
    assert led == {**dict.fromkeys(people, False), "admin": True}


def test_everybody_is_sent_to_their_first_page(client_of, people):
    answers = {name: client_of(person).get("/").status_code for name, person in people.items()}
    assert answers == dict.fromkeys(people, 302)


def test_whoever_has_no_place_is_told_so(client_of, db):
    answer = client_of(User.objects.create(username="nobody")).get("/")
    assert answer.status_code == 403


def test_the_administrator_of_an_empty_portal_begins_with_the_steps(client_of, admin):
    assert client_of(admin).get("/").url == "/start/"


def test_the_officer_of_a_municipality_without_organisations_begins_with_the_steps(client_of, stranger):
    assert client_of(stranger).get("/").url == "/start/"

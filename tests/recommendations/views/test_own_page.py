"""The form of an officer's own recommendation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations.models import Recommendation
from tests.recommendations.world import World

WRITE = reverse("recommendations:write", args=[2021])


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.accept(school, 10)
    world.issue()
    return world


def form(**fields) -> dict[str, object]:
    return {"text": "Охвачено {значение}.", "section": "I", "audience": "heads", **fields}


def test_where_nobody_takes_part_it_is_refused_in_words(officer, client_of, year):
    refused = client_of(officer).post(WRITE, form(text="Всем.", everybody="on"))
    assert refused.status_code == 422
    assert "Выберите хотя бы одну организацию" in refused.content.decode()


def test_it_goes_to_the_chosen_ones_with_their_figures(world, school, officer, client_of):
    browser = client_of(officer)
    due = timezone.localdate() + dt.timedelta(days=5)
    data = form(schools=[school.pk], indicator="bilet_9", due=due.isoformat())
    for words in ("Направлено: 1 рекомендация.", "Такая рекомендация этим организациям уже направлена."):
        response = browser.post(WRITE, data, follow=True)
        assert [str(message).replace("\u00a0", " ") for message in response.context["messages"]] == [words]
    rows = Recommendation.objects.values_list("school__code", "text", "state", "due", "section")
    assert list(rows) == [("okr-01", "Охвачено 10,0\u00a0%.", "issued", due, "I")]


def test_it_goes_to_everybody_of_the_campaign(world, officer, client_of):
    assert client_of(officer).post(WRITE, form(text="Всем.", everybody="on")).status_code == 302
    assert Recommendation.objects.count() == 2


def test_what_is_wrong_is_said_and_nothing_is_sent(world, school, officer, client_of):
    wrong = form(text="Охвачено {процент}.", due="2020-01-01", schools=["999"])
    response = client_of(officer).post(WRITE, wrong)
    text = response.content.decode()
    assert response.status_code == 422
    for words in ("Подстановка {процент} неизвестна", "Срок уже прошёл", "Выберите корректный вариант"):
        assert words in text, words
    nobody = client_of(officer).post(WRITE, form()).content.decode()
    for words in ("Отметьте хотя бы одну организацию.", "Без показателя подставить нечего: {значение}."):
        assert words in nobody, words
    assert Recommendation.objects.count() == 0


def test_the_address_fills_it_beforehand(world, school, officer, client_of):
    text = client_of(officer).get(WRITE, {"school": school.code, "indicator": "bilet_9"}).content.decode()
    assert f'value="{school.pk}"' in text
    assert "checked" in text
    assert '<option value="bilet_9" selected>' in text


def test_a_year_without_a_campaign_says_so(year, officer, client_of):
    assert "Некому направить" in client_of(officer).get(WRITE).content.decode()


def test_only_officers_write(world, people, client_of):
    codes = {name: client_of(person).get(WRITE).status_code for name, person in people.items()}
    assert codes == {
        "region": 403, "officer": 200, "head": 403, "second_head": 403, "analyst": 403, "stranger": 200, "admin": 200,
    }  # fmt: skip


def test_the_number_of_queries_is_bounded(world, officer, client_of, django_assert_num_queries):
    browser = client_of(officer)
    browser.get(WRITE)
    with django_assert_num_queries(9):
        browser.get(WRITE)

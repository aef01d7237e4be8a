"""Beside a recommendation: what the others on the plan did, the plan on the new contingent, a sheet to pass on."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from monitoring.models import HeldEvent
from recommendations import handling
from recommendations.models import Recommendation
from recommendations.pages.reasons import rule_in_words
from tests.cast import make_person, make_school
from tests.recommendations.world import TODAY, World

AUTUMN = dt.datetime(2022, 10, 20, 9, tzinfo=dt.UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule("r1")
    world.rule("best", trigger="best_practice", text="Поделитесь опытом: {значение}.", section="III")
    world.rule(
        "pupils", trigger="always", indicator=None, text="Пройдите тест.\nЭто недолго.", audience="pupils"
    )
    world.accept(school, 22)
    world.accept(small_school, 35)
    world.issue()
    return world


@pytest.fixture
def made(world, school) -> Recommendation:
    return Recommendation.objects.get(rule__code="r1", school=school)


def held(world: World, school, title: str, **fields) -> None:
    values = {"event": world.event, "starts": dt.date(2021, 11, 5), "state": "held", **fields}
    HeldEvent.objects.create(
        municipality=world.municipality, year_id=2021, school=school, title=title, **values
    )


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def address(name: str, made: Recommendation) -> str:
    return reverse(f"recommendations:{name}", args=[2021, made.pk])


def shared(person, text: str) -> Recommendation:
    best = Recommendation.objects.get(rule__code="best")
    handling.answer(recommendation=best, person=person, text=text, link="https://school.example/bilet")
    return best


def test_others_are_shown_with_what_they_held_and_told(
    world, made, school, small_school, head, second_head, officer, client_of
):
    browser, url = client_of(head), address("others", made)
    assert "на портале пока не записано: спросите коллег" in text_of(browser.get(url))
    held(world, small_school, "Пробы на заводе", link="https://school.example/zavod")
    held(world, small_school, "Только задумано", state="planned")
    held(world, small_school, "Ярмарка", event=None)
    held(world, school, "Своё")
    held(world, None, "Муниципальное")
    best = shared(second_head, "Ездим на завод каждый месяц.")
    assert "Ездим на завод" not in text_of(browser.get(url))  # nobody has confirmed it
    handling.send_back(recommendation=best, person=officer, note="Подробнее")
    handling.answer(
        recommendation=best, person=second_head, text="Ездим на завод раз в месяц, списком класса."
    )
    handling.confirm(recommendation=best, person=officer)
    text = text_of(browser.get(url))
    for words in (
        "Билет, 9 класс: план достигли 1 организация",
        "Берёзовская ООШ",
        "35,0 %",
        '<a href="https://school.example/zavod" rel="noopener noreferrer nofollow" target="_blank">Пробы на заводе</a>',
        "5 ноября 2021",
        "Ездим на завод раз в месяц, списком класса.",
    ):
        assert words in text, words
    hidden = ("Только задумано", "Ярмарка", "Своё", "Муниципальное", "каждый месяц", str(second_head))
    assert [words for words in hidden if words in text] == []
    part = text_of(browser.get(url, headers=HTMX))
    assert "Пробы на заводе" in part
    assert "<html" not in part


def test_a_rule_that_compares_with_nobody_has_no_others(world, school, head, officer, client_of):
    general = Recommendation.objects.get(rule__code="pupils", school=school)
    assert client_of(head).get(address("others", general)).status_code == 404
    best = Recommendation.objects.get(rule__code="best")
    assert client_of(officer).get(address("others", best)).status_code == 404


def test_where_schools_are_not_judged_nobody_is_said_to_have_missed(world, made, head, client_of):
    world.indicator.judged_at = "municipality"
    world.indicator.save()
    text = text_of(client_of(head).get(address("others", made)))
    assert "организации по отдельности не оцениваются" in text
    assert "не достиг никто" not in text


def test_who_does_not_see_the_recommendation_sees_nothing_beside_it(made, people, client_of):
    seen = {
        name: [client_of(person).get(address(page, made)).status_code for page in ("others", "leaflet")]
        for name, person in people.items()
    }
    assert seen == {
        **{name: [200, 200] for name in people},
        "second_head": [404, 404],
        "stranger": [404, 404],
    }


def test_the_plan_on_the_new_contingent_stands_on_the_card(world, made, school, head, client_of):
    browser = client_of(head)
    url = reverse("recommendations:people", args=[2021, school.code])
    assert browser.get(url).url == reverse("indicators:own_people", args=[2021, school.code])
    assert "need" + str(made.pk) not in text_of(browser.get(url, headers=HTMX))  # no newer year is collected
    world.accept(school, 30, pupils=152, year=2022)
    assert "need" + str(made.pk) not in text_of(browser.get(url, headers=HTMX))  # that year is over as well
    with time_machine.travel(AUTUMN):
        part = text_of(browser.get(url, headers=HTMX))
    assert f'id="need{made.pk}" hx-swap-oob="true"' in part
    line = part[part.index(f'id="need{made.pk}"') :]
    for words in ("На новом контингенте, 2022/2023", "нужно 46 из 152", "отмечено 30", "осталось 16"):
        assert words in line, words
    assert browser.get(url).url == reverse("indicators:own_people", args=[2022, school.code])
    assert f'<div class="rec__need" id="need{made.pk}"></div>' in text_of(
        browser.get(reverse("recommendations:mine", args=[2021]))
    )


def test_a_text_is_passed_on_as_a_sheet_of_its_own(world, school, head, client_of):
    general = Recommendation.objects.get(rule__code="pupils", school=school)
    text = text_of(client_of(head).get(address("leaflet", general)))
    assert "<h1>Обучающимся</h1>" in text
    assert "Пройдите тест.<br>Это недолго.</p>" in text
    assert "data-print" in text
    mine = text_of(client_of(head).get(reverse("recommendations:mine", args=[2021])))
    assert mine.count("Лист для печати") == 1


def test_the_number_of_queries_does_not_grow(
    world, okrug, school, made, head, officer, client_of, django_assert_num_queries
):
    browser = client_of(head)
    others = address("others", made)
    people = reverse("recommendations:people", args=[2021, school.code])
    world.accept(school, 30, pupils=152, year=2022)
    browser.get(others)
    for number in range(3):
        with django_assert_num_queries(11):
            browser.get(others)
        with time_machine.travel(AUTUMN), django_assert_num_queries(10):
            browser.get(people, headers=HTMX)
        other = make_school(okrug, f"okr-1{number}", f"Школа {number}")
        world.accept(other, 40 + number)
        world.accept(other, 40 + number, year=2022)
        held(world, other, f"Пробы {number}")
        world.rule(f"x{number}", text=f"Ещё {number}: {{значение}}.")
        world.issue(TODAY)
        best = Recommendation.objects.live().get(rule__code="best", school=other)
        person = make_person(f"head{number}", "Имя", "", "Фамилия", role="head", school=other)
        handling.answer(recommendation=best, person=person, text=f"Опыт {number}")
        handling.confirm(recommendation=best, person=officer)


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"trigger": "below_target", "kinds": ["basic", "secondary"], "margin": "5", "due": "05-15"},
            ["основные школы и средние школы, если значение организации не достигает плана на 5 п.п. и больше.",
             "Срок по правилу – до 15 мая."],
        ),
        (
            {"trigger": "below_target", "scope": "municipality", "locality": "rural", "due": "+30"},
            ["сельские организации, если значение муниципалитета в целом не достигает плана.",
             "Срок по правилу – через 30 дней после направления."],
        ),
        (
            {"trigger": "zero", "topic": "diagnostics"},
            ["все организации, если значение организации равно нулю. Сравниваются все показатели темы",
             "«предпочтения и диагностика», рекомендация – о том, что дальше всего от плана."],
        ),
    ],
)  # fmt: skip
def test_a_rule_reads_in_words(said, words):
    assert rule_in_words(said).replace("\u00a0", " ") == " ".join(["Её получают", *words])

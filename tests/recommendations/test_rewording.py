"""One organisation's text before it is sent: with a trace, kept by later runs, never over somebody else's words."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from recommendations import handling
from recommendations.models import Recommendation
from recommendations.rewording import reword
from recommendations.texts import by_text
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.world import World

SAID = "Охвачено 22,0 % при плане 30 %. Исполнить до 15 мая 2022 года."
OWN = "При охвате 22,0 % (план 30 %) свозите 9 класс на завод. Исполнить до 15 мая 2022 года."


@pytest.fixture
def world(okrug, school, small_school) -> World:
    okrug.needs_approval = True
    okrug.save()
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule(text="Охвачено {значение} при плане {план}. Исполнить до {срок}.")
    world.accept(school, 22)
    world.accept(small_school, 20)
    world.issue()
    return world


@pytest.fixture
def made(world, school) -> Recommendation:
    return Recommendation.objects.get(school=school)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def now(school) -> Recommendation:
    return Recommendation.objects.live().get(school=school)


def change(made: Recommendation, person, text: str = OWN, seen: str = ""):
    return reword(recommendation=made, person=person, text=text, seen=seen or made.text)


def test_it_changes_one_text_and_leaves_a_trace(made, small_school, officer):
    evidence = made.evidence
    step = change(made, officer)
    made.refresh_from_db()
    assert (made.text, made.reworded, made.state, made.evidence) == (OWN, True, "prepared", evidence)
    assert (step.step, step.source, step.target, step.person) == ("reword", "prepared", "prepared", officer)
    assert plain(step.note) == f"Было: «{SAID}»\nСтало: «{OWN}»"
    assert plain(now(small_school).text).startswith("Охвачено 20,0 %")
    assert change(made, officer) is None  # a double click


def test_placeholders_are_filled_and_wrong_ones_refused(made, officer):
    change(made, officer, "Не хватает {не_хватает}, план {план}.")
    made.refresh_from_db()
    assert plain(made.text) == "Не хватает 8 чел., план 30 %."
    for text in ("", "{ого}", "{план"):
        with pytest.raises(ValidationError):
            change(made, officer, text)


def test_it_stands_as_a_text_of_its_own_in_lists_and_documents(made, small_school, officer):
    other = Recommendation.objects.get(school=small_school)
    assert len(by_text([made, other], {})) == 1
    change(made, officer)
    assert [same.rows for same in by_text([made, other], {})] == [[made], [other]]
    change(other, officer, OWN)
    assert [same.rows for same in by_text([made, other], {})] == [[made, other]]


def test_nobody_overwrites_what_somebody_else_wrote_or_what_is_sent(made, officer, head):
    seen = made.text
    change(made, officer, "Первый.")
    with pytest.raises(StepRefused, match="кто-то другой"):
        change(made, officer, "Второй.", seen)
    with pytest.raises(StepRefused, match="только: специалист"):
        change(made, head, "Третий.")
    handling.approve(recommendation=made, person=officer)
    assert (made.text, made.state) == ("Первый.", "issued")
    with pytest.raises(StepRefused, match="сейчас невозможен"):
        change(made, officer, "Четвёртый.")
    assert Transition.objects.filter(step="reword").count() == 1


def test_a_later_run_keeps_the_words_and_puts_in_the_new_figures(world, made, school, officer):
    change(made, officer)
    assert world.issue(force=True).created == 0
    world.accept(school, 25)
    world.issue()
    made.refresh_from_db()
    fresh = now(school)
    assert (made.state, made.text, fresh.state, fresh.issue) == ("withdrawn", OWN, "prepared", 2)
    assert plain(fresh.text) == OWN.replace("22,0 %", "25,0 %")
    assert (fresh.reworded, fresh.evidence["numerator"]) == (True, "25")
    told = Transition.objects.get(entity_id=fresh.pk, step="prepare").note
    assert "Текст, который изменил специалист, сохранён" in told
    world.accept(school, 27)
    world.issue()
    assert plain(now(school).text) == OWN.replace("22,0 %", "27,0 %")


def test_a_changed_rule_keeps_them_too(world, made, school, officer):
    change(made, officer)
    rule = made.rule
    rule.text, rule.version = "Иначе.", 2
    rule.save()
    world.issue()
    assert (now(school).text, now(school).rule_version, now(school).reworded) == (OWN, 2, True)


def test_the_date_in_it_counts_from_the_day_it_is_sent(made, school, officer):
    change(made, officer)
    with time_machine.travel(dt.datetime(2022, 6, 1, 9, tzinfo=dt.UTC)):
        handling.approve(recommendation=made, person=officer)
    assert plain(now(school).text) == OWN.replace("2022 года", "2023 года")
    assert now(school).due == dt.date(2023, 5, 15)


def test_the_page_keeps_what_is_typed_and_says_what_stands_now(made, officer, head, client_of):
    browser = client_of(officer)
    url = reverse("recommendations:reword", args=[2021, made.pk])
    shown = browser.get(url).content.decode()
    assert "Текст по правилу" in shown
    assert "Берёзовская" not in shown
    seen = made.text
    change(made, officer, "Кто-то успел.")
    refused = browser.post(url, {"text": OWN, "seen": seen})
    assert refused.status_code == 422
    assert "Сейчас: «Кто-то успел.»" in refused.content.decode()
    assert f"{OWN}</textarea>" in plain(refused.content.decode())
    assert browser.post(url, {"text": OWN, "seen": "Кто-то успел."}).status_code == 302
    made.refresh_from_db()
    assert made.text == OWN
    assert client_of(head).get(url).status_code == 404
    detail = browser.get(reverse("recommendations:detail", args=[2021, made.pk])).content.decode()
    assert "Было: «Кто-то успел.»" in detail
    listed = plain(browser.get(reverse("recommendations:list", args=[2021])).content.decode())
    assert "текст изменён: 1" in listed
    assert "свозите 9 класс на завод" in listed
    handling.approve(recommendation=made, person=officer)
    assert browser.get(url).status_code == 302
    theirs = client_of(head).get(reverse("recommendations:detail", args=[2021, made.pk])).content.decode()
    assert "Кто-то успел" not in theirs

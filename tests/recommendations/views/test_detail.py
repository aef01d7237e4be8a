"""«Почему я это получил»: rule, version, frozen figures, the officer's steps, erasing a file."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from recommendations import handling
from recommendations.models import Answer, Recommendation
from recommendations.rulebook import save_rule
from tests.recommendations.world import World


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    save_rule(rule=world.rule())
    world.accept(school, 22)
    return world


@pytest.fixture
def made(world) -> Recommendation:
    world.issue(timezone.localdate())
    return Recommendation.objects.get()


def page(browser, made: Recommendation) -> str:
    response = browser.get(reverse("recommendations:detail", args=[2021, made.pk]))
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def check(browser, made: Recommendation, **data) -> list[str]:
    response = browser.post(reverse("recommendations:check", args=[2021, made.pk]), data, follow=True)
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]


def test_a_head_reads_no_code_of_a_rule(made, people, client_of):
    text = page(client_of(people["head"]), made)
    assert "Ниже плана, версия 1." in text
    assert "r1, версия" not in text


def test_it_shows_the_rule_as_it_was_and_the_frozen_figures(made, school, officer, client_of):
    rule = made.rule
    rule.text = "Теперь иначе: {значение}."
    save_rule(rule=rule)
    text = page(client_of(officer), made)
    for words in (
        "r1, версия 1 (сейчас действует версия 2)",
        "Охвачено {значение} при плане {план}.",
        "22 из 100",
        "30 % (версия плана 1)",
        "8 чел.",
        reverse("indicators:trace", args=[2021, school.code, "bilet_9"]),
    ):
        assert words in text, words
    assert "Теперь иначе" not in text


def test_a_prepared_one_is_sent_or_declined_by_the_officer_and_hidden_from_the_head(
    world, okrug, officer, head, client_of
):
    okrug.needs_approval = True
    okrug.save()
    world.issue(timezone.localdate())
    made = Recommendation.objects.get()
    url = reverse("recommendations:detail", args=[2021, made.pk])
    assert client_of(head).get(url).status_code == 404
    assert "Направить организации" in page(client_of(officer), made)
    assert check(client_of(officer), made, step="approve") == ["Направлено: 1 рекомендация."]
    assert check(client_of(officer), made, step="approve") == ["Уже сделано."]
    assert client_of(head).get(url).status_code == 200


def test_the_officer_replies_to_a_dispute_and_both_read_where_it_stands(made, head, officer, client_of):
    handling.answer(recommendation=made, person=head, text="Было 30", disputes_number=True)
    browser = client_of(officer)
    for words in (
        "Организация не согласна с числом",
        "На исправлении у организации: «Годовой отчёт»",
        "Было 30",
    ):
        assert words in re.sub("<[^>]+>", "", page(browser, made)), words
    assert check(browser, made, step="uphold", note="") == [
        "Напишите организации, почему число верно или что с ним сделано."
    ]
    assert check(browser, made, step="uphold", note="Сверено") == [
        "Ответ на возражение отправлен организации."
    ]
    assert "Возражение уже рассмотрено" in check(browser, made, step="uphold", note="Сверено")[0]
    assert "Ответить на возражение" not in page(browser, made)
    assert "Ответ на возражение: Сверено" in re.sub("<[^>]+>", "", page(client_of(head), made))


def test_taken_back_it_is_gone_for_the_head_and_sent_anew_without_a_word_of_before(
    made, head, officer, client_of
):
    assert check(client_of(officer), made, step="take_back", note="Опечатка") == [
        "Возвращено в проект: 1 рекомендация."
    ]
    address = reverse("recommendations:detail", args=[2021, made.pk])
    assert client_of(head).get(address).status_code == 404
    assert "Опечатка" in page(client_of(officer), made)
    made.refresh_from_db()
    handling.approve(recommendation=made, person=officer)
    assert "Опечатка" not in page(client_of(head), made)
    handling.acknowledge(recommendation=made, person=head)
    assert "Вернуть в проект уже нельзя" in check(client_of(officer), made, step="take_back", note="Ещё")[0]


def test_a_step_out_of_turn_and_a_missing_reason_are_refused_in_words(made, officer, client_of):
    browser = client_of(officer)
    assert check(browser, made, step="recall", note="") == ["Напишите, почему рекомендация отозвана."]
    assert "сейчас невозможен" in check(browser, made, step="confirm")[0]
    url = reverse("recommendations:check", args=[2021, made.pk])
    assert browser.post(url, {"step": "answer"}).status_code == 404
    assert browser.get(url).status_code == 405
    assert Recommendation.objects.get().state == "issued"


def test_a_file_is_erased_with_a_trace(made, head, officer, analyst, client_of):
    answer = handling.answer(
        recommendation=made, person=head, file=SimpleUploadedFile("приказ.pdf", b"%PDF-1.7\n")
    ).answer
    url = reverse("recommendations:erase_file", args=[answer.pk])
    assert client_of(analyst).post(url, {"reason": "так"}).status_code == 403
    browser = client_of(officer)
    assert "Удалить файл" in page(browser, made)
    browser.post(url, {"reason": "Персональные данные"})
    text = page(browser, made)
    assert "приказ.pdf – файл удалён" in text
    assert "Персональные данные" in text
    assert not Answer.objects.get().file


def test_the_number_of_queries_is_bounded(made, head, officer, client_of, django_assert_num_queries):
    browser = client_of(officer)
    page(browser, made)
    with django_assert_num_queries(9):
        page(browser, made)
    for number in range(3):
        handling.answer(recommendation=made, person=head, text=f"Ответ {number}")
        handling.send_back(recommendation=made, person=officer, note="Ещё")
    with django_assert_num_queries(9):
        page(browser, made)

"""«Почему я это получил»: rule, version, frozen figures, the officer's steps, erasing a file."""

from __future__ import annotations

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

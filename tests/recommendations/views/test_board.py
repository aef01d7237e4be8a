"""The officer's list: what it says, steps with many, who may, and a number of queries that nothing adds to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations import handling
from recommendations.models import Recommendation
from schools.models import Transition
from tests.cast import make_school
from tests.recommendations.world import World

LIST = reverse("recommendations:list", args=[2021])
BATCH = reverse("recommendations:batch", args=[2021])


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule("r1")
    world.rule("r2", section="II", trigger="always", indicator=None, text="Провести экскурсии.")
    world.accept(school, 22)
    world.accept(small_school, 0)
    return world


@pytest.fixture
def sent(world) -> list[Recommendation]:
    world.issue(timezone.localdate())
    return list(Recommendation.objects.order_by("pk"))


@pytest.fixture
def prepared(world, okrug) -> list[Recommendation]:
    okrug.needs_approval = True
    okrug.save()
    world.issue(timezone.localdate())
    return list(Recommendation.objects.order_by("pk"))


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def told(browser, data) -> list[str]:
    response = browser.post(BATCH, data, follow=True)
    assert response.status_code == 200
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]


def states() -> list[str]:
    return list(Recommendation.objects.order_by("pk").values_list("state", flat=True))


def test_the_list_says_how_many_went_to_whom(sent, officer, client_of):
    Recommendation.objects.filter(pk=sent[0].pk).update(due=timezone.localdate() - dt.timedelta(days=1))
    text = text_of(client_of(officer).get(LIST))
    for words in (
        "Направлено 4 рекомендации 2 организациям, 1 просрочена",
        "I. Проектная деятельность",
        "Охвачено … при плане 30 %",
        "Провести экскурсии.",
        "Ёлкинская СОШ",
        "22,0 %",
        "8 чел.",
        "срок прошёл",
    ):
        assert words in text, words
    assert "Направить" not in text


def test_filters_narrow_it_and_the_funnel_keeps_them(sent, officer, client_of):
    browser = client_of(officer)
    text = text_of(browser.get(LIST, {"section": "II", "school": "okr-02"}))
    assert "Охвачено … при плане" not in text
    assert "Провести экскурсии." in text
    assert f"/2021/recommendations/{sent[0].pk}/" not in text
    assert "?state=issued&amp;section=II&amp;school=okr-02" in text
    assert "Таких рекомендаций нет" in text_of(browser.get(LIST, {"state": "overdue"}))
    assert "Таких рекомендаций нет" in text_of(browser.get(LIST, {"state": "чушь", "page": "99"}))


def test_prepared_ones_are_checked_and_sent_after_a_question(prepared, officer, head, client_of):
    browser = client_of(officer)
    assert "Подготовлено 4 рекомендации" in text_of(browser.get(LIST))
    assert "рекомендаций нет" in text_of(client_of(head).get(reverse("recommendations:mine", args=[2021])))
    question = browser.post(BATCH, {"do": "approve:shown", "query": "state=prepared"})
    assert "Будет направлено 4 рекомендации 2 организациям." in text_of(question)
    assert states() == ["prepared"] * 4
    again = {"do": question.context["page"].again, "query": "state=prepared", "confirmed": "1"}
    assert told(browser, again) == ["Направлено: 4 рекомендации."]
    assert told(browser, again) == ["Уже сделано."]
    assert states() == ["issued"] * 4
    assert Transition.objects.filter(step="approve", person=officer).count() == 4
    assert Recommendation.objects.filter(issued_at=None).count() == 0


def test_a_whole_section_is_sent_after_a_question(prepared, officer, client_of):
    browser = client_of(officer)
    assert "Направить весь раздел: 2…" in text_of(browser.get(LIST))
    question = browser.post(BATCH, {"do": "approve:section=II", "query": "school=okr-01"})
    assert "Будет направлена 1 рекомендация 1 организации." in text_of(question)
    question = browser.post(BATCH, {"do": "approve:section=II", "query": ""})
    assert "Будет направлено 2 рекомендации 2 организациям." in text_of(question)
    told(browser, {"do": question.context["page"].again, "confirmed": "1"})
    by_section = Recommendation.objects.order_by("section").values_list("section", "state").distinct()
    assert list(by_section) == [("I", "prepared"), ("II", "issued")]


def test_marked_ones_are_declined_with_a_reason(prepared, officer, client_of):
    browser = client_of(officer)
    marked = {"do": "decline:marked", "pk": [prepared[0].pk, prepared[2].pk]}
    assert "Будет отклонено 2 рекомендации" in text_of(browser.post(BATCH, marked))
    without = browser.post(BATCH, {**marked, "confirmed": "1", "note": " "})
    assert without.status_code == 422
    assert "Напишите, почему рекомендации отклонены." in text_of(without)
    assert told(browser, {**marked, "confirmed": "1", "note": "Рано"}) == ["Отклонено: 2 рекомендации."]
    assert states() == ["declined", "prepared", "declined", "prepared"]
    assert set(Recommendation.objects.filter(state="declined").values_list("closed_reason", flat=True)) == {
        "Рано"
    }


def test_a_whole_section_goes_back_to_the_prepared_ones_with_a_reason(sent, officer, head, client_of):
    browser = client_of(officer)
    assert "Вернуть раздел в проект" not in text_of(browser.get(LIST))
    assert "Вернуть раздел в проект: 2…" in text_of(browser.get(LIST, {"state": "issued"}))
    read = next(made for made in sent if made.section == "II" and made.school.code == "okr-01")
    data = {"do": "take_back:section=II", "query": "state=issued"}
    question = browser.post(BATCH, data)
    assert "Вернутся в проект 2 рекомендации 2 организаций." in text_of(question)
    again = {"do": question.context["page"].again, "query": "state=issued", "confirmed": "1"}
    assert browser.post(BATCH, {**again, "note": " "}).status_code == 422
    handling.acknowledge(recommendation=read, person=head)  # while the officer was asked
    assert told(browser, {**again, "note": "Ошибка в тексте"}) == ["Возвращено в проект: 1 рекомендация."]
    assert sorted(states()) == ["acknowledged", "issued", "issued", "prepared"]
    assert "Вернуть все в проект: 2…" in text_of(browser.get(LIST, {"state": "issued"}))


def test_a_declined_one_in_whose_place_another_stands_does_not_go_back_and_it_is_said(
    world, prepared, officer, small_school, client_of
):
    declined = next(made for made in prepared if (made.rule.code, made.school) == ("r1", small_school))
    handling.decline(recommendation=declined, person=officer, reason="Ремонт")
    world.accept(small_school, 5)
    world.issue(timezone.localdate())
    back = {"do": f"take_back:{declined.pk}", "confirmed": "1", "note": "Отклонили не ту"}
    (words,) = told(client_of(officer), back)
    assert words.startswith("Ничего не изменилось: состояние уже другое или на том же месте стоит новая")


def test_answers_are_confirmed_and_sent_back_together(sent, officer, head, second_head, client_of):
    people = {"okr-01": head, "okr-02": second_head}
    for made in sent:
        handling.answer(recommendation=made, person=people[made.school.code], text="Сделано")
    browser = client_of(officer)
    assert "Ответы ждут проверки: 4." in text_of(browser.get(LIST))
    keys = ",".join(str(made.pk) for made in sent[:2])
    assert told(browser, {"do": f"confirm:{keys}", "confirmed": "1"}) == ["Подтверждено: 2 рекомендации."]
    rest = {"do": f"send_back:{sent[2].pk},{sent[3].pk}", "confirmed": "1", "note": "Где фото?"}
    assert told(browser, rest) == ["Возвращено в работу: 2 рекомендации."]
    assert states() == ["confirmed", "confirmed", "in_progress", "in_progress"]


def test_nothing_marked_and_nonsense_change_nothing(sent, officer, client_of):
    browser = client_of(officer)
    assert told(browser, {"do": "recall:marked"}) == ["Отметьте хотя бы одну рекомендацию."]
    assert told(browser, {"do": "approve:1;drop", "confirmed": "1"}) == ["Уже сделано."]
    assert browser.post(BATCH, {"do": "withdraw:1"}).status_code == 404
    assert browser.post(BATCH).status_code == 404
    assert states() == ["issued"] * 4


def test_only_officers_of_the_place_act_and_only_who_reads_it_looks(sent, people, client_of):
    looks = {name: client_of(person).get(LIST).status_code for name, person in people.items()}
    assert looks == {
        "region": 200, "officer": 200, "head": 403, "second_head": 403, "analyst": 200, "stranger": 200, "admin": 200,
    }  # fmt: skip
    assert "Рекомендаций этого года пока нет" in text_of(client_of(people["stranger"]).get(LIST))
    theirs = next(made for made in sent if made.school.code == "okr-01")
    act = {"do": f"recall:{theirs.pk}", "confirmed": "1", "note": "Ошибка"}
    check = reverse("recommendations:check", args=[2021, theirs.pk])
    for name, expected in {
        "region": (403, 403), "head": (403, 403), "second_head": (403, 404), "analyst": (403, 403),
        "stranger": (302, 404),
    }.items():  # fmt: skip
        browser = client_of(people[name])
        one = browser.post(check, {"step": "recall", "note": "Ошибка"})
        assert (browser.post(BATCH, act).status_code, one.status_code) == expected, name
    assert states() == ["issued"] * 4
    for name in ("region", "analyst"):
        text = text_of(client_of(people[name]).get(LIST))
        assert 'name="pk"' not in text
        assert "Написать рекомендацию" not in text


def test_the_number_of_queries_does_not_grow(world, okrug, people, client_of, django_assert_num_queries):
    counts = {"officer": 11, "analyst": 11, "region": 12, "admin": 11}
    browsers = {name: client_of(people[name]) for name in counts}
    world.issue(timezone.localdate())
    for name, count in counts.items():
        browsers[name].get("/?municipality=32622000")
        browsers[name].get(LIST)
        with django_assert_num_queries(count):
            browsers[name].get(LIST)
    for number in range(3):
        world.rule(f"x{number}", text=f"Ещё {number}: {{значение}}.")
        world.accept(make_school(okrug, f"okr-1{number}", f"Школа {number}"), number)
    world.issue(timezone.localdate())
    for name, count in counts.items():
        with django_assert_num_queries(count):
            browsers[name].get(LIST)


def test_many_are_given_in_pages_of_whole_texts(sent, okrug, school, officer, client_of):
    first = sent[0]
    copies = [
        Recommendation(
            municipality=okrug, school=school, year_id=2021, section="V", audience="heads", text=f"Текст {n // 50}",
            state="issued", issued_at=first.issued_at, evidence={"year": 2021, "trigger": "own"},
        )
        for n in range(300)
    ]  # fmt: skip
    Recommendation.objects.bulk_create(copies)
    browser = client_of(officer)
    pages = [text_of(browser.get(LIST, {"page": number})) for number in (1, 2, 3)]
    assert [page.count('name="pk"') for page in pages] == [104, 150, 50]
    assert "Всего 3 страницы" in pages[0]

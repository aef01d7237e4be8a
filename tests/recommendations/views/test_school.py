"""A head's page and the whole talk: read, take up, answer with a file, be sent back, answer again, be confirmed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Submission, Wave, WaveColumn
from recommendations import handling
from recommendations.batch import take_back
from recommendations.models import Answer, Recommendation
from tests.cast import make_person, make_school
from tests.recommendations.test_issue_concurrently import at_once
from tests.recommendations.world import World

PDF = b"%PDF-1.7\n%%EOF\n"
MINE = reverse("recommendations:mine", args=[2021])


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule("r1")
    world.rule("r2", trigger="always", indicator=None, text="Провести экскурсии.", audience="parents")
    world.accept(school, 22)
    world.accept(small_school, 35)
    world.issue(timezone.localdate())
    return world


@pytest.fixture
def made(world, school) -> Recommendation:
    return Recommendation.objects.get(rule__code="r1", school=school)


def address(step: str, made: Recommendation) -> str:
    return reverse(f"recommendations:{step}", args=[2021, made.pk])


def state(made: Recommendation) -> str:
    return Recommendation.objects.get(pk=made.pk).state


def told(browser, method, *args) -> list[str]:
    response = getattr(browser, method)(*args, follow=True)
    assert response.status_code == 200
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_day_they_were_sent_is_that_of_the_municipality(made, okrug, head, client_of):
    okrug.time_zone = "Asia/Novokuznetsk"
    okrug.save()
    late = dt.datetime(2022, 5, 16, 22, tzinfo=dt.UTC)
    Recommendation.objects.update(issued_at=late)
    assert "Направлены 17 мая по данным" in text_of(client_of(head).get(MINE))


def test_the_page_says_what_is_asked_why_and_who_managed(made, head, client_of):
    text = text_of(client_of(head).get(MINE))
    for words in (
        "Ёлкинская СОШ: 2 рекомендации на",
        "1 по показателям организации, 1 общая",
        "Вовлечь в «Билет в будущее» ещё 8 учеников 9 класса",
        "участвуют 22 из 100 обучающихся 9 класса – ",
        "22,0 %",
        "Берёзовская ООШ – 35,0 %",
        "Что они делали",
        "Ознакомлен(а), беру в работу",
        "Передайте родителям (законным представителям)",
    ):
        assert words in text, words
    assert text.count("btn-primary") == 4  # the filled one and those of the three folded forms


def test_nothing_asked_says_so_with_what_is_achieved(world, second_head, client_of):
    Recommendation.objects.filter(rule__code="r2").update(state="confirmed")
    text = text_of(client_of(second_head).get(MINE))
    assert "Берёзовская ООШ: все рекомендации выполнены и подтверждены" in text
    assert "Билет, 9 класс: " in text
    assert "35,0 %" in text
    assert "Ознакомлен(а)" not in text


def test_a_school_without_recommendations_is_told_so_calmly(kindergarten, client_of, world):
    person = make_person("ds", "Яна", "", "Ясная", role="head", school=kindergarten)
    Recommendation.objects.filter(school=kindergarten).update(state="declined")
    text = text_of(client_of(person).get(MINE))
    assert "Детский сад «Ручеёк»: рекомендаций нет" in text
    assert "Здесь будет видно, о чём вас просят и почему" in text


def test_the_whole_talk_from_taking_up_to_confirming(made, head, officer, client_of):
    ours, theirs = client_of(head), client_of(officer)
    assert told(ours, "post", address("take_up", made)) == ["Рекомендация взята в работу."]
    assert told(ours, "post", address("take_up", made)) == ["Уже сделано."]
    answer = {"text": "", "link": "school.example/news", "file": SimpleUploadedFile("приказ.pdf", PDF)}
    assert told(ours, "post", address("answer", made), answer) == ["Ответ отправлен специалисту на проверку."]
    again = {"text": "", "link": "school.example/news"}
    assert told(ours, "post", address("answer", made), again) == ["Уже сделано."]
    back = {"step": "send_back", "note": "Приложите список"}
    assert told(theirs, "post", address("check", made), back) == ["Возвращено в работу: 1 рекомендация."]
    assert "Возвращена с замечанием:" in text_of(ours.get(MINE))
    told(ours, "post", address("answer", made), {"text": "Список на сайте"})
    told(theirs, "post", address("check", made), {"step": "confirm"})
    assert told(theirs, "post", address("check", made), {"step": "confirm"}) == ["Уже сделано."]
    assert state(made) == "confirmed"
    assert list(Answer.objects.values_list("text", "link", "file_name")) == [
        ("", "https://school.example/news", "приказ.pdf"),
        ("Список на сайте", "", ""),
    ]
    history = text_of(theirs.get(address("detail", made)))
    steps = ("направлена", "ознакомилась", "Взята в работу", "приказ.pdf", "Приложите список", "подтверждено")
    places = [history.index(words, history.index("Что было")) for words in steps]
    assert places == sorted(places)


def test_a_wrong_answer_is_said_beside_its_field_and_keeps_the_words(made, head, client_of):
    browser = client_of(head)
    response = browser.post(
        address("answer", made), {"text": "Сделали", "file": SimpleUploadedFile("a.exe", b"MZ")}
    )
    text = text_of(response)
    assert response.status_code == 422
    assert "Файл «a.exe» не подходит" in text
    assert "Сделали</textarea>" in text
    assert browser.post(address("answer", made), {}).status_code == 422
    assert (state(made), Answer.objects.count()) == ("issued", 0)


def test_what_a_browser_would_run_is_no_file_whatever_it_is_called(made, head, client_of):
    """The name and the content decide; what the browser says of the type is nobody's word."""
    page = b"<!doctype html><script>alert(1)</script>"
    browser = client_of(head)
    for name, content, kind in (
        ("page.html", page, "text/html"),
        ("page.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        ("page.pdf", page, "application/pdf"),
        ("page.png", page, "image/png"),
        ("page.pdf.html", PDF, "application/pdf"),
        ("page", PDF, "application/pdf"),
    ):
        upload = SimpleUploadedFile(name, content, content_type=kind)
        response = browser.post(address("answer", made), {"text": "Сделали", "file": upload})
        assert (response.status_code, f"«{name}»" in text_of(response)) == (422, True), name
    assert (state(made), Answer.objects.count()) == ("issued", 0)
    upload = SimpleUploadedFile("приказ.pdf", PDF, content_type="text/html; charset=evil")
    browser.post(address("answer", made), {"file": upload})
    kept = Answer.objects.get()
    assert "." not in kept.file.name.rsplit("/", 1)[1]
    served = browser.get(reverse("recommendations:answer_file", args=[kept.pk]))
    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Disposition"].startswith("attachment;")
    assert served["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_link_is_said_beside_its_field(made, head, client_of):
    for link, shown in (
        ("не ссылка", "https://не ссылка"),
        ("javascript://alert(1)", "javascript://alert(1)"),
    ):
        response = client_of(head).post(address("answer", made), {"text": "Сделали", "link": link})
        assert response.status_code == 422
        assert f"«{shown}» – не ссылка: скопируйте адрес страницы целиком" in text_of(response)
    assert (state(made), Answer.objects.count()) == ("issued", 0)


def test_a_dispute_reopens_the_report_once(made, school, head, client_of):
    browser = client_of(head)
    assert browser.post(address("dispute", made), {"text": " "}).status_code == 422
    words = told(browser, "post", address("dispute", made), {"text": "Было 30 участников"})
    assert words == [
        "Специалист увидит ваше возражение. Открыт отчёт «Годовой отчёт»: исправьте число и отправьте его снова."
    ]
    assert told(browser, "post", address("dispute", made), {"text": "Было 30 участников"}) == ["Уже сделано."]
    assert (state(made), Submission.objects.get(school=school).state) == ("acknowledged", "draft")
    text = text_of(browser.get(MINE))
    form = reverse("monitoring:form", args=[2021, school.code])
    assert "Вы не согласны с числом. Исправьте и направьте: «Годовой отчёт»" in re.sub("<[^>]+>", "", text)
    assert f'href="{form}?wave=1">Исправить отчёт «Годовой отчёт»' in text
    assert "беру в работу" not in text.split("Провести экскурсии")[0]
    assert list(Answer.objects.values_list("text", "disputes_number")) == [("Было 30 участников", True)]


def test_what_the_officer_replied_to_is_disputed_anew_in_the_same_words(made, officer, head, client_of):
    browser, words = client_of(head), {"text": "Было 30 участников"}
    browser.post(address("dispute", made), words)
    made.refresh_from_db()
    handling.uphold(recommendation=made, person=officer, note="Число верно")
    assert "Специалист увидит ваше возражение" in told(browser, "post", address("dispute", made), words)[0]
    assert Answer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("step", "before"), [("answer", "issued"), ("dispute", "acknowledged")])
def test_clicks_at_once_are_one_answer_and_none_is_told_that_it_was_not_sent(
    made, head, client_of, step, before
):
    Recommendation.objects.filter(pk=made.pk).update(state=before)
    Submission.objects.update(state="draft")
    browsers = [client_of(head) for _ in range(3)]
    clicks = at_once(lambda: browsers.pop().post(address(step, made), {"text": "Вовлекли 8"}).status_code)
    assert (clicks, Answer.objects.count()) == ([302, 302, 302], 1)


def test_what_was_never_sent_is_unknown_to_those_who_guess_its_number(made, head, client_of):
    Recommendation.objects.filter(pk=made.pk).update(state="prepared", issued_at=None)
    assert client_of(head).post(address("answer", made), {"text": "Вовлекли 8"}).status_code == 404


@pytest.mark.parametrize("meanwhile", ["take_back", "decline", "recall", "answer"])
def test_an_answer_that_comes_too_late_is_not_lost(made, officer, head, client_of, meanwhile):
    if meanwhile in ("take_back", "decline"):
        take_back(recommendation=made, person=officer, reason="Опечатка")
        made.refresh_from_db()
        if meanwhile == "decline":
            handling.decline(recommendation=made, person=officer, reason="Не для них")
    elif meanwhile == "recall":
        handling.recall(recommendation=made, person=officer, reason="Ошибка")
    else:
        handling.answer(recommendation=made, person=head, text="Ответил коллега")
    browser, before = client_of(head), Answer.objects.count()
    response = browser.post(address("answer", made), {"text": "Вовлекли 8", "link": "school.example/news"})
    text = text_of(response)
    assert response.status_code == 422
    for words in ("Ответ не отправлен", "Вовлекли 8", "https://school.example/news"):
        assert words in text, words
    assert Answer.objects.count() == before


def test_general_ones_are_taken_up_together(made, school, head, client_of):
    browser = client_of(head)
    url = reverse("recommendations:take_up_general", args=[2021, school.code])
    assert told(browser, "post", url) == ["Взято в работу: 1."]
    assert told(browser, "post", url) == ["Уже сделано."]
    assert state(made) == "issued"


def test_withdrawn_ones_are_folded_with_their_reason(made, officer, head, client_of):
    handling.recall(recommendation=made, person=officer, reason="Направлена по ошибке")
    text = text_of(client_of(head).get(MINE))
    assert "Отозваны: 1 рекомендация" in text
    assert "Направлена по ошибке" in text


def test_only_the_head_answers_and_only_those_of_the_place_read(made, school, people, client_of):
    pages = {
        "of_school": reverse("recommendations:school", args=[2021, school.code]),
        "detail": address("detail", made),
        "mine": MINE,
    }
    read = {
        page: {name: client_of(person).get(url).status_code for name, person in people.items()}
        for page, url in pages.items()
    }
    seen = {
        "region": 200, "officer": 200, "head": 200, "second_head": 404, "analyst": 200, "stranger": 404, "admin": 200,
    }  # fmt: skip
    mine = {**dict.fromkeys(people, 302), "head": 200, "second_head": 200}
    assert read == {"of_school": seen, "detail": seen, "mine": mine}
    for step, data in (("take_up", {}), ("answer", {"text": "да"}), ("dispute", {"text": "нет"})):
        refused = {
            name: client_of(person).post(address(step, made), data).status_code
            for name, person in people.items()
            if name != "head"
        }
        assert refused == {**dict.fromkeys(refused, 403), "second_head": 404, "stranger": 404}, step
    general = reverse("recommendations:take_up_general", args=[2021, school.code])
    assert client_of(people["officer"]).post(general).status_code == 403
    assert state(made) == "issued"


def test_who_only_reads_sees_no_buttons(made, school, analyst, officer, client_of):
    url = reverse("recommendations:school", args=[2021, school.code])
    for person in (analyst, officer):
        text = text_of(client_of(person).get(url))
        assert "Вовлечь в «Билет в будущее»" in text
        assert "беру в работу" not in text
        assert "<textarea" not in text


def test_the_number_of_queries_does_not_grow(
    world, okrug, school, head, client_of, django_assert_num_queries
):
    browser = client_of(head)
    browser.get(MINE)
    with django_assert_num_queries(12):
        browser.get(MINE)
    for number in range(3):
        world.rule(f"x{number}", text=f"Ещё {number}: {{значение}}.")
        world.accept(make_school(okrug, f"okr-1{number}", f"Школа {number}"), 40 + number)
    world.issue(timezone.localdate())
    for made in Recommendation.objects.filter(school=school):
        handling.answer(recommendation=made, person=head, text="Сделано")
    with django_assert_num_queries(12):
        browser.get(MINE)


def test_a_dispute_about_a_number_no_report_asks_for_goes_to_the_officer(made, school, head, client_of):
    Wave.objects.filter(submissions__school=school).update(whole=False)
    words = told(client_of(head), "post", address("dispute", made), {"text": "Было 30 участников"})
    said = "Специалист увидит ваше возражение. В отчётах этого года такого числа нет, поэтому отчёты не открыты: "
    assert words == [f"{said}его исправит специалист."]


def test_a_dispute_names_every_report_it_opens(made, school, head, client_of):
    campaign = Submission.objects.get(school=school).wave.campaign
    contingent = Wave.objects.create(campaign=campaign, number=2, name="Контингент", whole=False)
    WaveColumn.objects.create(wave=contingent, kind="pupils")
    Submission.objects.create(wave=contingent, school=school, state="accepted", accepted_at=timezone.now())
    words = told(client_of(head), "post", address("dispute", made), {"text": "Было 30 участников"})
    assert words == [
        (
            "Специалист увидит ваше возражение. Число складывается из нескольких отчётов, открыты все: "
            "«Годовой отчёт», «Контингент». Исправьте то, что неверно, и отправьте каждый снова, неизменный тоже."
        )
    ]
    assert set(Submission.objects.filter(school=school).values_list("state", flat=True)) == {"draft"}


def test_the_passport_is_told_in_short_what_is_asked(world, officer, head, second_head, client_of):
    path = reverse("recommendations:school", args=[2021, "okr-01"])
    for person in (officer, head):
        fragment = text_of(client_of(person).get(path, headers={"HX-Request": "true"}))
        assert "<html" not in fragment
        assert "общих для всех организаций – 1. " in fragment
        assert fragment.count("<li>") == 1
    assert client_of(second_head).get(path, headers={"HX-Request": "true"}).status_code == 404

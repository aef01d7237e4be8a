"""Position 4: who has reported, opening and closing, accepting several, the register of events."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
import time_machine
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from monitoring.campaigns import open_campaign
from monitoring.models import Campaign, Remark, Submission, Wave
from monitoring.pages.board import board_page
from schools.models import Transition
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
BOARD = "/2021/monitoring/"
SOME = "okr-01"


@pytest.fixture
def campaign(okrug, school, small_school, kindergarten):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def heading(text: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", text)[1]


def submitted(*codes: str) -> None:
    for code in codes:
        send(fact(code, "pupils", grade=6, value=30))
    Submission.objects.filter(school__code__in=codes).update(state="submitted")


def test_the_heading_says_how_many_are_accepted_and_late(campaign, client_of, officer):
    send(fact("okr-01", "pupils", grade=6, value=30), accept=True)
    text = read(client_of(officer).get(BOARD))
    assert heading(text) == "Принят отчёт 1 из 3 организаций, 2 просрочены"
    assert re.search(r"Годовой отчёт: срок прошёл \d+ [а-я]+ 2022", text)
    assert re.search(r"срок прошёл 1 июня 2022\. Сдала 1 из 3, опаздывают 2\.", text)
    assert "Срок прошёл (2):\n– Берёзовская ООШ – отчёт не начат\n– Детский сад «Ручеёк» – отчёт не" in text


def test_the_heading_of_every_stage(campaign, okrug, client_of, officer):
    client = client_of(officer)
    Wave.objects.update(due=dt.date(2099, 1, 1))
    assert heading(read(client.get(BOARD))) == "Пока не принят ни один отчёт из 3"
    send(*[fact(code, "metric", "money", value=1) for code in ("okr-01", "okr-02", "okr-03")], accept=True)
    assert heading(read(client.get(BOARD))) == "Все отчёты приняты: 3 организации"
    Wave.objects.update(opens=dt.date(2098, 9, 1))
    assert heading(read(client.get(BOARD))) == "Годовой отчёт: сбор откроется 1 сентября 2098"


def test_acceptance_is_offered_where_there_is_something_to_accept(campaign, client_of, officer):
    assert "Принять выбранные" not in read(client_of(officer).get(BOARD))
    submitted("okr-01")
    assert "Принять выбранные" in read(client_of(officer).get(BOARD))
    assert "Принять выбранные" not in read(client_of(officer).get(f"{BOARD}?state=not_started"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [({}, ["okr-02", "okr-03", "okr-01"]), ({"sort": "-name"}, ["okr-01", "okr-03", "okr-02"]),
     ({"sort": "-filled"}, ["okr-01", "okr-02", "okr-03"]), ({"sort": "due"}, ["okr-02", "okr-03", "okr-01"]),
     ({"sort": "-state"}, ["okr-01", "okr-02", "okr-03"]), ({"sort": "-activity"}, ["okr-01", "okr-02", "okr-03"]),
     ({"sort": "no such"}, ["okr-02", "okr-03", "okr-01"]), ({"locality": "urban"}, ["okr-03"]),
     ({"state": "not_started"}, ["okr-02", "okr-03"]),
     ({"state": "submitted"}, ["okr-01"]), ({"late": "1", "kind": "preschool"}, ["okr-03"]),
     ({"q": "ёлкин"}, ["okr-01"]), ({"q": "okr-02"}, ["okr-02"]), ({"q": "нет такой"}, [])],
)  # fmt: skip
def test_filters(asked, found, campaign, okrug):
    submitted("okr-01")
    page = board_page(okrug, 2021, asked)
    assert [line.report.school.code for line in page.page] == found
    assert len(page.reports) == 3


def test_the_next_page_keeps_what_was_searched(campaign, okrug):
    asked = {"q": "Школа & лицей", "state": "draft", "page": "2"}
    assert QueryDict(board_page(okrug, 2021, asked).query).dict() == {"q": "Школа & лицей", "state": "draft"}


def test_waves_are_chosen_by_number_and_the_unfinished_one_comes_first(campaign, okrug):
    Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    assert board_page(okrug, 2021, {}).wave.number == 2
    assert board_page(okrug, 2021, {"wave": "1"}).wave.number == 1
    assert [(tab.wave.number, tab.accepted, tab.total) for tab in board_page(okrug, 2021, {}).tabs] == [
        (1, 0, 3), (2, 0, 3),
    ]  # fmt: skip


def test_several_reports_are_accepted_after_a_question(campaign, client_of, officer, stranger):
    submitted("okr-01", "okr-02")
    keys = list(Submission.objects.values_list("pk", flat=True))
    client, url = client_of(officer), reverse("monitoring:accept", args=[2021])
    text = read(client.get(url, {"report": keys}))
    assert heading(text) == "Принять 2 отчёта?"
    assert "Ёлкинская СОШ" in text
    client_of(stranger).post(url, {"report": keys})
    assert not Submission.objects.filter(state="accepted").exists()
    for _ in range(2):  # a double click
        assert client.post(url, {"report": keys}).status_code == 302
    assert Submission.objects.filter(state="accepted").count() == 2
    assert Transition.objects.filter(step="accept").count() == 2


def test_a_year_is_opened_with_its_dates(client_of, officer, analyst, okrug, school, year):
    client = client_of(officer)
    assert heading(read(client.get(BOARD))) == "Сбор за 2021/2022 ещё не открыт"
    assert "<form" not in read(client_of(analyst).get(BOARD)).split("<main")[1]
    wrong = client.post(f"{BOARD}new/", {"opens": "2022-05-01", "due": "2022-04-01", "filled_by": "schools"})
    assert (wrong.status_code, "Срок сдачи раньше начала" in read(wrong)) == (422, True)
    for _ in range(2):
        data = {
            "opens": "2021-09-20",
            "due": "2022-06-01",
            "counted_on": "2021-09-20",
            "filled_by": "schools",
        }
        assert client.post(f"{BOARD}new/", data).status_code == 302
    assert list(Wave.objects.values_list("opens", "due", "counted_on")) == [
        (dt.date(2021, 9, 20), dt.date(2022, 6, 1), dt.date(2021, 9, 20))
    ]


@pytest.mark.parametrize("due", ["0202-06-01", "9999-06-01"])
def test_a_year_is_not_opened_with_a_date_that_is_a_slip(due, client_of, officer, school, year):
    refused = client_of(officer).post(f"{BOARD}new/", {"due": due, "filled_by": "schools"})
    assert (refused.status_code, "Проверьте год: от 1990 до 2100." in read(refused)) == (422, True)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("change", [{"state": "planned"}, {"state": "closed"}, {"instructions": "Мои"}])
def test_who_opens_a_year_that_somebody_else_has_prepared_is_told_so(change, campaign, client_of, officer):
    Campaign.objects.update(**change)
    typed = {"due": "2022-06-01", "filled_by": "schools", "instructions": "", "opens": ""}
    answer = client_of(officer).post(f"{BOARD}new/", typed, follow=True)
    assert answer.redirect_chain == [("/2021/monitoring/campaign/", 302)]
    assert "ваши сроки и указания не записаны" in read(answer)
    assert "Вы указали: сдать до 1 июня 2022" in read(answer)
    assert "все действующие организации видят свою форму" not in read(answer)


@pytest.mark.parametrize(("state", "offered"), [("open", True), ("planned", False), ("closed", False)])
def test_the_text_for_the_chat_is_offered_while_the_collection_is_open(
    state, offered, campaign, client_of, officer
):
    Campaign.objects.update(state=state)
    assert ("Скопировать для чата директоров" in read(client_of(officer).get(BOARD))) == offered


def test_the_collection_is_closed_and_opened_again_after_a_question(campaign, client_of, officer):
    client = client_of(officer)
    assert heading(read(client.get(f"{BOARD}close/"))) == "Закрыть сбор этого года?"
    for step, state in (("close", "closed"), ("close", "closed"), ("reopen", "open"), ("reopen", "open")):
        assert client.post(f"{BOARD}{step}/", {"reason": "Опоздала школа"}).status_code == 302
        assert Campaign.objects.get().state == state
    assert list(Transition.objects.values_list("step", "note")) == [
        ("close", ""),
        ("reopen", "Опоздала школа"),
    ]


def test_a_closed_collection_is_not_opened_without_a_reason(campaign, client_of, officer):
    client = client_of(officer)
    client.post(f"{BOARD}close/")
    refused = client.post(f"{BOARD}reopen/", {"reason": "  "})
    assert (refused.status_code, "Напишите причину" in read(refused)) == (422, True)
    assert Campaign.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("person", "reads", "acts"),
    [
        ("officer", 200, 200),
        ("admin", 200, 200),
        ("analyst", 200, 403),
        ("region", 200, 403),
        ("head", 403, 403),
    ],
)
def test_who_reads_and_who_acts(person, reads, acts, people, campaign, client_of):
    client = client_of(people[person])
    client.get("/?municipality=32622000")
    assert client.get(BOARD).status_code == reads
    pages = (
        "accept",
        "close",
        "reopen",
        "reminders",
        f"extend/?school={SOME}",
        f"reminders/now/?school={SOME}",
    )
    answers = {
        client.get(f"{BOARD}{page}" if "?" in page else f"{BOARD}{page}/").status_code for page in pages
    }
    assert answers == {acts}
    assert ('name="school"' in read(client.get(BOARD))) == (acts == 200)
    assert ("Закрыть сбор" in read(client.get(BOARD))) == (acts == 200)


@pytest.mark.parametrize(
    ("person", "state", "buttons", "menu"),
    [
        ("officer", "open", ["Таблица по организациям"],
         ["Этапы и участники", "Напоминания", "Книга Excel", "Реестры", "Закрыть сбор"]),
        ("officer", "closed", ["Таблица по организациям", "Открыть сбор"],
         ["Этапы и участники", "Напоминания", "Книга Excel", "Реестры"]),
        ("analyst", "open", ["Таблица по организациям"], ["Этапы и участники", "Реестры"]),
    ],
)  # fmt: skip
def test_few_buttons_stand_above_the_table_the_rest_is_a_menu(
    person, state, buttons, menu, people, campaign, client_of
):
    Campaign.objects.update(state=state)
    head = re.search(
        r'class="page-head__actions">(.*?)</details>', read(client_of(people[person]).get(BOARD)), re.DOTALL
    )[1]
    above, inside = head.split("<details")
    assert (re.findall(r">([^<]+)</a>", above), re.findall(r">([^<]+)</a>", inside)) == (buttons, menu)


def test_a_neighbour_sees_a_board_of_their_own(campaign, client_of, stranger, year):
    text = read(client_of(stranger).get(BOARD))
    assert (heading(text), "Ёлкинская" in text) == ("Сбор за 2021/2022 ещё не открыт", False)


@pytest.mark.parametrize("schools", [1, 3, 60, 200])
def test_the_board_takes_few_queries(schools, people, okrug, client_of, django_assert_num_queries):
    """The first look of whoever reviews finds the open questions anew: one query more."""
    make_catalogue()
    open_campaign(municipality=okrug, year=2021)
    for n in range(schools):
        make_school(okrug, f"okr-1{n:03}", f"Школа {n}")
    send(*[fact(f"okr-1{n:03}", "pupils", grade=6, value=30) for n in range(schools)])
    for person, number in (("officer", 11), ("region", 12), ("analyst", 11), ("admin", 11)):
        client = client_of(people[person])
        client.get("/2021/held-events/")  # the session keeps the year
        cache.clear()
        with django_assert_num_queries(number + (person in ("officer", "admin"))):
            client.get(BOARD)
        with django_assert_num_queries(number):
            text = read(client.get(BOARD))
    assert text.count('<th scope="row">') == min(schools + 2, 100)  # the people belong to two more


def test_a_row_says_how_late_what_is_open_who_was_last_and_how_the_other_waves_stand(
    campaign, client_of, officer, head, okrug
):
    Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    send(fact("okr-01", "pupils", grade=6, value=30), person=head)
    report = Submission.objects.get()
    Remark.objects.create(submission=report, text="Проверьте", author=officer)
    with time_machine.travel(dt.datetime(2022, 6, 6, 9, tzinfo=dt.UTC)):
        text = read(client_of(officer).get(f"{BOARD}?wave=1"))
    row = re.search(r"<tr>(?:(?!<tr>).)*Ёлкинская СОШ.*?</tr>", text, re.DOTALL)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert words.startswith(
        "Ёлкинская СОШ ✎ Годовой отчёт: черновик, срок прошёл. ○ Итоги: не начат. ✎ черновик"
    )
    assert "! срок прошёл 5 дней назад 1 замечание без ответа" in words
    assert words.endswith("О. И. Ёлкина")


def test_the_questions_are_filtered_and_sorted(campaign, okrug, officer):
    send(*[fact(code, "pupils", grade=6, value=30) for code in ("okr-01", "okr-02")])
    for code, number in (("okr-01", 1), ("okr-02", 2)):
        report = Submission.objects.get(school__code=code)
        for _ in range(number):
            Remark.objects.create(submission=report, text="Проверьте", author=officer)
    for asked, found in (({"questions": "1"}, ["okr-02", "okr-01"]),
                         ({"sort": "-questions"}, ["okr-02", "okr-01", "okr-03"])):  # fmt: skip
        page = board_page(okrug, 2021, asked, with_questions=True)
        assert [line.report.school.code for line in page.page] == found


def test_reports_are_accepted_by_the_wave_and_the_codes_the_board_sends(campaign, client_of, officer):
    submitted("okr-01", "okr-02")
    text = read(client_of(officer).get(f"{BOARD}accept/?wave=1&school=okr-01&school=okr-03"))
    assert (heading(text), "Ёлкинская СОШ" in text) == ("Принять 1 отчёт?", True)
    for wave in ("2", "", "x", "9" * 30):
        assert heading(read(client_of(officer).get(f"{BOARD}accept/?wave={wave}&school=okr-01"))) == (
            "Отчёты не выбраны"
        )


def test_who_is_ticked_in_vain_is_named_and_the_filters_of_the_board_are_come_back_to(
    campaign, client_of, officer
):
    submitted("okr-01")
    client, query = client_of(officer), "wave=1&state=submitted&sort=-due"
    assert f'name="back" value="{query}"' in read(client.get(f"{BOARD}?{query}"))
    asked = {
        "wave": "1",
        "school": ["okr-01", "okr-02", "no such"],
        "back": f"{query}&next=//elsewhere.example",
    }
    text = read(client.get(f"{BOARD}accept/", asked))
    assert (heading(text), "Ещё 1 не на проверке: Берёзовская ООШ." in text) == ("Принять 1 отчёт?", True)
    assert f'href="{BOARD}?{query}">Отмена' in text
    key = Submission.objects.get(school__code="okr-01").pk
    sent = {"report": key, "wave": "1", "back": asked["back"]}
    assert client.post(f"{BOARD}accept/", sent).headers["Location"] == f"{BOARD}?{query}"
    text = read(client.get(f"{BOARD}accept/", asked))
    assert "Отмеченные не на проверке: Берёзовская ООШ, Ёлкинская СОШ." in text


def test_the_date_of_chosen_organisations_is_moved_and_moved_back(campaign, client_of, officer):
    client, url = client_of(officer), f"{BOARD}extend/"
    chosen = {"wave": "1", "school": ["okr-01", "okr-02", "no such"]}
    assert heading(read(client.get(url, chosen))) == "Продлить срок 2 организациям"
    for to, words in (("", "Назовите новый срок"), ("2022-06-01", "позже общего"), ("2022-06-05", "уже наступил"),
                      ("32.13", "Не назван год или месяц"), ("9999-06-01", "Проверьте год")):  # fmt: skip
        refused = client.post(url, {**chosen, "to": to, "reason": "Карантин в школе"})
        assert (refused.status_code, words in read(refused), "Карантин в школе" in read(refused)) == (
            422, True, True,
        )  # fmt: skip
    for _ in range(2):  # a double click
        assert client.post(url, {**chosen, "to": "2098-05-01", "reason": "Карантин"}).status_code == 302
    assert Transition.objects.filter(step="extend").count() == 2
    assert read(client.get(BOARD)).count("продлён</div>") == 2
    form = "/2021/schools/okr-01/form/"
    text = read(client.get(form))
    assert "срок продлён, общий – 1 июня" in text
    assert re.search(r"Срок продлён.*До 1 мая 2098\. Карантин", text, re.DOTALL)
    answer = client.post(url, {"wave": "1", "school": "okr-01", "from": "form", "action": "take_back"})
    assert answer.headers["Location"] == f"{form}?wave=1"
    assert "Продление срока снято" in read(client.get(form))
    assert list(Submission.objects.exclude(extended_to=None).values_list("school__code", flat=True)) == [
        "okr-02"
    ]


def test_nothing_chosen_leads_back_to_the_board(campaign, client_of, officer):
    submitted("okr-01")
    for page in ("extend", "reminders/now"):
        answer = client_of(officer).get(f"{BOARD}{page}/?wave=1&school=okr-01")
        assert answer.headers["Location"] == f"{BOARD}?wave=1"


def test_a_head_sees_the_step_of_the_officer_nowhere(campaign, client_of, head, officer):
    form = "/2021/schools/okr-01/form/"
    assert ("extend/" in read(client_of(head).get(form)), "extend/" in read(client_of(officer).get(form))) == (
        False, True,
    )  # fmt: skip
    submitted("okr-01")
    assert "extend/" not in read(client_of(officer).get(form))

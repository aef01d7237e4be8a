"""The page of the reminders: set up, tried on one organisation, sent by hand, repeated where one failed."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from monitoring.campaigns import open_campaign
from monitoring.models import Campaign, Reminder, ResponsiblePerson, Submission
from monitoring.reminder_text import DEFAULT_TEXT
from tests.cast import make_school
from tests.monitoring.world import make_catalogue

pytestmark = pytest.mark.django_db
PAGE = "/2021/monitoring/reminders/"
NOW = f"{PAGE}now/"
AGAIN = f"{PAGE}again/"
DUE = dt.date(2098, 6, 10)


@pytest.fixture
def campaign(okrug, school, small_school):
    make_catalogue()
    school.email = "elka@kuz.example"
    school.save()
    return open_campaign(municipality=okrug, year=2021, due=DUE)


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def heading(text: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", text)[1]


def typed(**more: object) -> dict[str, object]:
    return {
        "reminders": "on",
        "remind_before": "3",
        "remind_after": "1",
        "reminder_text": DEFAULT_TEXT,
        **more,
    }


def reminder(campaign, school, **fields) -> Reminder:
    wave = campaign.waves.get()
    return Reminder.objects.create(wave=wave, school=school, kind="before", due=DUE, day=DUE, **fields)


def test_it_is_off_until_the_officer_switches_it_on(campaign, client):
    text = read(client.get(PAGE))
    assert heading(text) == "Напоминания письмом выключены"
    assert "Напоминаем об отчёте «{этап}»" in text
    assert "Писем ещё не было" in text
    assert client.post(PAGE, typed(remind_before="5", action="save")).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.reminders, campaign.remind_before, campaign.remind_after, campaign.reminder_text) == (
        True, 5, 1, "",
    )  # fmt: skip
    assert heading(read(client.get(PAGE))) == "Портал напоминает за 5 дней до срока и через 1 день после"
    client.post(PAGE, typed(remind_before="0", reminder_text="Сдайте до {срок}"))
    campaign.refresh_from_db()
    assert campaign.reminder_text == "Сдайте до {срок}"
    assert heading(read(client.get(PAGE))) == "Портал напоминает в последний день и через 1 день после"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reminder_text": "До {срока}"}, "Подстановка {срока} неизвестна"),
        ({"reminder_text": "До {срок"}, "непарная фигурная скобка"),
        ({"remind_before": "31"}, "меньше либо равно 30"),
        ({"remind_after": "0"}, "больше либо равно 1"),
        ({"remind_after": ""}, "Обязательное поле"),
    ],
)
@pytest.mark.parametrize("action", ["save", "preview"])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(action, more, words, campaign, client):
    answer = client.post(PAGE, typed(**more, action=action))
    text = read(answer)
    assert (answer.status_code, words in text) == (422, True)
    assert str(more.get("reminder_text", "Напоминаем об отчёте")) in text
    campaign.refresh_from_db()
    assert campaign.reminders is False


def test_the_mail_is_shown_as_one_organisation_would_get_it_and_nothing_is_saved(campaign, client):
    text = read(client.post(PAGE, typed(reminder_text="{организация}: {не_заполнено}", action="preview")))
    assert "Берёзовская ООШ: отчёт не начат" in text  # the first of the list
    assert "некому: нет почты" in text
    text = read(client.post(PAGE, typed(school="okr-01", action="preview")))
    assert "elka@kuz.example" in text
    assert "Напоминаем об отчёте «Годовой отчёт», Ёлкинская СОШ." in text
    assert '<option value="okr-01" selected>' in text
    campaign.refresh_from_db()
    assert (campaign.reminders, campaign.reminder_text) == (False, "")


def test_the_log_says_what_became_of_every_mail(campaign, client, school, small_school, okrug, officer):
    third = make_school(okrug, "okr-09", "Третья СОШ")
    reminder(campaign, school, state="sent", addresses="elka@kuz.example", text="Здравствуйте!", recipients=1)
    problem = "Почтовый сервер не принял письмо: 550"
    reminder(campaign, small_school, state="failed", problem=problem)
    lost = reminder(campaign, third, state="sending", person=officer)
    Reminder.objects.filter(pk=lost.pk).update(at=timezone.now() - dt.timedelta(hours=1))
    text = read(client.get(PAGE))
    rows = re.findall(r"<tr>\s*<th scope=\"row\".*?</tr>", text, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    about = "Годовой отчёт до срока, срок 10 июня"
    assert [re.sub(r"\d+ [а-я]+, \d\d:\d\d", "…", line) for line in words] == [
        f"Третья СОШ {about} ? неизвестно, ушло ли … А. П. Соколова Повторить письмо: Третья СОШ",
        f"Берёзовская ООШ {about} ! не отправлено {problem} … Повторить письмо: Берёзовская ООШ",
        f"Ёлкинская СОШ {about} ✓ отправлено elka@kuz.example Текст письма: Ёлкинская СОШ Здравствуйте! …",
    ]
    assert "Повторить все неотправленные" not in text  # one failed; of the other nobody knows
    reminder(campaign, make_school(okrug, "okr-08", "Восьмая СОШ"), state="nobody")
    assert "Среди писем ниже не отправлено: 2" in read(client.get(PAGE))


def test_a_failed_mail_is_put_into_the_queue_again_one_or_all(
    campaign, client, school, small_school, client_of, stranger
):
    failed, nobody = (
        reminder(campaign, school, state="failed"),
        reminder(campaign, small_school, state="nobody"),
    )
    assert client_of(stranger).post(AGAIN, {"reminder": failed.pk}).status_code == 404
    assert client.post(AGAIN, {"reminder": "x"}).status_code == 404
    assert "Снова в очереди: 1 письмо." in read(client.post(AGAIN, {"reminder": failed.pk}, follow=True))
    assert "уже отправлено или стоит в очереди" in read(
        client.post(AGAIN, {"reminder": failed.pk}, follow=True)
    )
    assert "Снова в очереди: 1 письмо." in read(client.post(AGAIN, {"all": "1"}, follow=True))
    nobody.refresh_from_db()
    assert (nobody.state, Reminder.objects.filter(state="waiting").count()) == ("waiting", 2)
    assert "уже отправлено или стоит в очереди" in read(client.post(AGAIN, {"all": "1"}, follow=True))


def test_chosen_organisations_are_reminded_now_after_a_look_at_the_addresses(campaign, client, small_school):
    chosen = {"wave": "1", "school": ["okr-01", "okr-02"]}
    text = read(client.get(NOW, chosen))
    assert heading(text) == "Напомнить 1 организации?"
    assert "У некоторых организаций нет почты" in text
    assert re.search(r"Ёлкинская СОШ <span class=\"muted\">elka@kuz.example", text)
    assert not Reminder.objects.exists()
    text = read(client.post(NOW, chosen, follow=True))
    assert "1 письмо поставлено в очередь" in text
    assert "Письмо не уйдёт, нет почты: Берёзовская ООШ." in text
    text = read(client.post(NOW, chosen, follow=True))  # a double click, or tomorrow's zeal today
    assert "Сегодня уже напоминали, второй раз не будем: Ёлкинская СОШ." in text
    assert "в очередь" not in text.split("<table")[0]
    assert Reminder.objects.filter(kind="now", state="waiting").count() == 1
    Campaign.objects.update(state="closed")
    assert "Сбор закрыт: напоминать не о чем" in read(client.post(NOW, chosen, follow=True))


def test_who_has_no_address_is_listed_with_a_way_to_write_it_down(campaign, client, small_school):
    text = read(client.get(PAGE))
    assert "1 организации письмо не дойдёт" in text
    assert re.findall(r'<li><a href="(/[^"]*schools/[^"]+)">([^<]+)</a></li>', text) == [
        ("/schools/okr-02/", "Берёзовская ООШ")
    ]
    person = ResponsiblePerson.objects.create(school=small_school, name="Сергеева Мария", post="завуч")
    assert "письмо не дойдёт" in read(client.get(PAGE))
    ResponsiblePerson.objects.filter(pk=person.pk).update(email="sergeeva@kuz.example")
    assert "письмо не дойдёт" not in read(client.get(PAGE))
    small_school.closed = dt.date(2022, 6, 1)
    small_school.save()
    ResponsiblePerson.objects.all().delete()
    assert "письмо не дойдёт" not in read(client.get(PAGE))


def test_where_nobody_has_an_address_no_mail_is_offered_and_none_is_said_to_wait(campaign, client, school):
    chosen = {"wave": "1", "school": ["okr-01", "okr-02"]}
    type(school).objects.update(email="")
    text = read(client.get(NOW, chosen))
    assert heading(text) == "Напомнить некому: нет почты"
    assert "Отправить письма" not in text
    text = read(client.post(NOW, chosen, follow=True))
    assert "Ни у одной из выбранных организаций нет почты: впишите её в списке организаций." in text
    assert "в очередь." not in text
    assert not Reminder.objects.exists()


def test_without_a_campaign_one_is_led_to_where_it_begins(client, year):
    assert client.get(PAGE).headers["Location"] == "/2021/monitoring/"
    assert client.get(NOW).status_code == 404


@pytest.mark.parametrize("schools", [1, 60])
def test_the_pages_take_few_queries(schools, campaign, okrug, client, django_assert_num_queries):
    for number in range(schools):
        reminder(campaign, make_school(okrug, f"okr-3{number:02}", f"Школа {number}", email="a@kuz.example"))
    codes = [f"okr-3{number:02}" for number in range(schools)]
    client.get("/2021/held-events/")  # the session keeps the year
    with django_assert_num_queries(10):
        client.get(PAGE)
    for ask, number in (
        (lambda: client.post(PAGE, typed(action="preview")), 12),
        (lambda: client.get(NOW, {"wave": "1", "school": codes}), 12),
        (lambda: client.get("/2021/monitoring/extend/", {"wave": "1", "school": codes}), 11),
    ):
        with django_assert_num_queries(number):
            assert ask().status_code == 200


def test_a_head_sees_on_the_first_page_what_waits_and_how_late_it_is(
    campaign, school, head, officer, client_of
):
    mine = "/2021/recommendations/mine/"
    Submission.objects.create(wave=campaign.waves.get(), school=school, extended_to=dt.date(2022, 7, 1))
    campaign.waves.update(due=dt.date(2022, 6, 10))
    text = read(client_of(head).get(mine))
    assert "Отчёт ждёт вас" in text
    assert re.search(r"срок прошёл 1 июля 2022.*срок вам продлён, общий – 10 июня", text, re.DOTALL)
    Submission.objects.update(state="returned")
    assert "возвращён на доработку" in read(client_of(head).get(mine))
    Submission.objects.update(state="submitted")
    assert "Отчёт ждёт вас" not in read(client_of(head).get(mine))
    Submission.objects.update(state="draft", submitted_at=timezone.now())
    text = read(client_of(head).get(mine))
    assert ("на исправлении" in text, "срок прошёл" in text) == (True, False)
    Submission.objects.all().delete()
    Campaign.objects.update(state="closed")
    assert "сбор закрыт, обратитесь к специалисту" in read(client_of(head).get(mine))
    assert "Отчёт ждёт вас" not in read(client_of(officer).get("/2021/schools/okr-01/recommendations/"))

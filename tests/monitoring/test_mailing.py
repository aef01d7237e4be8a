"""Reminders that wait become mails: to whom, in which words, never twice, and what is said when one fails."""

from __future__ import annotations

import datetime as dt
import threading
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from monitoring.campaigns import move, open_campaign
from monitoring.mailing import Sent, is_unknown, send_again, send_waiting
from monitoring.models import Campaign, Reminder, Submission, Wave
from monitoring.reminder_text import DEFAULT_TEXT, check_text, time_left
from monitoring.reminding import plan_reminders, set_up
from monitoring.tasks import remind, send_reminders
from schools.models import Role
from tests.cast import make_person, make_school
from tests.monitoring.world import fact, make_catalogue, send

DUE = dt.date(2022, 6, 10)
KNOWN = "{организация}, {этап}, {срок}, {осталось}, {ссылка}, {не_заполнено}"
NOW = dt.datetime(2022, 6, 7, 9, tzinfo=dt.UTC)


class Refusing(EmailBackend):
    """A mail server that refuses whatever goes to «bad»; `down` refuses everything; `code` is what it says of «bad»."""

    down = False
    asked = 0
    code = 550

    def send_messages(self, messages):
        type(self).asked += 1
        if self.down:
            raise SMTPServerDisconnected("please run connect() first")
        for message in messages:
            if any("bad" in to for to in message.to):
                raise SMTPRecipientsRefused({message.to[0]: (self.code, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture
def campaign(okrug, school, small_school):
    make_catalogue()
    school.email, small_school.email = "elka@kuz.example", ""
    school.save()
    campaign = open_campaign(municipality=okrug, year=2021, due=DUE)
    return set_up(campaign=campaign, reminders=True, before=3, after=1, text="")


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.down, Refusing.asked, Refusing.code = False, 0, 550
    return Refusing


def log() -> dict[str, tuple[str, str, str]]:
    rows = Reminder.objects.values_list("school__code", "state", "addresses", "problem")
    return {code: (state, addresses, problem) for code, state, addresses, problem in rows}


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


@pytest.mark.django_db
def test_a_mail_goes_to_the_organisation_and_its_heads_in_the_usual_words(
    campaign, school, head, small_school
):
    head.email = "olga@kuz.example"
    head.save()
    second = make_person("second", "Пётр", "", "Второй", role=Role.HEAD, school=school)
    second.email = "Elka@kuz.example"  # the same box again
    second.save()
    gone = make_person("gone", "Иван", "", "Бывший", role=Role.HEAD, school=school)
    gone.email, gone.is_active = "gone@kuz.example", False
    gone.save()
    send(*[fact("okr-01", "pupils", grade=g, value=20) for g in range(1, 12)])
    plan_reminders(now=NOW)
    assert send_waiting(now=NOW) == Sent(sent=1, nobody=1)
    assert [message.to for message in mail.outbox] == [["elka@kuz.example", "olga@kuz.example"]]
    assert plain(mail.outbox[0].subject) == "Отчёт «Годовой отчёт»: осталось 3 дня – Ёлкинская СОШ"
    assert plain(mail.outbox[0].body) == (
        "Здравствуйте!\n\n"
        "Напоминаем об отчёте «Годовой отчёт», Ёлкинская СОШ. Срок сдачи – 10 июня 2022 года: осталось 3 дня.\n\n"
        "Сейчас: не заполнено: обучающиеся с ОВЗ и инвалидностью; «Абилимпикс»; «Билет в будущее»; "
        "«Открытые уроки»; и ещё 4 графы.\n\n"
        "Открыть отчёт: http://localhost:8000/2021/schools/okr-01/form/?wave=1\n\n"
        "Если отчёт уже направлен, ничего делать не нужно."
    )
    assert log() == {
        "okr-01": ("sent", "elka@kuz.example, olga@kuz.example", ""),
        "okr-02": ("nobody", "", ""),
    }
    assert send_waiting(now=NOW) == Sent()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "words"),
    [(21, "остался 21 день"), (2, "осталось 2 дня"), (1, "остался 1 день"), (0, "сегодня последний день"),
     (-1, "срок прошёл 1 день назад"), (-5, "срок прошёл 5 дней назад")],
)  # fmt: skip
def test_how_much_time_is_left_in_words(days, words):
    assert plain(time_left(DUE, DUE - dt.timedelta(days))) == words


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (DEFAULT_TEXT, []),
        ("Сдайте {этап} до {срок}", []),
        ("", ["Напишите текст письма."]),
        ("{школа}", [f"Подстановка {{школа}} неизвестна; можно использовать: {KNOWN}."]),
        ("{срок", ["В тексте непарная фигурная скобка: подстановка пишется целиком, например {срок}."]),
    ],
)  # fmt: skip
def test_placeholders_are_checked(text, problems):
    assert check_text(text) == problems


@pytest.mark.django_db
def test_the_officers_own_words(campaign):
    set_up(campaign=campaign, reminders=True, before=3, after=1, text="{этап}: {осталось}. {не_заполнено}")
    plan_reminders(now=NOW)
    send_waiting(now=NOW)
    assert plain(mail.outbox[0].body) == "Годовой отчёт: осталось 3 дня. отчёт не начат"


@pytest.mark.django_db
def test_what_has_been_handed_in_meanwhile_or_belongs_to_a_closed_collection_is_not_sent(campaign, school):
    plan_reminders(now=NOW)
    Submission.objects.create(wave=Wave.objects.get(), school=school, state="submitted")
    assert send_waiting(now=NOW) == Sent(needless=1, nobody=1)
    Reminder.objects.update(state="waiting")
    Submission.objects.all().delete()
    move(campaign=campaign, step="close", person=None)
    assert send_waiting(now=NOW) == Sent(needless=2)
    assert mail.outbox == []


@pytest.mark.django_db
def test_at_night_only_what_was_sent_by_hand_goes_out(campaign, school, small_school):
    small_school.email = "ber@kuz.example"
    small_school.save()
    wave = campaign.waves.get()
    for whose, kind in ((school, "before"), (small_school, "now")):
        Reminder.objects.create(wave=wave, school=whose, kind=kind, due=DUE, day=DUE)
    night = NOW.replace(hour=20)
    assert send_waiting(now=night) == Sent(sent=1)
    assert [message.to for message in mail.outbox] == [["ber@kuz.example"]]
    assert send_waiting(now=NOW + dt.timedelta(1)) == Sent(sent=1)


@pytest.mark.django_db
def test_a_refused_mail_hinders_no_other_and_can_be_sent_again(campaign, school, small_school, refusing):
    small_school.email = "bad@kuz.example"
    small_school.save()
    plan_reminders(now=NOW)
    assert send_waiting(now=NOW) == Sent(sent=1, failed=1)
    state, addresses, problem = log()["okr-02"]
    assert (state, addresses) == ("failed", "bad@kuz.example")
    assert problem == "Почтовый сервер не принял письмо: bad@kuz.example – 550 no such mailbox"
    assert send_waiting(now=NOW) == Sent()  # not by itself
    small_school.email = "good@kuz.example"
    small_school.save()
    failed = Reminder.objects.filter(pk=Reminder.objects.get(state="failed").pk)
    assert [send_again(reminders=failed, now=NOW) for _ in range(2)] == [1, 0]
    assert send_waiting(now=NOW) == Sent(sent=1)
    assert log()["okr-02"] == ("sent", "good@kuz.example", "")
    assert send_again(reminders=Reminder.objects.all(), now=NOW) == 0


@pytest.mark.django_db
def test_of_several_mails_about_one_report_one_is_sent_again(campaign, school, small_school):
    wave = campaign.waves.get()
    other = Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    for kind, state in (("before", "failed"), ("after", "nobody"), ("now", "failed")):
        Reminder.objects.create(wave=wave, school=school, kind=kind, due=DUE, day=DUE, state=state)
    Reminder.objects.create(wave=other, school=school, kind="before", due=DUE, day=DUE, state="failed")
    Reminder.objects.create(wave=wave, school=small_school, kind="before", due=DUE, day=DUE, state="sent")
    assert send_again(reminders=Reminder.objects.all(), now=NOW) == 2
    assert list(Reminder.objects.order_by("pk").values_list("state", flat=True)) == [
        "needless", "needless", "waiting", "waiting", "sent",
    ]  # fmt: skip
    assert send_waiting(now=NOW) == Sent(sent=2)


@pytest.mark.django_db
def test_a_report_that_was_mailed_today_is_not_mailed_again_today(campaign, school, time_machine):
    time_machine.move_to(NOW, tick=False)
    for kind in ("before", "after"):  # the first waited until the second was due
        Reminder.objects.create(wave=campaign.waves.get(), school=school, kind=kind, due=DUE, day=DUE)
    assert send_waiting(now=NOW) == Sent(sent=1, needless=1)
    Reminder.objects.filter(kind="after").update(state="waiting")
    assert send_waiting(now=NOW + dt.timedelta(days=1)) == Sent(sent=1)


@pytest.mark.django_db
def test_a_mail_is_stamped_with_the_moment_of_its_claim_not_of_the_pass(campaign, school, time_machine):
    """A slow pass would otherwise look killed while it is still sending."""
    time_machine.move_to(NOW + dt.timedelta(minutes=20), tick=False)
    Reminder.objects.create(wave=campaign.waves.get(), school=school, kind="before", due=DUE, day=DUE)
    assert send_waiting(now=NOW) == Sent(sent=1)
    assert Reminder.objects.get().at == NOW + dt.timedelta(minutes=20)


@pytest.mark.django_db
def test_what_sleeps_takes_nobodys_place(campaign, school, small_school):
    """More of them than one pass sends."""
    small_school.email = "ber@kuz.example"
    small_school.save()
    wave = campaign.waves.get()
    Reminder.objects.bulk_create(
        Reminder(wave=wave, school=school, kind="before", due=DUE + dt.timedelta(n), day=DUE)
        for n in range(301)
    )
    Reminder.objects.create(wave=wave, school=small_school, kind="now", due=DUE, day=DUE)
    night = NOW.replace(hour=20)
    assert send_waiting(now=night) == Sent(sent=1)
    assert [message.to for message in mail.outbox] == [["ber@kuz.example"]]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"reminders": False}, {"filled_by": "officer"}])
def test_where_reminders_were_switched_off_only_what_was_asked_for_by_hand_goes_out(
    change, campaign, school, small_school
):
    small_school.email = "ber@kuz.example"
    small_school.save()
    plan_reminders(now=NOW)
    Reminder.objects.filter(school=small_school).update(kind="now")
    Campaign.objects.update(**change)
    assert send_waiting(now=NOW) == Sent(sent=1, needless=1)
    assert [message.to for message in mail.outbox] == [["ber@kuz.example"]]


@pytest.mark.django_db
def test_a_text_that_no_form_has_checked_fails_in_words(campaign):
    """The administration of the portal writes into the table itself."""
    Campaign.objects.update(reminder_text="До {срока}")
    plan_reminders(now=NOW)
    assert send_waiting(now=NOW) == Sent(failed=2)
    assert log()["okr-01"] == (
        "failed", "", f"Подстановка {{срока}} неизвестна; можно использовать: {KNOWN}.",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_server_that_is_down_is_left_alone_after_three_mails(campaign, okrug, refusing):
    for number in range(5):
        make_school(okrug, f"okr-2{number}", f"Школа {number}", email=f"s{number}@kuz.example")
    plan_reminders(now=NOW)
    refusing.down = True
    outcome = send_waiting(now=NOW)
    assert (outcome.failed, outcome.sent, refusing.asked) == (3, 0, 3)
    assert outcome.left == Reminder.objects.filter(state="waiting").count() > 0
    refusing.down = False
    assert send_waiting(now=NOW).sent == 3  # the rest; the three that failed wait for a person


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "outcome"), [(550, (4, 1, 0)), (450, (3, 0, 2))])
def test_wrong_addresses_in_a_row_hinder_nobody_and_a_server_that_puts_off_is_left_alone(
    campaign, small_school, refusing, code, outcome
):
    refusing.code = code
    small_school.email = "z@kuz.example"
    small_school.save()
    wave, okrug = campaign.waves.get(), small_school.municipality
    bad = [
        make_school(okrug, f"okr-2{number}", f"Школа {number}", email="bad@kuz.example")
        for number in range(4)
    ]
    for school in (*bad, small_school):
        Reminder.objects.create(wave=wave, school=school, kind="now", due=DUE, day=DUE)
    done = send_waiting(now=NOW)
    assert (done.failed, done.sent, done.left) == outcome


@pytest.mark.django_db
def test_a_mail_whose_worker_was_killed_is_not_sent_again_by_itself(campaign, school):
    row = Reminder.objects.create(wave=campaign.waves.get(), school=school, kind="before", due=DUE, day=DUE)
    Reminder.objects.update(state="sending", at=NOW)
    row.refresh_from_db()
    soon, later = NOW + dt.timedelta(minutes=14), NOW + dt.timedelta(minutes=16)
    assert (is_unknown(row, soon), is_unknown(row, later)) == (False, True)
    assert send_waiting(now=later) == Sent()
    assert [send_again(reminders=Reminder.objects.all(), now=when) for when in (soon, later)] == [0, 1]
    assert send_waiting(now=later) == Sent(sent=1)


@pytest.mark.django_db
def test_the_tasks_plan_and_send(campaign, time_machine):
    time_machine.move_to(NOW)
    send_reminders()
    assert mail.outbox == []
    remind()
    assert len(mail.outbox) == 1
    remind()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(campaign, okrug):
    for number in range(12):
        make_school(okrug, f"okr-2{number:02}", f"Школа {number}", email=f"s{number}@kuz.example")
    ready = threading.Barrier(2)
    outcomes: list[Sent] = []

    def work() -> None:
        try:
            ready.wait(timeout=60)
            plan_reminders(now=NOW)
            outcomes.append(send_waiting(now=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert len(outcomes) == 2
    assert sum(outcome.sent for outcome in outcomes) == 13
    assert sorted(to for message in mail.outbox for to in message.to) == sorted(
        {"elka@kuz.example", *(f"s{number}@kuz.example" for number in range(12))}
    )
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent", "nobody"}

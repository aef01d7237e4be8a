"""Heads are told by mail what is new, due soon or overdue: each of it once, on working days, if they want it."""

from __future__ import annotations

import datetime as dt
import threading
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from recommendations.digests import plan_digests
from recommendations.handling import acknowledge, answer, start
from recommendations.models import Digest, DigestLine, Recommendation
from recommendations.posting import Posted, send_digests
from schools.models import Membership
from tests.cast import make_person
from tests.recommendations.world import TODAY, World

MORNING = dt.datetime(2022, 1, 20, 7, tzinfo=dt.UTC)  # a Thursday, ten o'clock in Moscow
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(okrug, school, small_school, head, second_head):
    for person, email in ((head, "olga@kuz.example"), (second_head, "")):
        person.email = email
        person.save()
    world = World(okrug, school, small_school)
    world.plan(40)
    world.rule(text="Охвачено {значение}.", due="05-15")
    world.accept(school, 10)
    world.accept(small_school, 20)
    world.issue()
    Recommendation.objects.update(issued_at=MORNING - DAY)
    return world


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such mailbox")})


class Away(EmailBackend):
    def send_messages(self, messages):
        raise SMTPServerDisconnected("please run connect() first")


def told() -> list[tuple[str, str, str]]:
    lines = DigestLine.objects.order_by("digest_id", "pk")
    return list(lines.values_list("person__username", "recommendation__school__code", "kind"))


@pytest.mark.django_db
def test_a_head_with_an_address_is_told_what_is_new_and_where_to_answer(world):
    assert plan_digests(now=MORNING) == 1
    assert send_digests(now=MORNING) == Posted(sent=1)
    (message,) = mail.outbox
    assert message.to == ["olga@kuz.example"]
    assert message.subject.replace("\xa0", " ") == "Рекомендации: 1 новая – Ёлкинская СОШ"
    assert message.body.replace("\xa0", " ") == (
        "Здравствуйте!\n\nЁлкинская СОШ\n\nНовые:\n"
        "– Вовлечь в «Билет в будущее» ещё 30 учеников 9 класса (срок – 15 мая 2022 года)\n\n"
        "Открыть и ответить: http://localhost:8000/2021/schools/okr-01/recommendations/\n\n"
        "Такое письмо приходит, только когда есть что-то новое, и о каждом говорит один раз.\n"
        "Отказаться от писем: http://localhost:8000/notifications/"
    )


@pytest.mark.django_db
def test_nothing_is_told_twice_and_each_turn_once(world):
    for days in range(3):
        plan_digests(now=MORNING + days * DAY)
        send_digests(now=MORNING + days * DAY)
    assert told() == [("head", "okr-01", "new")]
    may = dt.datetime(2022, 5, 9, 7, tzinfo=dt.UTC)
    for days in (
        0,
        1,
        4,
        7,
        8,
        9,
        60,
    ):  # a week before, …, the day after the fifteenth is a Monday, and long after
        plan_digests(now=may + days * DAY)
        send_digests(now=may + days * DAY)
    assert told() == [("head", "okr-01", "new"), ("head", "okr-01", "soon"), ("head", "okr-01", "overdue")]
    assert [message.subject.replace("\xa0", " ") for message in mail.outbox] == [
        "Рекомендации: 1 новая – Ёлкинская СОШ",
        "Рекомендации: 1 со сроком на днях – Ёлкинская СОШ",
        "Рекомендации: 1 просрочена – Ёлкинская СОШ",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [MORNING + dt.timedelta(hours=12), MORNING + 2 * DAY, MORNING + 3 * DAY],
    ids=["at night", "on Saturday", "on Sunday"],
)
def test_nobody_is_written_to_outside_working_hours(world, now):
    assert plan_digests(now=now) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["wants_digest", "is_active"])
def test_who_does_not_want_it_or_has_left_gets_nothing_even_from_the_queue(world, head, field):
    plan_digests(now=MORNING)
    setattr(head, field, False)
    head.save()
    assert send_digests(now=MORNING) == Posted(needless=1)
    assert plan_digests(now=MORNING + DAY) == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_what_was_taken_up_or_answered_meanwhile_is_not_told(world, head):
    plan_digests(now=MORNING)
    made = Recommendation.objects.get(school__code="okr-01")
    acknowledge(recommendation=made, person=head)
    start(recommendation=made, person=head)
    assert send_digests(now=MORNING) == Posted(needless=1)
    answer(recommendation=made, person=head, text="Сделано")
    assert plan_digests(now=dt.datetime(2022, 5, 10, 7, tzinfo=dt.UTC)) == 0


@pytest.mark.django_db
def test_old_years_are_not_woken(world):
    Recommendation.objects.update(issued_at=MORNING - 60 * DAY, due=TODAY - dt.timedelta(days=90))
    assert plan_digests(now=MORNING) == 0


@pytest.mark.django_db
def test_a_refused_mail_is_tried_three_times_and_told_by_a_later_digest(world, settings):
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    plan_digests(now=MORNING)
    assert [send_digests(now=MORNING).failed for _ in range(4)] == [1, 1, 1, 0]
    digest = Digest.objects.get()
    assert (digest.state, digest.tries) == ("failed", 3)
    assert digest.problem.startswith("Почтовый сервер не принял письмо: ")
    assert told() == []
    settings.EMAIL_BACKEND = usual
    assert (plan_digests(now=MORNING), plan_digests(now=MORNING + DAY)) == (0, 1)
    assert send_digests(now=MORNING + DAY) == Posted(sent=1)
    assert told() == [("head", "okr-01", "new")]


@pytest.mark.django_db
def test_a_server_that_is_away_spends_no_try(world, settings):
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Away"
    plan_digests(now=MORNING)
    assert [send_digests(now=MORNING).failed for _ in range(4)] == [1, 1, 1, 1]
    digest = Digest.objects.get()
    assert (digest.state, digest.tries) == ("waiting", 0)
    assert digest.problem == "Почтовый сервер не принял письмо: please run connect() first"
    settings.EMAIL_BACKEND = usual
    assert send_digests(now=MORNING) == Posted(sent=1)
    assert Digest.objects.get().problem == ""


@pytest.mark.django_db
def test_without_a_mail_server_nothing_is_planned_and_what_waits_goes_on_waiting(world, settings):
    plan_digests(now=MORNING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert plan_digests(now=MORNING + DAY) == 0
    assert send_digests(now=MORNING) == Posted()
    assert Digest.objects.get().state == "waiting"


@pytest.mark.django_db
def test_who_no_longer_heads_the_organisation_is_not_told_of_it(world, head, small_school):
    plan_digests(now=MORNING)
    Membership.objects.filter(user=head).update(school=small_school)
    assert send_digests(now=MORNING) == Posted(needless=1)
    assert (mail.outbox, told()) == ([], [])


@pytest.mark.django_db
def test_a_day_that_has_passed_before_the_mail_goes_out_is_told_under_the_right_head(world):
    """The mail server was away for a night: what was due then is overdue now."""
    Recommendation.objects.update(due=MORNING.date(), state="acknowledged")
    plan_digests(now=MORNING)
    assert told() == [("head", "okr-01", "soon")]
    assert send_digests(now=MORNING + DAY) == Posted(needless=1)
    plan_digests(now=MORNING + DAY)
    assert send_digests(now=MORNING + DAY) == Posted(sent=1)
    assert told() == [("head", "okr-01", "overdue")]


@pytest.mark.django_db
def test_what_was_only_taken_note_of_is_no_longer_told_as_new(world, head):
    plan_digests(now=MORNING)
    acknowledge(recommendation=Recommendation.objects.get(school__code="okr-01"), person=head)
    assert send_digests(now=MORNING) == Posted(needless=1)


@pytest.mark.django_db
def test_a_disputed_number_is_not_called_overdue_until_a_report_is_accepted_again(world, head, school):
    made = Recommendation.objects.get(school__code="okr-01")
    answer(recommendation=made, person=head, text="Участвовали 45", disputes_number=True)
    Recommendation.objects.update(due=TODAY - DAY)
    assert plan_digests(now=MORNING) == 0
    world.report(school, "accepted", accepted_at=timezone.now())
    assert plan_digests(now=MORNING) == 1
    assert told() == [("head", "okr-01", "overdue")]


@pytest.mark.django_db
def test_a_mail_is_stamped_with_the_moment_of_its_claim_not_of_the_pass(world, time_machine):
    """A slow pass would otherwise look killed while it is still sending."""
    plan_digests(now=MORNING)
    time_machine.move_to(MORNING + dt.timedelta(minutes=20), tick=False)
    send_digests(now=MORNING)
    assert Digest.objects.get().at == MORNING + dt.timedelta(minutes=20)


@pytest.mark.django_db
def test_one_whose_worker_was_killed_is_not_sent_again(world):
    plan_digests(now=MORNING)
    Digest.objects.update(state=Digest.State.SENDING, tries=1)
    assert send_digests(now=MORNING + DAY) == Posted()
    assert plan_digests(now=MORNING + DAY) == 0


@pytest.mark.django_db
def test_planning_takes_the_same_queries_for_one_organisation_and_for_many(
    world, okrug, django_assert_num_queries
):
    make_person("third", "Иван", "", "Третий", role="head", school=world.schools[1])
    with django_assert_num_queries(11):
        plan_digests(now=MORNING)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_mail(world):
    def work() -> None:
        try:
            plan_digests(now=MORNING)
            send_digests(now=MORNING)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    send_digests(now=MORNING)
    assert len(mail.outbox) == 1
    assert list(Digest.objects.values_list("state", "tries")) == [("sent", 1)]


@pytest.mark.django_db
def test_a_long_digest_names_six_with_figures_first_and_counts_the_rest(world):
    for number in range(7):
        world.rule(
            f"all{number}", trigger="always", indicator=None, text=f"Общая рекомендация {number}.", due=""
        )
    world.issue()
    Recommendation.objects.update(issued_at=MORNING - DAY)
    plan_digests(now=MORNING)
    send_digests(now=MORNING)
    listed = [line for line in mail.outbox[0].body.splitlines() if line.startswith("– ")]
    assert (len(listed), listed[0][:12], listed[-1]) == (7, "– Вовлечь в ", "– и ещё 2")

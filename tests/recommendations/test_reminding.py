"""An officer reminds organisations by mail: once a day, those who owe an answer and can be written to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from recommendations.handling import answer
from recommendations.models import Digest, DigestLine, Recommendation
from recommendations.posting import Posted, send_digests
from recommendations.reminding import remind
from schools.models import Membership
from schools.workflow import StepRefused
from tests.recommendations.world import TODAY, YEAR, World

NOW = dt.datetime(2022, 1, 20, 20, tzinfo=dt.UTC)  # at night, too: somebody has asked for it

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(okrug, school, small_school, kindergarten, head, second_head):
    head.email, head.wants_digest = "olga@kuz.example", False
    head.save()
    world = World(okrug, school, small_school)
    world.plan(40)
    world.rule()
    world.accept(school, 10)
    world.accept(small_school, 20)
    world.issue()
    return world


def names(done) -> dict[str, list[str]]:
    return {field: [school.code for school in found] for field, found in vars(done).items() if found}


def ask(world, officer, *codes: str, day: dt.date = TODAY):
    return names(remind(municipality=world.municipality, year=YEAR, schools=codes, person=officer, today=day))


def test_who_can_be_written_to_is_reminded_once_a_day_whatever_the_digest(world, officer):
    officer.post = "Главный специалист"
    officer.save()
    everybody = ("okr-01", "okr-02", "okr-03", "gor-01")
    assert ask(world, officer, *everybody) == {"queued": ["okr-01"], "silent": ["okr-02"], "done": ["okr-03"]}
    assert ask(world, officer, "okr-01") == {"already": ["okr-01"]}
    assert send_digests(now=NOW) == Posted(sent=1)
    message = mail.outbox[0]
    assert message.subject.replace("\xa0", " ") == "Рекомендации: 1 ждёт ответа – Ёлкинская СОШ"
    assert message.body.replace("\xa0", " ") == (
        "Здравствуйте!\n\nО рекомендациях напоминает главный специалист А. П. Соколова.\n\n"
        "Ёлкинская СОШ\n\nЖдут вашего ответа:\n"
        "– Вовлечь в «Билет в будущее» ещё 30 учеников 9 класса (срок – 15 мая 2022 года)\n\n"
        "Открыть и ответить: http://localhost:8000/2021/schools/okr-01/recommendations/"
    )
    assert ask(world, officer, "okr-01", day=TODAY + dt.timedelta(days=1)) == {"queued": ["okr-01"]}


def test_who_answers_before_the_mail_goes_out_is_not_written_to(world, officer, head):
    ask(world, officer, "okr-01")
    answer(recommendation=Recommendation.objects.get(school__code="okr-01"), person=head, text="Сделано")
    assert send_digests(now=NOW) == Posted(needless=1)
    assert mail.outbox == []


def test_others_do_not_remind(world, analyst, stranger):
    for person in (analyst, stranger):
        with pytest.raises(StepRefused):
            ask(world, person, "okr-01")


def test_the_head_of_two_schools_is_reminded_of_both_by_the_mail_that_waits(
    world, officer, head, small_school
):
    Membership.objects.create(user=head, role="head", school=small_school)
    assert ask(world, officer, "okr-01") == {"queued": ["okr-01"]}
    assert ask(world, officer, "okr-01", "okr-02") == {"queued": ["okr-02"], "already": ["okr-01"]}
    assert send_digests(now=NOW) == Posted(sent=1)
    assert "Берёзовская ООШ" in mail.outbox[0].subject
    assert ask(world, officer, "okr-01", "okr-02") == {"already": ["okr-02", "okr-01"]}


def test_once_the_mail_of_today_is_gone_another_school_is_told_so(world, officer, head, small_school):
    Membership.objects.create(user=head, role="head", school=small_school)
    ask(world, officer, "okr-01")
    send_digests(now=NOW)
    assert ask(world, officer, "okr-02") == {"mailed": ["okr-02"]}


def test_a_reminder_that_failed_can_be_asked_for_again_the_same_day(world, officer):
    ask(world, officer, "okr-01")
    Digest.objects.update(state="failed", tries=3, problem="Почтовый сервер не принял письмо")
    assert ask(world, officer, "okr-01") == {"queued": ["okr-01"]}
    assert list(Digest.objects.values_list("state", "tries", "problem")) == [("waiting", 0, "")]
    assert DigestLine.objects.count() == 1


def test_who_disputes_the_number_is_not_reminded(world, officer, head):
    made = Recommendation.objects.get(school__code="okr-01")
    ask(world, officer, "okr-01")
    answer(recommendation=made, person=head, text="Участвовали 45", disputes_number=True)
    assert send_digests(now=NOW) == Posted(needless=1)
    assert ask(world, officer, "okr-01") == {"done": ["okr-01"]}


def test_without_a_mail_server_it_is_refused_in_words(world, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(StepRefused, match="Портал не отправляет почту"):
        ask(world, officer, "okr-01")
    assert not Digest.objects.exists()

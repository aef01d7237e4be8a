"""Sent letters: on the portal at once, by mail once, acknowledged once; what failed is repeated by a person alone."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from recommendations.letters.mailing import UNKNOWN_AFTER, Mailed, is_unknown, send_again, send_waiting
from recommendations.letters.registering import register
from recommendations.letters.sending import acknowledge, send
from recommendations.models import Letter, LetterRecipient
from recommendations.tasks import send_letters
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.letters.world import TODAY, Levels
from tests.recommendations.test_issue_concurrently import at_once

M = LetterRecipient.Mail
NOW = dt.datetime(2022, 1, 21, 9, tzinfo=dt.UTC)


class Refusing(EmailBackend):
    """A mail server that refuses whatever goes to «bad»; `down` refuses everything."""

    down = False

    def send_messages(self, messages):
        if self.down:
            raise SMTPServerDisconnected("please run connect() first")
        for message in messages:
            if any("bad" in to for to in message.to):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.down = False
    return Refusing


def sent_letter(levels: Levels, officer) -> Letter:
    register(letters=[levels.draft(officer)], person=officer, date=TODAY, number="837/1", today=TODAY)
    letter = Letter.objects.get()
    assert send(letters=[letter], person=officer) == [letter.pk]
    return Letter.objects.get()


@pytest.fixture
def sent(levels, school, officer) -> Letter:
    school.email = "elka@kuz.example"
    school.save()
    return sent_letter(levels, officer)


def mails() -> dict[str, str]:
    return dict(LetterRecipient.objects.values_list("school__code", "mail"))


def test_a_letter_is_mailed_once_with_its_address_and_nobody_without_mail_is_lost(sent):
    assert mails() == {"okr-01": M.WAITING, "okr-03": M.NOBODY}
    assert send_waiting() == Mailed(sent=1)
    assert send_waiting() == Mailed()
    (message,) = mail.outbox
    assert message.to == ["elka@kuz.example"]
    assert message.subject.replace("\u00a0", " ") == (
        "Письмо № 837/1 от 20.01.2022: О результатах мониторинга профессионального самоопределения обучающихся "
        "за 2021/2022 учебный год"
    )
    assert f"http://localhost:8000/2021/letters/{sent.pk}/" in message.body
    assert "для организации Ёлкинская СОШ" in message.body
    row = LetterRecipient.objects.get(school__code="okr-01")
    assert (row.mail, row.addresses) == (M.SENT, "elka@kuz.example")
    assert row.sent_at == sent.sent_at


def test_sending_twice_and_sending_a_draft_does_nothing(levels, sent, officer):
    assert send(letters=[sent], person=officer) == []
    draft = levels.draft(officer)
    assert send(letters=[draft], person=officer) == []
    assert Transition.objects.filter(entity="letter", step="send").count() == 1


def test_where_the_portal_sends_no_mail_the_letter_is_on_the_portal_alone(levels, school, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    school.email = "elka@kuz.example"
    school.save()
    sent_letter(levels, officer)
    assert set(mails().values()) == {M.NONE}
    assert send_waiting() == Mailed()


def test_what_the_server_refuses_is_said_and_repeated_by_a_person(sent, refusing):
    refusing.down = True
    assert send_waiting() == Mailed(failed=1)
    row = LetterRecipient.objects.get(school__code="okr-01")
    assert row.mail_problem.startswith("Почтовый сервер не принял письмо: please run connect()")
    assert send_waiting() == Mailed()  # not by itself
    refusing.down = False
    assert send_again(recipients=LetterRecipient.objects.all(), now=NOW) == 2
    assert send_waiting() == Mailed(sent=1, nobody=1)
    assert len(mail.outbox) == 1
    assert send_again(recipients=LetterRecipient.objects.filter(school__code="okr-01"), now=NOW) == 0


def test_a_killed_worker_leaves_it_unknown_whether_the_mail_went_out(sent):
    LetterRecipient.objects.filter(school__code="okr-01").update(mail=M.SENDING, mail_at=NOW)
    row = LetterRecipient.objects.get(school__code="okr-01")
    assert not is_unknown(row, NOW + UNKNOWN_AFTER)
    later = NOW + UNKNOWN_AFTER + dt.timedelta(seconds=1)
    assert is_unknown(row, later)
    assert send_waiting() == Mailed()
    one = LetterRecipient.objects.filter(pk=row.pk)
    assert send_again(recipients=one, now=NOW) == 0
    assert send_again(recipients=one, now=later) == 1


def test_a_mail_is_stamped_with_the_moment_of_its_claim_not_of_the_pass(sent, time_machine):
    """A slow pass would otherwise let a person repeat a mail that is just being sent."""
    time_machine.move_to(NOW + dt.timedelta(hours=1), tick=False)
    send_waiting()
    assert LetterRecipient.objects.get(school__code="okr-01").mail_at == NOW + dt.timedelta(hours=1)


def test_who_has_read_is_not_written_to(sent, school, head):
    acknowledge(recipient=LetterRecipient.objects.get(school=school), person=head)
    assert send_waiting() == Mailed(needless=1)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_sends(okrug, kindergarten, school, officer):
    school.email = "elka@kuz.example"
    school.save()
    sent_letter(Levels(okrug, kindergarten, school), officer)
    results = at_once(send_waiting)
    assert sorted(result.sent for result in results) == [0, 0, 1]
    assert len(mail.outbox) == 1


def test_the_task_sends_what_waits(sent, caplog):
    send_letters()
    assert len(mail.outbox) == 1


def test_a_head_acknowledges_once_for_the_own_organisation(sent, school, head, officer, second_head, admin):
    row = LetterRecipient.objects.select_related("school__municipality", "letter").get(school=school)
    for person in (officer, second_head, admin):
        with pytest.raises(StepRefused, match="только руководитель"):
            acknowledge(recipient=row, person=person)
    assert acknowledge(recipient=row, person=head)
    row.refresh_from_db()
    assert row.acknowledged_by == head
    assert timezone.now() - row.acknowledged_at < dt.timedelta(minutes=1)
    assert not acknowledge(recipient=row, person=head)
    steps = Transition.objects.filter(entity="letter", step="acknowledge")
    assert list(steps.values_list("person__username", "note")) == [("head", "Ёлкинская СОШ")]


def test_a_letter_that_was_not_sent_is_not_acknowledged(levels, school, head, officer):
    levels.draft(officer)
    row = LetterRecipient.objects.select_related("school__municipality", "letter").get(school=school)
    with pytest.raises(StepRefused, match="ещё не отправлено"):
        acknowledge(recipient=row, person=head)


def test_schools_see_letters_once_they_are_sent(levels, officer, head, second_head, analyst, stranger):
    draft = levels.draft(officer)
    seen = {
        person.username: Letter.objects.visible_to(person).count()
        for person in (officer, analyst, head, second_head, stranger)
    }
    assert seen == {"officer": 1, "analyst": 1, "head": 0, "second_head": 0, "stranger": 0}
    register(letters=[draft], person=officer, date=TODAY, today=TODAY)
    assert not Letter.objects.visible_to(head).exists()
    send(letters=[Letter.objects.get()], person=officer)
    assert (Letter.objects.visible_to(head).count(), Letter.objects.visible_to(second_head).count()) == (1, 0)

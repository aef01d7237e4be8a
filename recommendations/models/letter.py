"""Official letters with their register data, and what became of each at its organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Municipality, School, SchoolYear

if TYPE_CHECKING:
    from schools.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> Self:
        """A school sees the letters that were sent to it; who reads the whole municipality sees all."""
        addressed = LetterRecipient.objects.filter(user.reach.own_schools("school")).values("letter")
        own = Q(pk__in=addressed, state=Letter.State.SENT)
        return self.filter(user.reach.over_municipalities("municipality") | own)


class Letter(models.Model):
    """A letter of the authority; the number is unique within the calendar year of its date.

    `findings`, `tasks`, `problems` and `advice` are plain lines (`recommendations.letters.text`); the last two are the
    annex. `authority` and `letterhead` are those of the day of registration. Letters written one per organisation
    share a `batch`. `version` counts the changes, so that of two people the later one is told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "проект"
        REGISTERED = "registered", "зарегистрировано"
        SENT = "sent", "отправлено"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="муниципалитет", related_name="+"
    )
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    number = models.CharField("номер", max_length=40, blank=True)
    date = models.DateField("дата", null=True, blank=True)
    calendar_year = models.PositiveSmallIntegerField("год регистрации", null=True, blank=True, editable=False)
    addressee = models.CharField("адресат (дательный падеж)", max_length=300)
    heading = models.CharField("заголовок к тексту", max_length=500)
    basis = models.TextField("основание", blank=True)
    findings = models.TextField("что выявлено", blank=True)
    tasks = models.TextField("поручения", blank=True)
    problems = models.TextField("приложение: проблемы", blank=True)
    advice = models.TextField("приложение: рекомендации", blank=True)
    authority = models.CharField("орган управления образованием", max_length=300, blank=True)
    letterhead = models.TextField("реквизиты бланка", blank=True)
    signatory_post = models.CharField("должность подписывающего", max_length=200)
    signatory_name = models.CharField("подписывающий", max_length=100)
    executor = models.CharField("исполнитель, телефон", max_length=200, blank=True)
    batch = models.CharField("рассылка", max_length=32, blank=True, db_index=True, editable=False)
    version = models.PositiveIntegerField("изменений", default=1, editable=False)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True, editable=False)
    state = models.CharField("состояние", max_length=12, choices=State.choices, default=State.DRAFT)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "calendar_year", "number"],
                condition=~Q(number=""),
                name="letter_number_once_a_year",
                violation_error_message="Письмо с этим номером в этом году уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (~Q(number="") & Q(date__isnull=False, calendar_year__isnull=False)),
                name="letter_registered_with_number",
                violation_error_message="У зарегистрированного письма есть номер и дата.",
            ),
        ]

    def __str__(self) -> str:
        return f"№\u00a0{self.number}" if self.number else self.heading


class LetterRecipientQuerySet(models.QuerySet["LetterRecipient"]):
    def visible_to(self, user: User) -> Self:
        own = user.reach.own_schools("school") & Q(letter__state=Letter.State.SENT)
        return self.filter(user.reach.over_municipalities("letter__municipality") | own)

    def unacknowledged(self) -> Self:
        return self.filter(letter__state=Letter.State.SENT, acknowledged_at__isnull=True)


class LetterRecipient(models.Model):
    """One organisation of a letter: its mail, and who of it has read the letter. Mail is sent by `letters.mailing`."""

    class Mail(models.TextChoices):
        NONE = "", "только на портале"
        WAITING = "waiting", "ждёт отправки"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не отправлено"
        NOBODY = "nobody", "нет адреса"

    letter = models.ForeignKey(Letter, models.CASCADE, verbose_name="письмо", related_name="recipients")
    school = models.ForeignKey(School, models.PROTECT, verbose_name="организация", related_name="+")
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    mail = models.CharField("письмо по почте", max_length=10, choices=Mail.choices, blank=True, default="")
    mail_at = models.DateTimeField("почта: когда", null=True, blank=True)
    mail_problem = models.CharField("почта: что не так", max_length=500, blank=True)
    addresses = models.TextField("почта: куда", blank=True)
    acknowledged_at = models.DateTimeField("ознакомлены", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто ознакомлен",
        related_name="+",
    )  # fmt: skip

    objects = LetterRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "получатель письма"
        verbose_name_plural = "получатели письма"
        constraints = [models.UniqueConstraint(fields=["letter", "school"], name="letter_once_per_school")]

    def __str__(self) -> str:
        return str(self.school)

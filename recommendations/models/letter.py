"""Official letters with their register data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from schools.models import Municipality, School, SchoolYear

if TYPE_CHECKING:
    from schools.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> Self:
        """A school sees registered letters addressed to it; who reads the whole municipality sees all."""
        addressed = LetterRecipient.objects.filter(user.reach.own_schools("school")).values("letter")
        own = Q(pk__in=addressed) & ~Q(state=Letter.State.DRAFT)
        return self.filter(user.reach.over_municipalities("municipality") | own)


class Letter(models.Model):
    """A letter of the authority; the number is unique within the calendar year of its date."""

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
    signatory_post = models.CharField("должность подписывающего", max_length=200)
    signatory_name = models.CharField("подписывающий", max_length=100)
    executor = models.CharField("исполнитель, телефон", max_length=200, blank=True)
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
        own = user.reach.own_schools("school") & ~Q(letter__state=Letter.State.DRAFT)
        return self.filter(user.reach.over_municipalities("letter__municipality") | own)


class LetterRecipient(models.Model):
    letter = models.ForeignKey(Letter, models.CASCADE, verbose_name="письмо", related_name="recipients")
    school = models.ForeignKey(School, models.PROTECT, verbose_name="организация", related_name="+")
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    acknowledged_at = models.DateTimeField("ознакомлены", null=True, blank=True)

    objects = LetterRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "получатель письма"
        verbose_name_plural = "получатели письма"
        constraints = [models.UniqueConstraint(fields=["letter", "school"], name="letter_once_per_school")]

    def __str__(self) -> str:
        return str(self.school)

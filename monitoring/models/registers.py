"""Registers beside the numbers: held events, agreements, responsible persons."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from monitoring.models.events import Event
from schools.calendar import FIRST_YEAR, LAST_YEAR
from schools.models import Municipality, OfMunicipalityQuerySet, OfSchoolQuerySet, School, SchoolYear
from schools.models.fields import NameKeyField

FEWEST_DIGITS = 5  # a town's own number without its code
LONGEST_EVENT = dt.timedelta(days=366)


def _check_years(errors: dict[str, str], **days: dt.date | None) -> None:
    """A slip of the keyboard (0202, 20222) is no date."""
    for name, day in days.items():
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            errors[name] = f"Год даты – от {FIRST_YEAR} до {LAST_YEAR}: проверьте, не опечатка ли."


class HeldEvent(models.Model):
    """An occasion held or planned: what, when, at which level, with a link."""

    class Level(models.TextChoices):
        SCHOOL = "school", "школьный"
        MUNICIPAL = "municipal", "муниципальный"
        REGIONAL = "regional", "региональный"
        NATIONAL = "national", "всероссийский"

    class State(models.TextChoices):
        PLANNED = "planned", "запланировано"
        HELD = "held", "проведено"
        CANCELLED = "cancelled", "отменено"

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, verbose_name="организация", related_name="+"
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, verbose_name="проект", related_name="+"
    )
    title = models.CharField("мероприятие", max_length=500)
    title_key = NameKeyField(source="title", max_length=500)
    starts = models.DateField("дата")
    ends = models.DateField("по", null=True, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.HELD)
    level = models.CharField("уровень", max_length=10, choices=Level.choices, default=Level.MUNICIPAL)
    link = models.URLField(
        "ссылка", max_length=1000, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    organiser = models.CharField("организатор", max_length=300, blank=True)
    participants = models.PositiveIntegerField("участников", null=True, blank=True)
    note = models.CharField("примечание", max_length=500, blank=True)

    objects = OfMunicipalityQuerySet["HeldEvent"].as_manager()

    class Meta:
        verbose_name = "проведённое мероприятие"
        verbose_name_plural = "проведённые мероприятия"
        ordering = ["-starts", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "title", "starts"],
                condition=Q(school__isnull=True),
                name="held_event_once",
                violation_error_message="Это мероприятие на эту дату уже записано.",
            ),
            models.UniqueConstraint(
                fields=["school", "year", "title", "starts"],
                condition=Q(school__isnull=False),
                name="held_event_once_at_school",
                violation_error_message="Это мероприятие организации на эту дату уже записано.",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="held_event_ends_after_start",
                violation_error_message="Мероприятие заканчивается раньше, чем начинается.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What no single field can know; dates are those of the municipality."""
        errors: dict[str, str] = {}
        _check_years(errors, starts=self.starts, ends=self.ends)
        if self.starts and self.ends and not errors:
            if self.ends < self.starts:
                errors["ends"] = "Мероприятие заканчивается раньше, чем начинается: поправьте одну из дат."
            elif self.ends - self.starts > LONGEST_EVENT:
                errors["ends"] = "Мероприятие длится больше года: проверьте даты."
        if self.state == self.State.HELD and self.starts and self.starts > self._today:
            errors.setdefault("starts", "Этот день ещё впереди: отметьте мероприятие запланированным.")
        if self.state != self.State.HELD and self.participants is not None:
            errors["participants"] = "Участников указывают, когда мероприятие проведено."
        if errors:
            raise ValidationError(errors)

    @property
    def _today(self) -> dt.date:
        return timezone.localdate(timezone=self.municipality.zone)

    @property
    def last_day(self) -> dt.date:
        return self.ends or self.starts

    def is_overdue(self, today: dt.date) -> bool:
        """Still planned although its last day has passed: somebody has to say what became of it."""
        return self.state == self.State.PLANNED and self.last_day < today


class Agreement(models.Model):
    """An agreement of a school with a partner."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    partner = models.CharField("партнёр", max_length=300)
    partner_key = NameKeyField(source="partner")
    number = models.CharField("номер", max_length=60)
    signed = models.DateField("дата")
    valid_until = models.DateField("действует до", null=True, blank=True)
    subject = models.CharField("предмет", max_length=500, blank=True)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "договор"
        verbose_name_plural = "договоры"
        ordering = ["school", "-signed"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "number", "signed"],
                name="agreement_once",
                violation_error_message="Договор с этим номером и датой уже записан.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("signed")),
                name="agreement_ends_after_signing",
                violation_error_message="Договор заканчивается раньше, чем заключён.",
            ),
        ]

    def __str__(self) -> str:
        return f"№\u00a0{self.number} от {self.signed:%d.%m.%Y}, {self.partner}"

    def clean(self) -> None:
        errors: dict[str, str] = {}
        _check_years(errors, signed=self.signed, valid_until=self.valid_until)
        if self.signed and self.valid_until and self.valid_until < self.signed:
            errors.setdefault(
                "valid_until", "Договор заканчивается раньше, чем заключён: поправьте одну из дат."
            )
        if errors:
            raise ValidationError(errors)


class ResponsiblePerson(models.Model):
    """Who answers for career guidance in a school: post and office phone, nothing more."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    name = models.CharField("фамилия, имя, отчество", max_length=200)
    name_key = NameKeyField(source="name", max_length=200)
    post = models.CharField("должность", max_length=200)
    phone = models.CharField("рабочий телефон", max_length=50, blank=True)
    email = models.EmailField("рабочая почта", blank=True)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "ответственный"
        verbose_name_plural = "ответственные"
        ordering = ["school", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"],
                name="responsible_person_once",
                violation_error_message="Этот человек в организации уже записан.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A number that can be dialled, a name one can ask for."""
        errors: dict[str, str] = {}
        if self.phone and sum(sign.isdigit() for sign in self.phone) < FEWEST_DIGITS:
            errors["phone"] = (
                "В телефоне не хватает цифр: напишите номер целиком, например 8 (3842) 00-00-00."
            )
        if self.name and len(self.name.split()) < 2:
            errors["name"] = "Напишите фамилию, имя и отчество полностью."
        if errors:
            raise ValidationError(errors)

"""Registers beside the numbers: held events, agreements, responsible persons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from monitoring.models.events import Event
from schools.models import Municipality, OfMunicipalityQuerySet, OfSchoolQuerySet, School, SchoolYear


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
    starts = models.DateField("дата")
    ends = models.DateField("по", null=True, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.HELD)
    level = models.CharField("уровень", max_length=10, choices=Level.choices, default=Level.MUNICIPAL)
    link = models.URLField("ссылка", max_length=1000, blank=True)
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
                name="held_event_once",
                violation_error_message="Это мероприятие на эту дату уже записано.",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="held_event_ends_after_start",
                violation_error_message="Мероприятие заканчивается раньше, чем начинается.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Agreement(models.Model):
    """An agreement of a school with a partner."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    partner = models.CharField("партнёр", max_length=300)
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
            )
        ]

    def __str__(self) -> str:
        return f"№\u00a0{self.number} от {self.signed:%d.%m.%Y}, {self.partner}"


class ResponsiblePerson(models.Model):
    """Who answers for career guidance in a school: post and office phone, nothing more."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    name = models.CharField("фамилия, имя, отчество", max_length=200)
    post = models.CharField("должность", max_length=200)
    phone = models.CharField("рабочий телефон", max_length=50, blank=True)
    email = models.EmailField("рабочая почта", blank=True)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "ответственный"
        verbose_name_plural = "ответственные"
        ordering = ["school", "name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="responsible_person_once")]

    def __str__(self) -> str:
        return self.name

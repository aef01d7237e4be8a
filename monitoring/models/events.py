"""Programmes pupils take part in: «Билет в будущее», «Абилимпикс» …"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from schools.grades import UNGRADED, Grades, every_grade
from schools.models import Owned, OwnedQuerySet
from schools.models.fields import GradesField, NameKeyField


class EventQuerySet(OwnedQuerySet):
    def active_in(self, year: int) -> EventQuerySet:
        return self.filter(
            Q(first_year__isnull=True) | Q(first_year__lte=year),
            Q(last_year__isnull=True) | Q(last_year__gte=year),
        )


class Event(Owned):
    """A programme with the grades it covers and the school years in which it runs."""

    class Audience(models.TextChoices):
        ALL = "all", "все обучающиеся"
        DISABILITIES = "disabilities", "обучающиеся с ОВЗ и инвалидностью"

    class Counts(models.TextChoices):
        PEOPLE = "people", "люди, каждый один раз"
        ATTENDANCES = "attendances", "посещения"

    name = models.CharField("название", max_length=300)
    short_name = models.CharField("кратко", max_length=60, blank=True)
    definition = models.TextField("определение", blank=True)
    name_key = NameKeyField(source="name")
    grades = GradesField("классы", default=every_grade)
    audience = models.CharField("для кого", max_length=15, choices=Audience.choices, default=Audience.ALL)
    counts = models.CharField("что считается", max_length=15, choices=Counts.choices, default=Counts.PEOPLE)
    first_year = models.PositiveSmallIntegerField("проводится с учебного года", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("по учебный год", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="продолжено как",
        related_name="predecessors",
    )
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "мероприятие"
        verbose_name_plural = "мероприятия"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(last_year__isnull=True)
                | Q(last_year__gte=F("first_year")),
                name="event_years_in_order",
                violation_error_message="Последний год мероприятия раньше первого.",
            ),
            models.CheckConstraint(
                condition=Q(grades__gt=0),
                name="event_grades_not_empty",
                violation_error_message="Укажите классы мероприятия.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def covered(self) -> Grades:
        """The grades it covers; the total of an organisation without grades is always among them."""
        return self.grades | Grades.of([UNGRADED])

    def runs_in(self, year: int) -> bool:
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )

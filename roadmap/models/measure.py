"""Measures, their terms, who answers for them and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models import Indicator, Topic
from recommendations.models import Recommendation
from roadmap.models.roadmap import RoadmapSection
from schools.models import Municipality, OfMunicipalityQuerySet, School

if TYPE_CHECKING:
    from schools.models import User


class ResponsibleBody(models.Model):
    """Who answers for measures; `is_schools` = the organisations themselves, one mark each."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    name = models.CharField("название", max_length=200)
    is_schools = models.BooleanField("сами образовательные организации", default=False)

    objects = OfMunicipalityQuerySet["ResponsibleBody"].as_manager()

    class Meta:
        verbose_name = "ответственный исполнитель"
        verbose_name_plural = "ответственные исполнители"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="responsible_body_once")]

    def __str__(self) -> str:
        return self.name


class MeasureQuerySet(OfMunicipalityQuerySet["Measure"]):
    municipality_path = "section__roadmap__municipality"


class Measure(models.Model):
    """One line of a roadmap; `term` is the wording, the windows are its machine dates."""

    class Recurrence(models.TextChoices):
        ONCE = "once", "один раз"
        YEARLY = "yearly", "ежегодно"
        HALF_YEARLY = "half_yearly", "раз в полугодие"
        CONTINUOUS = "continuous", "постоянно"
        BY_SCHEDULE = "by_schedule", "по отдельному графику"

    section = models.ForeignKey(
        RoadmapSection, models.CASCADE, verbose_name="раздел", related_name="measures"
    )
    number = models.PositiveSmallIntegerField("номер в разделе")
    text = models.TextField("мероприятие")
    term = models.CharField("срок исполнения", max_length=200)
    recurrence = models.CharField(
        "повторяемость", max_length=12, choices=Recurrence.choices, default=Recurrence.ONCE
    )
    topic = models.CharField("тема", max_length=20, choices=Topic.choices, blank=True)
    expected = models.TextField("ожидаемый результат", blank=True)
    responsible = models.ManyToManyField(
        ResponsibleBody, verbose_name="ответственные", related_name="measures", blank=True
    )
    indicators = models.ManyToManyField(Indicator, verbose_name="показатели", related_name="+", blank=True)
    recommendations = models.ManyToManyField(
        Recommendation, verbose_name="рекомендации", related_name="+", blank=True
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "мероприятие дорожной карты"
        verbose_name_plural = "мероприятия дорожной карты"
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "number"],
                name="measure_number_once",
                violation_error_message="Мероприятие с этим номером в разделе уже есть.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class OfMeasureQuerySet(OfMunicipalityQuerySet["MeasureWindow"]):
    municipality_path = "measure__section__roadmap__municipality"


class MeasureWindow(models.Model):
    """A stretch of days, month and day only, in which a measure is due each time it recurs."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="мероприятие", related_name="windows")
    from_month = models.PositiveSmallIntegerField("с месяца")
    from_day = models.PositiveSmallIntegerField("с числа")
    to_month = models.PositiveSmallIntegerField("по месяц")
    to_day = models.PositiveSmallIntegerField("по число")

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "срок мероприятия"
        verbose_name_plural = "сроки мероприятий"
        ordering = ["measure", "from_month", "from_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_month__range=(1, 12), to_month__range=(1, 12), from_day__range=(1, 31))
                & Q(to_day__range=(1, 31)),
                name="measure_window_is_a_date",
                violation_error_message="Срок – это число и месяц.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_day:02}.{self.from_month:02}–{self.to_day:02}.{self.to_month:02}"


class MarkQuerySet(models.QuerySet["Mark"]):
    def visible_to(self, user: User) -> Self:
        """Marks of the whole municipality, and of schools only one's own."""
        path = "measure__section__roadmap__municipality"
        whole = user.reach.of_municipalities(path) & Q(school__isnull=True)
        return self.filter(whole | user.reach.of_schools("school"))


class Mark(models.Model):
    """Mark of execution; of a measure owned by the schools, one per school."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="мероприятие", related_name="marks")
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, verbose_name="организация", related_name="+"
    )
    done_on = models.DateField("исполнено")
    text = models.TextField("чем подтверждается", blank=True)
    link = models.URLField("ссылка", max_length=1000, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="кто отметил", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = "отметка об исполнении"
        verbose_name_plural = "отметки об исполнении"
        ordering = ["measure", "done_on"]

    def __str__(self) -> str:
        return f"{self.done_on:%d.%m.%Y}"

"""Addressed recommendations and the answers of schools."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models import Indicator
from monitoring.models import Submission
from recommendations.models.rule import Audience, Priority, Rule, Section
from schools.models import Municipality, School, SchoolYear

if TYPE_CHECKING:
    from schools.models import User


def seen_by(user: User, prefix: str) -> Q:
    """The recommendations a person may read, from a table that leads to them by `prefix` («recommendation__»)."""
    issued = ~Q(**{f"{prefix}state__in": ["prepared", "declined"]}) & ~Q(
        **{f"{prefix}state": "withdrawn", f"{prefix}issued_at__isnull": True}
    )
    own = user.reach.own_schools(f"{prefix}school") & issued
    return user.reach.over_municipalities(f"{prefix}school__municipality") | own


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User) -> Self:
        """A school sees its own once they are issued; who reads the whole municipality sees all."""
        return self.filter(seen_by(user, ""))

    def live(self) -> Self:
        """Those that stand: neither withdrawn nor declined."""
        return self.exclude(state__in=Recommendation.DEAD)

    def open(self) -> Self:
        """Those that still wait for something to be done."""
        return self.exclude(state__in=[*Recommendation.DEAD, Recommendation.State.CONFIRMED])

    def overdue(self, today: dt.date) -> Self:
        return self.filter(
            due__lt=today, state__in=[s for s in Recommendation.State.values if s in Recommendation.WAITING]
        )

    def issued(self) -> Self:
        """Those a school may see."""
        return self.exclude(state__in=[Recommendation.State.PREPARED, Recommendation.State.DECLINED]).exclude(
            state=Recommendation.State.WITHDRAWN, issued_at__isnull=True
        )


class Recommendation(models.Model):
    """One text to one school, with the numbers it was judged by, frozen.

    `evidence` holds codes and numbers only (`recommendations.evidence.Evidence`): later computation never
    rewrites it. States change through `recommendations.handling` alone.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "подготовлена"
        ISSUED = "issued", "направлена"
        ACKNOWLEDGED = "acknowledged", "ознакомлены"
        IN_PROGRESS = "in_progress", "в работе"
        DONE = "done", "выполнена"
        CONFIRMED = "confirmed", "подтверждена"
        WITHDRAWN = "withdrawn", "отозвана"
        DECLINED = "declined", "отклонена"

    DEAD = ("withdrawn", "declined")
    WAITING = ("issued", "acknowledged", "in_progress")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="муниципалитет", related_name="+", db_index=False
    )
    school = models.ForeignKey(School, models.PROTECT, verbose_name="организация", related_name="+")
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, verbose_name="правило", related_name="+"
    )
    rule_version = models.PositiveIntegerField("версия правила", default=0)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, verbose_name="показатель", related_name="+"
    )
    section = models.CharField("раздел", max_length=4, choices=Section.choices)
    audience = models.CharField("кому", max_length=15, choices=Audience.choices)
    priority = models.PositiveSmallIntegerField("важность", choices=Priority.choices, default=Priority.USUAL)
    text = models.TextField("текст")
    reworded = models.BooleanField("текст изменён специалистом", default=False)
    evidence = models.JSONField("основание", default=dict, blank=True)
    due = models.DateField("срок", null=True, blank=True)
    state = models.CharField("состояние", max_length=15, choices=State.choices, default=State.PREPARED)
    issue = models.PositiveSmallIntegerField("выпуск", default=1)
    created_at = models.DateTimeField("подготовлена", auto_now_add=True)
    issued_at = models.DateTimeField("направлена", null=True, blank=True)
    closed_reason = models.TextField("почему закрыта", blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "адресная рекомендация"
        verbose_name_plural = "адресные рекомендации"
        ordering = ["section", "rule", "school"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "school", "year"],
                condition=~Q(state__in=["withdrawn", "declined"]),
                name="one_live_recommendation",
                violation_error_message="По этому правилу у организации уже есть рекомендация этого года.",
            )
        ]
        indexes = [models.Index(fields=["municipality", "year"], name="recommendation_of_slice")]

    def __str__(self) -> str:
        return self.text


def answer_path(answer: Answer, filename: str) -> str:
    """Private files; the name people gave is kept in the row, not in the path."""
    import secrets

    return f"answers/{answer.recommendation_id}/{secrets.token_hex(16)}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "recommendation__"))


class Answer(models.Model):
    """What a school (or an officer) said about a recommendation; never deleted or changed."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, verbose_name="рекомендация", related_name="answers"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="кто", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)
    text = models.TextField("ответ", blank=True)
    link = models.URLField("ссылка", max_length=1000, blank=True)
    file = models.FileField("файл", upload_to=answer_path, blank=True)
    file_name = models.CharField("имя файла", max_length=255, blank=True)
    disputes_number = models.BooleanField("не согласны с числом", default=False)
    reports = models.ManyToManyField(
        Submission, blank=True, verbose_name="отчёты с оспоренным числом", related_name="+"
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "ответ организации"
        verbose_name_plural = "ответы организаций"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text or self.link or self.file_name

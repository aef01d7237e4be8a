"""Mails that tell a head what is new, due soon or overdue; each said to each person once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from recommendations.models.recommendation import Recommendation, seen_by

if TYPE_CHECKING:
    from schools.models import User


class DigestQuerySet(models.QuerySet["Digest"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_superuser else self.filter(person=user)


class Digest(models.Model):
    """One mail of one day to one person, besides one that an officer has asked for (`by`).

    `recommendations.posting` claims and sends it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт отправки"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не отправлено"
        NEEDLESS = "needless", "не понадобилось"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="кому", related_name="+", db_index=False
    )
    day = models.DateField("день")
    by_hand = models.BooleanField("напоминание специалиста", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто напомнил",
        related_name="+",
    )  # fmt: skip
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    at = models.DateTimeField("когда", auto_now_add=True)
    problem = models.CharField("что помешало", max_length=500, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = "сводка по почте"
        verbose_name_plural = "сводки по почте"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "by_hand"], name="digest_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.day:%d.%m.%Y}"


class DigestLineQuerySet(models.QuerySet["DigestLine"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "recommendation__"))


class DigestLine(models.Model):
    """What a mail tells of one recommendation; the constraint keeps it from being told to a person again.

    A reminder by hand may be repeated another day. A line that its mail did not tell in the end is deleted: it is free.
    """

    class Kind(models.TextChoices):
        OVERDUE = "overdue", "срок прошёл"
        SOON = "soon", "срок в ближайшие дни"
        NEW = "new", "новая"
        REMINDED = "reminded", "напоминание"

    digest = models.ForeignKey(Digest, models.CASCADE, verbose_name="сводка", related_name="lines")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="кому", related_name="+", db_index=False
    )
    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, verbose_name="рекомендация", related_name="+"
    )
    kind = models.CharField("что о ней", max_length=10, choices=Kind.choices)

    objects = DigestLineQuerySet.as_manager()

    class Meta:
        verbose_name = "строка сводки"
        verbose_name_plural = "строки сводок"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "recommendation", "kind"],
                condition=~models.Q(kind="reminded"),
                name="digest_says_it_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.get_kind_display()}"

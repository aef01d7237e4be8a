"""Long jobs and the files they end in; the only thing this room writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from schools.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_superuser else self.filter(owner=user)


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "ждёт очереди"
        RUNNING = "running", "готовится"
        READY = "ready", "готов"
        FAILED = "failed", "не получилось"

    report = models.CharField("отчёт", max_length=60)
    parameters = models.JSONField("параметры", default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="кто заказал", related_name="+"
    )
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField("готово, %", default=0)
    message = models.TextField("сообщение", blank=True)
    file = models.FileField("файл", upload_to="reports/", blank=True)
    created_at = models.DateTimeField("заказан", auto_now_add=True)
    finished_at = models.DateTimeField("закончен", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "задание на отчёт"
        verbose_name_plural = "задания на отчёты"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100),
                name="job_progress_is_percent",
                violation_error_message="Готовность — от 0 до 100.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_state_display()}"

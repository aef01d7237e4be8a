"""Long jobs and the files they end in; the only thing this room writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from schools.models import Municipality, School

if TYPE_CHECKING:
    from schools.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """One's own: a file is its owner's alone, an administrator's sight ends here, too."""
        return self.filter(owner=user)

    def unfinished(self) -> Self:
        return self.filter(state__in=Job.UNFINISHED)


class Job(models.Model):
    """One file somebody ordered: what, of which place, how far it is, and the file until it is erased.

    `report` names a kind of `reports.registry`, `digest` stands for its parameters: of one order of one person only one
    waits or runs. `claimed_at` is the last sign of life of the worker. An erased file leaves the row as its trace.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт очереди"
        RUNNING = "running", "готовится"
        READY = "ready", "готов"
        FAILED = "failed", "не получилось"
        ERASED = "erased", "удалён"

    UNFINISHED = (State.WAITING, State.RUNNING)

    report = models.CharField("вид файла", max_length=60)
    parameters = models.JSONField("параметры", default=dict, blank=True)
    digest = models.CharField("отпечаток параметров", max_length=64, default="")
    title = models.CharField("название", max_length=255, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="кто заказал", related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, verbose_name="муниципалитет", related_name="+"
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, verbose_name="организация", related_name="+"
    )
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField("готово, %", default=0)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    message = models.TextField("сообщение", blank=True)
    file = models.FileField("файл", upload_to="reports/", blank=True)
    name = models.CharField("имя файла", max_length=255, blank=True)
    size = models.PositiveBigIntegerField("размер, байт", default=0)
    created_at = models.DateTimeField("заказан", auto_now_add=True)
    claimed_at = models.DateTimeField("взят в работу", null=True, blank=True)
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
                violation_error_message="Готовность – от 0 до 100.",
            ),
            models.UniqueConstraint(
                fields=["owner", "report", "digest"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_once_while_unfinished",
                violation_error_message="Этот файл уже готовится.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.report}: {self.get_state_display()}"

    @property
    def is_running(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def place(self) -> Municipality | School | None:
        """Where its owner must be allowed to take it; read `select_related`."""
        return self.school or self.municipality

"""A workbook somebody sent: kept until it is applied or withdrawn, read in the background, previewed, confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.models.campaign import Wave
from schools.models import Municipality, OfMunicipalityQuerySet, School


class UploadQuerySet(OfMunicipalityQuerySet["Upload"]):
    def visible_to(self, user) -> UploadQuerySet:
        """Those of whole municipalities one reads, and those of one's own schools."""
        reach = user.reach
        return self.filter(reach.over_municipalities("municipality") | reach.own_schools("school"))


class Upload(models.Model):
    """`municipality` and year always, `school` where the workbook is that of one organisation.

    `summary` counts what the preview shows, `preview` holds it; the file itself is erased once the upload has ended,
    which leaves the row, its counts and its person as the trace. `claimed_at` is the last sign of life of the reader.
    """

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", "книга отчёта"
        CONTINGENT = "contingent", "контингент по классам"

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт очереди"
        READING = "reading", "читается"
        READY = "ready", "прочитана, ждёт подтверждения"
        REFUSED = "refused", "есть ошибки"
        APPLIED = "applied", "внесена"
        WITHDRAWN = "withdrawn", "отменена"
        FAILED = "failed", "не прочитана"

    kind = models.CharField("что это", max_length=12, choices=Kind.choices, default=Kind.WORKBOOK)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, verbose_name="организация", related_name="+"
    )
    year = models.PositiveSmallIntegerField("учебный год")
    wave = models.ForeignKey(
        Wave, models.SET_NULL, null=True, blank=True, verbose_name="этап", related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="кто прислал", related_name="+"
    )
    file = models.FileField("файл", upload_to="uploads/", blank=True)
    name = models.CharField("имя файла", max_length=255)
    size = models.PositiveIntegerField("размер, байт", default=0)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField("прочитано, %", default=0)
    message = models.TextField("сообщение", blank=True)
    summary = models.JSONField("итог", default=dict, blank=True)
    preview = models.JSONField("что изменится", default=list, blank=True)
    created_at = models.DateTimeField("прислана", auto_now_add=True)
    claimed_at = models.DateTimeField("взята в работу", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("попыток прочитать", default=0)
    finished_at = models.DateTimeField("закончена", null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "присланная книга"
        verbose_name_plural = "присланные книги"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="upload_progress_is_percent",
                violation_error_message="Готовность – от 0 до 100.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"

"""What a school hands in for one wave, its remarks and its explanations."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from monitoring.models.campaign import Wave
from monitoring.models.cells import CellKind
from schools.grades import UNGRADED
from schools.models import OfSchoolQuerySet, School

CORRECTED = "corrected"


class OfSubmissionQuerySet(OfSchoolQuerySet):
    school_path = "submission__school"


class Submission(models.Model):
    """A school's report for one wave. Steps are in `monitoring.submitting`."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        SUBMITTED = "submitted", "на проверке"
        RETURNED = "returned", "на доработке"
        ACCEPTED = "accepted", "принят"

    wave = models.ForeignKey(Wave, models.CASCADE, verbose_name="этап", related_name="submissions")
    school = models.ForeignKey(School, models.PROTECT, verbose_name="организация", related_name="+")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.DRAFT)
    extended_to = models.DateField("срок продлён до", null=True, blank=True)
    submitted_at = models.DateTimeField("направлен", null=True, blank=True)
    accepted_at = models.DateTimeField("принят", null=True, blank=True)
    changed_at = models.DateTimeField("изменён", auto_now=True)

    objects = OfSchoolQuerySet["Submission"].as_manager()

    class Meta:
        verbose_name = "школьный отчёт"
        verbose_name_plural = "школьные отчёты"
        ordering = ["wave", "school"]
        constraints = [models.UniqueConstraint(fields=["wave", "school"], name="submission_once_per_wave")]

    def __str__(self) -> str:
        return f"{self.school} – {self.wave}"

    @property
    def due(self) -> dt.date | None:
        return self.extended_to or self.wave.due

    @property
    def is_corrected(self) -> bool:
        """Was handed in or accepted, and is open again: by a dispute, the officer, or numbers changed in a file."""
        return self.state == self.State.DRAFT and bool(self.submitted_at or self.accepted_at)

    @property
    def shown(self) -> str:
        """The state as lists show it: «на исправлении» is no «черновик» to anybody."""
        return CORRECTED if self.is_corrected else self.state

    @property
    def stamp(self) -> str:
        """Differs after every step and every changed number: what a page shows and brings back as «seen»."""
        return self.changed_at.isoformat()

    def is_late(self, today: dt.date) -> bool:
        """Past its date and not handed in; one that is being corrected was, and waits for its correction only."""
        open_states = (self.State.DRAFT, self.State.RETURNED)
        return (
            self.due is not None and self.due < today and self.state in open_states and not self.is_corrected
        )


class Remark(models.Model):
    """An officer's remark to one cell, or to the whole form when `kind` is empty, and what the school says to it."""

    submission = models.ForeignKey(Submission, models.CASCADE, verbose_name="отчёт", related_name="remarks")
    kind = models.CharField("вид", max_length=25, choices=CellKind.choices, blank=True)
    code = models.CharField("код", max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField("класс", default=UNGRADED)
    text = models.TextField("замечание")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="кто", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)
    answer = models.CharField("ответ организации", max_length=1000, blank=True)
    answered_at = models.DateTimeField("когда ответили", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="кто ответил",
        related_name="+",
    )
    resolved_at = models.DateTimeField("снято", null=True, blank=True)

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "замечание"
        verbose_name_plural = "замечания"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Reminder(models.Model):
    """A mail about one report: its row is there before it is sent, so that none goes out twice.

    Once per report and due date before it and once after it; by hand («сейчас») once a day and organisation. A row goes
    from `waiting` to `sending` by a conditional update of whoever sends it; one that stays there was being sent when
    the worker died, and nobody knows whether it went out. `day` is the municipality's date on which it was planned.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "до срока"
        AFTER = "after", "после срока"
        NOW = "now", "вручную"

    class State(models.TextChoices):
        WAITING = "waiting", "в очереди"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не отправлено"
        NOBODY = "nobody", "некому: нет почты"
        NEEDLESS = "needless", "не понадобилось"

    wave = models.ForeignKey(Wave, models.CASCADE, verbose_name="этап", related_name="+")
    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    kind = models.CharField("когда", max_length=10, choices=Kind.choices)
    due = models.DateField("срок, о котором напомнили")
    day = models.DateField("день", default=timezone.localdate)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто", related_name="+"
    )
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    recipients = models.PositiveSmallIntegerField("получателей", default=0)
    addresses = models.TextField("кому", blank=True)
    text = models.TextField("текст письма", blank=True)
    problem = models.TextField("что не получилось", blank=True)
    at = models.DateTimeField("когда", auto_now=True)

    objects = OfSchoolQuerySet["Reminder"].as_manager()

    class Meta:
        verbose_name = "напоминание"
        verbose_name_plural = "напоминания"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "school", "kind", "due"],
                condition=~Q(kind="now"),
                name="reminder_once_per_due",
            ),
            models.UniqueConstraint(
                fields=["school", "day"], condition=Q(kind="now"), name="reminder_by_hand_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.get_kind_display()} {self.due:%d.%m.%Y}"


class Finding(models.Model):
    """A doubtful cell of a submission and the school's explanation; `check_code` names the check."""

    submission = models.ForeignKey(Submission, models.CASCADE, verbose_name="отчёт", related_name="findings")
    check_code = models.CharField("проверка", max_length=40)
    kind = models.CharField("вид", max_length=25, choices=CellKind.choices, blank=True)
    code = models.CharField("код", max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField("класс", default=UNGRADED)
    message = models.TextField("что замечено")
    explanation = models.TextField("пояснение", blank=True)
    explained_value = models.CharField("пояснено при значении", max_length=2000, blank=True)

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "сомнительное значение"
        verbose_name_plural = "сомнительные значения"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "check_code", "kind", "code", "grade"], name="finding_once_per_cell"
            )
        ]

    def __str__(self) -> str:
        return self.message

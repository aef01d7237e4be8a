"""The numbers themselves: pupils by grade, participation by grade, answers to metrics; and their history.

Every cell keeps its accepted value beside the working one. A value is a number, or a mark: «н/д» (answered:
no data) or «x» (not applicable here, metrics only). Neither number nor mark = not entered. Only accepted
numbers enter official values.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.models.events import Event
from monitoring.models.metrics import Metric
from schools.grades import UNGRADED
from schools.models import OfSchoolQuerySet, School, SchoolYear
from schools.models.fields import ExactField


class Mark(models.TextChoices):
    NONE = "", "–"
    NO_DATA = "n", "н/д"
    NOT_APPLICABLE = "x", "x"


class CellKind(models.TextChoices):
    """The `kind` of a tidy fact."""

    PUPILS = "pupils", "обучающиеся"
    PUPILS_WITH_DISABILITIES = "pupils_with_disabilities", "обучающиеся с ОВЗ и инвалидностью"
    EVENT = "event", "участники"
    EVENT_WITH_DISABILITIES = "event_with_disabilities", "участники с ОВЗ и инвалидностью"
    METRIC = "metric", "показатель"


class Population(models.IntegerChoices):
    ALL = 0, "все"
    DISABILITIES = 1, "с ОВЗ и инвалидностью"


def _number_or_mark(prefix: str, value: str, mark: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{f"{value}__isnull": True}) | Q(**{f"{value}__gte": 0}),
            name=f"{prefix}_{value}_not_negative",
            violation_error_message="Значение не может быть отрицательным.",
        ),
        models.CheckConstraint(
            condition=Q(**{f"{value}__isnull": True}) | Q(**{mark: Mark.NONE}),
            name=f"{prefix}_{mark}_without_{value}",
            violation_error_message="В ячейке стоит либо число, либо «н/д» или «x».",
        ),
    ]


class Cell(models.Model):
    """What every cell has; `value` is what is being worked on, `accepted` what counts."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    year = models.ForeignKey(
        SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+", db_index=False
    )
    mark = models.CharField("отметка", max_length=1, choices=Mark.choices, default=Mark.NONE, blank=True)
    accepted_mark = models.CharField(
        "отметка, принято", max_length=1, choices=Mark.choices, default=Mark.NONE, blank=True
    )

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        abstract = True


class Cohort(Cell):
    """Contingent: pupils of one grade as of 20 September, all or those with disabilities (ОВЗ, инвалидность)."""

    grade = models.PositiveSmallIntegerField("класс")
    population = models.PositiveSmallIntegerField("кто", choices=Population.choices)
    value = models.IntegerField("обучающихся", null=True, blank=True)
    accepted = models.IntegerField("обучающихся, принято", null=True, blank=True)
    unconfirmed = models.BooleanField("внесено из файла контингента, не подтверждено", default=False)
    arrived_later = models.PositiveIntegerField("прибыло после даты учёта", default=0)

    class Meta:
        verbose_name = "контингент"
        verbose_name_plural = "контингент"
        constraints = [
            models.UniqueConstraint(fields=["year", "school", "population", "grade"], name="cohort_cell"),
            models.CheckConstraint(condition=Q(grade__lte=UNGRADED), name="cohort_grade_known"),
            *_number_or_mark("cohort", "value", "mark"),
            *_number_or_mark("cohort", "accepted", "accepted_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year_id} {self.grade}: {self.value}"


class Participation(Cell):
    """Participants of one event in one grade, all or those with disabilities, each person once."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name="мероприятие", related_name="+")
    grade = models.PositiveSmallIntegerField("класс")
    population = models.PositiveSmallIntegerField("кто", choices=Population.choices)
    value = models.IntegerField("участников", null=True, blank=True)
    accepted = models.IntegerField("участников, принято", null=True, blank=True)

    class Meta:
        verbose_name = "участие"
        verbose_name_plural = "участие"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "school", "event", "population", "grade"], name="participation_cell"
            ),
            models.CheckConstraint(condition=Q(grade__lte=UNGRADED), name="participation_grade_known"),
            *_number_or_mark("participation", "value", "mark"),
            *_number_or_mark("participation", "accepted", "accepted_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year_id} {self.event_id} {self.grade}: {self.value}"


class MetricValue(Cell):
    """The answer of one organisation to one metric; `text` holds texts and links."""

    metric = models.ForeignKey(Metric, models.PROTECT, verbose_name="показатель", related_name="+")
    value = ExactField("значение", null=True, blank=True)
    accepted = ExactField("значение, принято", null=True, blank=True)
    text = models.TextField("текст", blank=True)
    accepted_text = models.TextField("текст, принято", blank=True)

    class Meta:
        verbose_name = "значение показателя сбора"
        verbose_name_plural = "значения показателей сбора"
        constraints = [
            models.UniqueConstraint(fields=["year", "school", "metric"], name="metric_cell"),
            *_number_or_mark("metric", "value", "mark"),
            *_number_or_mark("metric", "accepted", "accepted_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year_id} {self.metric_id}: {self.value}"


class CellChange(models.Model):
    """History of a number: who, when, old → new, by which door. Never changed, never deleted."""

    class Door(models.TextChoices):
        FORM = "form", "форма"
        PASTE = "paste", "вставка"
        MATRIX = "matrix", "таблица по организациям"
        WORKBOOK = "workbook", "книга Excel"
        REGISTER = "register", "реестр"
        FILE = "file", "файл"
        API = "api", "API"
        ADMIN = "admin", "администратор"
        DEMO = "demo", "демонстрация"

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    year = models.PositiveSmallIntegerField("учебный год")
    kind = models.CharField("вид", max_length=25, choices=CellKind.choices)
    code = models.CharField("код", max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField("класс", default=UNGRADED)
    old = models.CharField("было", max_length=2000, blank=True)
    new = models.CharField("стало", max_length=2000, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто", related_name="+"
    )
    door = models.CharField("откуда", max_length=10, choices=Door.choices)
    on_behalf = models.BooleanField("специалист за организацию", default=False)
    at = models.DateTimeField("когда")

    objects = OfSchoolQuerySet["CellChange"].as_manager()

    class Meta:
        verbose_name = "изменение числа"
        verbose_name_plural = "история чисел"
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "year"], name="cell_change_of_school")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.grade}: {self.old} → {self.new}"


class CellComment(models.Model):
    """What somebody of the school or its officer wrote beside a number. Never changed; the last word stands first."""

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    year = models.PositiveSmallIntegerField("учебный год")
    kind = models.CharField("вид", max_length=25, choices=CellKind.choices)
    code = models.CharField("код", max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField("класс", default=UNGRADED)
    text = models.CharField("комментарий", max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = OfSchoolQuerySet["CellComment"].as_manager()

    class Meta:
        verbose_name = "комментарий к числу"
        verbose_name_plural = "комментарии к числам"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["school", "year"], name="cell_comment_of_school")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="cell_comment_has_text",
                violation_error_message="Напишите комментарий.",
            )
        ]

    def __str__(self) -> str:
        return self.text

"""Figures of another body or of past years: the documents they were read from, and the values taken from these.

No formula and no computation reads them (tests/architecture/test_published.py).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from indicators.models.indicator import Indicator
from schools.models import Municipality, OfMunicipalityQuerySet
from schools.models.fields import ExactField


class PublishedDocument(models.Model):
    """Tables read from a file or the clipboard, what their columns are, and the rows these give.

    The file itself is not kept. `tables`, `layouts` and `rows` are those of `indicators.published`; `chosen` says which
    indicator a printed name was recorded as, `choices` what is chosen so far, recorded or not. `version` counts the
    changes of rows: whoever writes names the one they have seen.
    """

    class State(models.TextChoices):
        READ = "read", "столбцы не подтверждены"
        CHECKED = "checked", "проверен"
        RECORDED = "recorded", "внесён в ряды"

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    name = models.CharField("документ", max_length=300)
    file_name = models.CharField("имя файла", max_length=255, blank=True)
    size = models.PositiveIntegerField("размер, байт", default=0)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="кто загрузил", related_name="+"
    )
    created_at = models.DateTimeField("загружен", auto_now_add=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.READ)
    version = models.PositiveIntegerField("изменений", default=0)
    tables = models.JSONField("таблицы", default=list)
    layouts = models.JSONField("столбцы", default=list)
    rows = models.JSONField("строки", default=list, blank=True)
    chosen = models.JSONField("показатели", default=dict, blank=True)
    choices = models.JSONField("выбрано для внесения", default=dict, blank=True)

    objects = OfMunicipalityQuerySet["PublishedDocument"].as_manager()

    class Meta:
        verbose_name = "опубликованный документ"
        verbose_name_plural = "опубликованные документы"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class PublishedValue(models.Model):
    """A figure that exists only as a document; shown as such, never summed or recomputed."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name="показатель", related_name="+")
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    year = models.PositiveSmallIntegerField("учебный год")
    document = models.CharField("документ", max_length=300)
    numerator = ExactField("числитель", null=True, blank=True)
    denominator = ExactField("знаменатель", null=True, blank=True)
    percent = models.CharField("как напечатано", max_length=20, blank=True)
    achieved = models.BooleanField("план достигнут", null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="кто внёс",
        related_name="+",
    )
    recorded_at = models.DateTimeField("когда внесено", null=True, blank=True)

    objects = OfMunicipalityQuerySet["PublishedValue"].as_manager()

    class Meta:
        verbose_name = "опубликованное значение"
        verbose_name_plural = "опубликованные значения"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "municipality", "year", "document"], name="published_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.percent}"

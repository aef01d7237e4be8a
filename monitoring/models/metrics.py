"""Figures beside pupils and participation: agreements, workplaces, money, yes or no, links."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schools.models import Kind, Owned, OwnedQuerySet
from schools.models.fields import NameKeyField


class Metric(Owned):
    """One question with one answer per organisation and year; `kinds` empty = asked of all."""

    class Type(models.TextChoices):
        NUMBER = "number", "число"
        YES_NO = "yes_no", "да или нет"
        TEXT = "text", "текст"
        LINK = "link", "ссылка"

    class Register(models.TextChoices):
        """A register whose rows the figure counts; then nobody types it."""

        NONE = "", "вводится"
        AGREEMENTS = "agreements", "действующие договоры из реестра"

    name = models.CharField("название", max_length=300)
    short_name = models.CharField("кратко", max_length=60, blank=True)
    definition = models.TextField("определение", blank=True)
    name_key = NameKeyField(source="name")
    type = models.CharField("вид ответа", max_length=10, choices=Type.choices, default=Type.NUMBER)
    unit = models.CharField("единица", max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField("знаков после запятой", default=0)
    kinds = models.JSONField("у кого спрашивается", default=list, blank=True)
    register = models.CharField(
        "считается по реестру", max_length=15, choices=Register.choices, default=Register.NONE, blank=True
    )
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "показатель сбора"
        verbose_name_plural = "показатели сбора"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="metric_decimals_at_most_four",
                violation_error_message="Не больше четырёх знаков после запятой.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def is_number(self) -> bool:
        """Whether it can stand in a formula."""
        return self.type in (self.Type.NUMBER, self.Type.YES_NO)

    def asked_of(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    @property
    def kinds_label(self) -> str:
        return ", ".join(Kind(kind).label for kind in self.kinds) or "все организации"

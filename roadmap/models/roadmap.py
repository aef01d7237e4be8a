"""The roadmap of a municipality and its sections."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from schools.models import Municipality, OfMunicipalityQuerySet


class Roadmap(models.Model):
    """Measures of a period: a school year, a calendar year or several."""

    class State(models.TextChoices):
        DRAFT = "draft", "проект"
        APPROVED = "approved", "утверждена"

    code = models.SlugField("код", max_length=60, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="муниципалитет", related_name="+"
    )
    title = models.CharField("название", max_length=500)
    starts = models.DateField("с")
    ends = models.DateField("по")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.DRAFT)
    approved_by = models.CharField("утверждена (приказ, дата, №)", max_length=300, blank=True)

    objects = OfMunicipalityQuerySet["Roadmap"].as_manager()

    class Meta:
        verbose_name = "дорожная карта"
        verbose_name_plural = "дорожные карты"
        ordering = ["-starts", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="roadmap_period_in_order",
                violation_error_message="Дорожная карта заканчивается раньше, чем начинается.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class RoadmapSectionQuerySet(OfMunicipalityQuerySet["RoadmapSection"]):
    municipality_path = "roadmap__municipality"


class RoadmapSection(models.Model):
    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, verbose_name="дорожная карта", related_name="sections"
    )
    number = models.PositiveSmallIntegerField("номер")
    title = models.CharField("направление", max_length=500)

    objects = RoadmapSectionQuerySet.as_manager()

    class Meta:
        verbose_name = "раздел дорожной карты"
        verbose_name_plural = "разделы дорожной карты"
        ordering = ["roadmap", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "number"],
                name="roadmap_section_once",
                violation_error_message="Раздел с этим номером уже есть.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

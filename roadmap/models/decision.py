"""Management decisions with number and date (position 8 of the cycle)."""

from __future__ import annotations

from django.db import models

from recommendations.models import Recommendation
from roadmap.models.measure import Measure
from schools.models import Municipality, OfMunicipalityQuerySet, SchoolYear


class Decision(models.Model):
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="муниципалитет", related_name="+"
    )
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    number = models.CharField("номер", max_length=40)
    date = models.DateField("дата")
    title = models.CharField("о чём", max_length=500)
    text = models.TextField("решение", blank=True)
    measures = models.ManyToManyField(Measure, verbose_name="мероприятия", related_name="+", blank=True)
    recommendations = models.ManyToManyField(
        Recommendation, verbose_name="рекомендации", related_name="+", blank=True
    )

    objects = OfMunicipalityQuerySet["Decision"].as_manager()

    class Meta:
        verbose_name = "управленческое решение"
        verbose_name_plural = "управленческие решения"
        ordering = ["-date", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number", "date"],
                name="decision_once",
                violation_error_message="Решение с этим номером и датой уже записано.",
            )
        ]

    def __str__(self) -> str:
        return f"№\u00a0{self.number} от {self.date:%d.%m.%Y} «{self.title}»"

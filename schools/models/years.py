"""School years, stored by the year they start in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SchoolYear(models.Model):
    """`2021` is 2021/2022: 1 September 2021 – 31 August 2022."""

    year = models.PositiveSmallIntegerField("начинается в году", primary_key=True)

    class Meta:
        verbose_name = "учебный год"
        verbose_name_plural = "учебные годы"
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2100),
                name="school_year_plausible",
                violation_error_message="Учебный год – от 1990 до 2100.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.year + 1}"

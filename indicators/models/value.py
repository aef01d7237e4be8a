"""Computed values. Numerator and denominator are the truth; a percentage is never stored.

No foreign-key constraints and no index besides the primary key: they would cost more than the computation
(docs/adr/0006-values-without-constraints.md); `indicators.compute` is the only writer.
"""

from __future__ import annotations

from django.db import models

from indicators.models.indicator import Indicator
from schools.models import Municipality, OfMunicipalityQuerySet, OfSchoolQuerySet, School
from schools.models.fields import ExactField


class Standing(models.IntegerChoices):
    """Whether the two sides are known."""

    KNOWN = 0, "известно"
    NO_DATA = 1, "нет данных"
    NOT_APPLICABLE = 2, "не применимо"


class SchoolValue(models.Model):
    """One indicator of one school in one year; both sides empty unless known."""

    pk = models.CompositePrimaryKey("year", "school", "indicator")
    year = models.PositiveSmallIntegerField("учебный год")
    school = models.ForeignKey(School, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    standing = models.PositiveSmallIntegerField("известно ли", choices=Standing.choices)
    numerator = ExactField("числитель", null=True)
    denominator = ExactField("знаменатель", null=True)

    objects = OfSchoolQuerySet["SchoolValue"].as_manager()

    class Meta:
        verbose_name = "значение показателя организации"
        verbose_name_plural = "значения показателей организаций"

    def __str__(self) -> str:
        return f"{self.year} {self.school_id} {self.indicator_id}: {self.numerator}/{self.denominator}"


class MunicipalityValue(models.Model):
    """The sums over the schools whose two sides are known; `reported` of `expected` schools."""

    pk = models.CompositePrimaryKey("year", "municipality", "indicator")
    year = models.PositiveSmallIntegerField("учебный год")
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    standing = models.PositiveSmallIntegerField("известно ли", choices=Standing.choices)
    numerator = ExactField("числитель", null=True)
    denominator = ExactField("знаменатель", null=True)
    reported = models.PositiveIntegerField("представили")
    expected = models.PositiveIntegerField("должны представить")

    objects = OfMunicipalityQuerySet["MunicipalityValue"].as_manager()

    class Meta:
        verbose_name = "значение показателя муниципалитета"
        verbose_name_plural = "значения показателей муниципалитетов"

    def __str__(self) -> str:
        return f"{self.year} {self.municipality_id} {self.indicator_id}: {self.numerator}/{self.denominator}"

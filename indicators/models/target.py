"""Plan targets of municipalities and schools, with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models.indicator import Indicator
from schools.models import Municipality, School, SchoolYear
from schools.models.fields import ExactField

if TYPE_CHECKING:
    from schools.models import User


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: User) -> Self:
        reach = user.reach
        return self.filter(reach.of_municipalities("municipality") | reach.of_schools("school"))


class Target(models.Model):
    """The plan of one indicator for one year and place; `version` grows with every change of the value."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name="показатель", related_name="targets"
    )
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="муниципалитет", related_name="+"
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, verbose_name="организация", related_name="+"
    )
    value = ExactField("плановое значение")
    basis = models.CharField("основание (приказ)", max_length=300, blank=True)
    version = models.PositiveIntegerField("версия", default=1)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "плановое значение"
        verbose_name_plural = "плановые значения"
        ordering = ["indicator", "year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, school__isnull=True)
                | Q(municipality__isnull=True, school__isnull=False),
                name="target_of_one_place",
                violation_error_message="План задаётся либо муниципалитету, либо организации.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_not_negative",
                violation_error_message="План не может быть отрицательным.",
            ),
            models.UniqueConstraint(
                fields=["year", "indicator", "municipality"],
                condition=Q(municipality__isnull=False),
                name="target_once_per_municipality",
                violation_error_message="План муниципалитета на этот год уже есть.",
            ),
            models.UniqueConstraint(
                fields=["year", "indicator", "school"],
                condition=Q(school__isnull=False),
                name="target_once_per_school",
                violation_error_message="План организации на этот год уже есть.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year_id}: {self.value}"


class TargetVersionQuerySet(models.QuerySet["TargetVersion"]):
    def visible_to(self, user: User) -> Self:
        reach = user.reach
        return self.filter(
            reach.of_municipalities("target__municipality") | reach.of_schools("target__school")
        )


class TargetVersion(models.Model):
    """What a target was, who set it, when and why."""

    target = models.ForeignKey(Target, models.CASCADE, verbose_name="план", related_name="versions")
    version = models.PositiveIntegerField("версия")
    value = ExactField("плановое значение")
    basis = models.CharField("основание", max_length=300, blank=True)
    reason = models.CharField("причина", max_length=500, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = TargetVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "версия плана"
        verbose_name_plural = "версии плана"
        ordering = ["target", "version"]
        constraints = [models.UniqueConstraint(fields=["target", "version"], name="target_version_once")]

    def __str__(self) -> str:
        return f"{self.value} (версия {self.version})"

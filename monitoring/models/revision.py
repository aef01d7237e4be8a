"""How the rooms to the right learn that accepted facts changed: a counter per municipality and year."""

from __future__ import annotations

from django.db import models

from schools.models import Municipality, OfMunicipalityQuerySet, OfSchoolQuerySet, School


class Revision(models.Model):
    """Grows by one with every change of accepted facts or of the list of participants."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    year = models.PositiveSmallIntegerField("учебный год")
    number = models.PositiveBigIntegerField("ревизия", default=0)

    objects = OfMunicipalityQuerySet["Revision"].as_manager()

    class Meta:
        verbose_name = "ревизия данных"
        verbose_name_plural = "ревизии данных"
        constraints = [models.UniqueConstraint(fields=["municipality", "year"], name="revision_of_slice")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}: {self.number}"


class RevisedSchool(models.Model):
    """Whose accepted facts a revision changed; one that names nobody may have changed anything. Never changed."""

    revision = models.ForeignKey(
        Revision, models.CASCADE, verbose_name="ревизия данных", related_name="+", db_index=False
    )
    number = models.PositiveBigIntegerField("номер")
    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")

    objects = OfSchoolQuerySet["RevisedSchool"].as_manager()

    class Meta:
        verbose_name = "организация ревизии"
        verbose_name_plural = "организации ревизий"
        constraints = [
            models.UniqueConstraint(fields=["revision", "number", "school"], name="revised_school_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.number}, {self.school_id}"

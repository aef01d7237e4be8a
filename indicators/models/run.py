"""What has been computed from what: the fill state of each slice, and the log of runs."""

from __future__ import annotations

from django.db import models

from schools.models import Municipality, OfMunicipalityQuerySet


class Slice(models.Model):
    """One municipality and one year: computed from which facts, places and definitions.

    Stale when any of the three differs from the present one. Its row is the lock of a computation.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    year = models.PositiveSmallIntegerField("учебный год")
    facts = models.BigIntegerField("ревизия данных", default=-1)
    places = models.CharField("отпечаток организаций", max_length=64, blank=True)
    definitions = models.CharField("отпечаток определений", max_length=64, blank=True)
    computed_at = models.DateTimeField("вычислено", null=True, blank=True)

    objects = OfMunicipalityQuerySet["Slice"].as_manager()

    class Meta:
        verbose_name = "состояние вычислений"
        verbose_name_plural = "состояние вычислений"
        constraints = [models.UniqueConstraint(fields=["municipality", "year"], name="slice_once")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}"


class Run(models.Model):
    """One finished computation of one slice, or of many of one year at once: then without a municipality."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="муниципалитет", related_name="+"
    )
    year = models.PositiveSmallIntegerField("учебный год")
    slices = models.PositiveIntegerField("муниципалитетов", default=1)
    finished_at = models.DateTimeField("закончено", auto_now_add=True)
    milliseconds = models.PositiveIntegerField("миллисекунд")
    rows_changed = models.PositiveIntegerField("изменено строк")

    objects = OfMunicipalityQuerySet["Run"].as_manager()

    class Meta:
        verbose_name = "вычисление"
        verbose_name_plural = "вычисления"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["municipality", "year"], name="run_of_slice")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}: {self.rows_changed}"

"""What the recommendations of a municipality and year were last issued from."""

from __future__ import annotations

from django.db import models

from schools.models import Municipality, OfMunicipalityQuerySet


class IssueState(models.Model):
    """Values, targets, rules and reports as one fingerprint; another one today = issue again.

    Its row is the lock of an issue: two workers never issue for one municipality and year at once.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    year = models.PositiveSmallIntegerField("учебный год")
    fingerprint = models.CharField("отпечаток оснований", max_length=64, blank=True)
    issued_at = models.DateTimeField("подготовлено", null=True, blank=True)

    objects = OfMunicipalityQuerySet["IssueState"].as_manager()

    class Meta:
        verbose_name = "состояние подготовки рекомендаций"
        verbose_name_plural = "состояние подготовки рекомендаций"
        constraints = [models.UniqueConstraint(fields=["municipality", "year"], name="issue_state_once")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}"

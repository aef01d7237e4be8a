"""The log of every change of state, in every room."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Transition(models.Model):
    """Who took which step with which object, when, from which state to which, with what remark.

    Points at its object by word and number, not by a foreign key: the log outlives what it tells of.
    `person` is empty for the pipeline itself.
    """

    entity = models.CharField("объект", max_length=40)
    entity_id = models.BigIntegerField("номер объекта")
    step = models.CharField("шаг", max_length=40)
    source = models.CharField("из состояния", max_length=20, blank=True)
    target = models.CharField("в состояние", max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)
    note = models.TextField("замечание", blank=True)

    class Meta:
        verbose_name = "шаг"
        verbose_name_plural = "журнал шагов"
        ordering = ["pk"]
        indexes = [models.Index(fields=["entity", "entity_id"], name="transition_of_object")]

    def __str__(self) -> str:
        return f"{self.entity} {self.entity_id}: {self.source} → {self.target}"

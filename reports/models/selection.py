"""What a person takes away again and again: a named choice of table, indicators, years and organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from schools.models import Municipality

if TYPE_CHECKING:
    from schools.models import User


class SelectionQuerySet(models.QuerySet["Selection"]):
    def visible_to(self, user: User) -> Self:
        """Shared: whoever reads the whole municipality takes it away, too; heads do not."""
        return self.filter(user.reach.over_municipalities("municipality"))


class Selection(models.Model):
    """`words` are those of `reports.choice.Choice`; only the owner renames, changes and deletes it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="кто сохранил", related_name="+"
    )
    name = models.CharField("название", max_length=120)
    words = models.JSONField("выбор", default=dict)
    changed_at = models.DateTimeField("изменена", auto_now=True)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = "сохранённая выборка"
        verbose_name_plural = "сохранённые выборки"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "owner", "name"],
                name="selection_name_once",
                violation_error_message="Выборка с таким названием у вас уже есть.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="selection_has_name",
                violation_error_message="Назовите выборку.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""Letters that are ordered one for each organisation and drafted in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from recommendations.models.letter import Letter
from schools.models import Municipality, School, SchoolYear

if TYPE_CHECKING:
    from schools.models import User


class LetterOrderQuerySet(models.QuerySet["LetterOrder"]):
    def visible_to(self, user: User) -> Self:
        """As drafts are: for those who read the whole municipality."""
        return self.filter(user.reach.over_municipalities("municipality"))

    def waiting(self) -> Self:
        return self.filter(state=LetterOrder.State.WAITING)


class LetterOrder(models.Model):
    """One organisation of a batch that still gets its draft, has got it, or has not.

    Orders of one click share `batch` with the letters that come of them. `letter` is empty again once the draft was
    thrown away. `changed_at` is when it was ordered, ordered again, or ended.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт подготовки"
        DRAFTED = "drafted", "проект готов"
        FAILED = "failed", "не получилось"

    batch = models.CharField("рассылка", max_length=32)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="муниципалитет", related_name="+"
    )
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="кто заказал", related_name="+"
    )
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, verbose_name="письмо", related_name="+"
    )
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField("что не так", max_length=500, blank=True)
    created_at = models.DateTimeField("заказано")
    changed_at = models.DateTimeField("изменено")

    objects = LetterOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "заказ письма"
        verbose_name_plural = "заказы писем"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "school"],
                name="letter_ordered_once_per_school",
                violation_error_message="Письмо этой организации в рассылке уже заказано.",
            )
        ]
        indexes = [models.Index(fields=["state", "batch"], name="letter_order_state")]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_state_display()}"

"""Definitions that are shared by all or belong to one municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from schools.models.places import Municipality

if TYPE_CHECKING:
    from schools.models.people import User


class OwnedQuerySet(models.QuerySet):
    def available_to(self, municipality: Municipality | int) -> Self:
        """The shared ones and the municipality's own."""
        return self.filter(Q(municipality__isnull=True) | Q(municipality=municipality))

    def visible_to(self, user: User) -> Self:
        return self.filter(Q(municipality__isnull=True) | user.reach.of_municipalities("municipality"))


class Owned(models.Model):
    """A definition with a natural key `code`; without a municipality it is shared."""

    code = models.SlugField("код", max_length=60, unique=True)
    municipality = models.ForeignKey(
        Municipality,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="принадлежит муниципалитету",
        help_text="пусто – общее для всех",
        related_name="+",
    )

    class Meta:
        abstract = True

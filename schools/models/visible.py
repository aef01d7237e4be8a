"""Which rows a person may read: one way for every table, whatever leads from its rows to a place.

A table says which column leads to a school or a municipality; the condition itself is `Reach`'s. Joins follow
foreign keys towards the place only, so they never multiply rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from schools.models.people import User

_M = TypeVar("_M", bound=models.Model)


class OfSchoolQuerySet(models.QuerySet[_M]):
    """Rows of one school each, found by `school_path`."""

    school_path = "school"

    def visible_to(self, user: User) -> Self:
        return self.filter(user.reach.of_schools(self.school_path))


class OfMunicipalityQuerySet(models.QuerySet[_M]):
    """Rows of one municipality each, found by `municipality_path`; heads read those of their own municipality."""

    municipality_path = "municipality"

    def visible_to(self, user: User) -> Self:
        return self.filter(user.reach.of_municipalities(self.municipality_path))


class OfOwnedQuerySet(models.QuerySet[_M]):
    """Parts of a definition that is shared or belongs to a municipality, found by `owner_path`."""

    owner_path = "municipality"

    def visible_to(self, user: User) -> Self:
        shared = models.Q(**{f"{self.owner_path}__isnull": True})
        return self.filter(shared | user.reach.of_municipalities(self.owner_path))

"""Users, what they may reach, and one-time codes of schools."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from schools.models.places import Municipality, Region, School


class Role(models.TextChoices):
    OFFICER = "officer", "специалист"
    HEAD = "head", "руководитель"
    ANALYST = "analyst", "аналитик"
    REGION = "region", "региональный оператор"


ALWAYS = ~Q(pk__in=())
"""True of every row; unlike an empty Q it stays true when joined by «or»."""


@dataclass(frozen=True)
class Reach:
    """Primary keys of the places a person may read; what they may do there is in `schools.access`.

    `homes` are the municipalities of one's own schools: a head reads what concerns the municipality as a whole,
    not what belongs to its other schools. The conditions cost no query.
    """

    everything: bool = False
    regions: frozenset[int] = field(default_factory=frozenset)
    municipalities: frozenset[int] = field(default_factory=frozenset)
    schools: frozenset[int] = field(default_factory=frozenset)
    homes: frozenset[int] = field(default_factory=frozenset)

    def over_municipalities(self, path: str) -> Q:
        """Rows of a municipality all of which is read: by an officer, an analyst, a region."""
        if self.everything:
            return ALWAYS
        return Q(**{f"{path}__in": self.municipalities}) | Q(**{f"{path}__region__in": self.regions})

    def of_municipalities(self, path: str) -> Q:
        """Rows that concern a municipality as a whole; heads read those of their own."""
        return self.over_municipalities(path) | Q(**{f"{path}__in": self.homes})

    def own_schools(self, path: str) -> Q:
        """Rows of the schools one belongs to."""
        return Q(**{f"{path}__in": self.schools})

    def of_schools(self, path: str) -> Q:
        """Rows of one school each."""
        return self.over_municipalities(f"{path}__municipality") | self.own_schools(path)


class User(AbstractUser):
    """A person; the roles are memberships, an administrator is a superuser."""

    patronymic = models.CharField("отчество", max_length=150, blank=True)
    post = models.CharField("должность", max_length=200, blank=True)
    must_change_password = models.BooleanField("должен сменить пароль", default=False)
    wants_digest = models.BooleanField("получает сводку по почте", default=True)

    class Meta:
        verbose_name = "пользователь"
        verbose_name_plural = "пользователи"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.short_name or self.username

    @property
    def short_name(self) -> str:
        """«А. П. Соколова»."""
        initials = "".join(f"{part[0]}.\u00a0" for part in (self.first_name, self.patronymic) if part)
        return f"{initials}{self.last_name}".strip()

    @cached_property
    def roles(self) -> tuple[Membership, ...]:
        """The memberships, read once for the life of this object."""
        return tuple(
            self.memberships.select_related("region", "municipality", "school__municipality").order_by("pk")
        )

    @cached_property
    def reach(self) -> Reach:
        if self.is_superuser:
            return Reach(everything=True)
        return Reach(
            regions=frozenset(m.region_id for m in self.roles if m.region_id),
            municipalities=frozenset(m.municipality_id for m in self.roles if m.municipality_id),
            schools=frozenset(m.school_id for m in self.roles if m.school_id),
            homes=frozenset(m.school.municipality_id for m in self.roles if m.school),
        )


_PLACE_OF_ROLE = (
    Q(role=Role.OFFICER, municipality__isnull=False, region__isnull=True, school__isnull=True)
    | Q(role=Role.HEAD, municipality__isnull=True, region__isnull=True, school__isnull=False)
    | Q(role=Role.ANALYST, municipality__isnull=False, region__isnull=True, school__isnull=True)
    | Q(role=Role.ANALYST, municipality__isnull=True, region__isnull=False, school__isnull=True)
    | Q(role=Role.REGION, municipality__isnull=True, region__isnull=False, school__isnull=True)
)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the places all of which one reads."""
        reach = user.reach
        return self.filter(
            Q(user=user)
            | reach.over_municipalities("municipality")
            | reach.over_municipalities("school__municipality")
        )


class Membership(models.Model):
    """One role of one person in one place."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="пользователь", related_name="memberships")
    role = models.CharField("роль", max_length=10, choices=Role.choices)
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, verbose_name="регион", related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="муниципалитет", related_name="+"
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, verbose_name="организация", related_name="memberships"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "роль пользователя"
        verbose_name_plural = "роли пользователей"
        constraints = [
            models.CheckConstraint(
                condition=_PLACE_OF_ROLE,
                name="membership_place_fits_role",
                violation_error_message="Место не подходит к роли: руководителю – организация, специалисту – "
                "муниципалитет, аналитику – муниципалитет или регион, оператору – регион.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", place],
                    condition=Q(**{f"{place}__isnull": False}),
                    name=f"membership_once_per_{place}",
                    violation_error_message="Эта роль у пользователя уже есть.",
                )
                for place in ("region", "municipality", "school")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.place}"

    @property
    def place(self) -> Region | Municipality | School | None:
        return self.school or self.municipality or self.region


class AccessCodeQuerySet(models.QuerySet["AccessCode"]):
    def visible_to(self, user: User) -> Self:
        """Those of the places all of which one reads; heads see none."""
        return self.filter(user.reach.over_municipalities("school__municipality"))


class AccessCode(models.Model):
    """A printable one-time code with which somebody of a school creates their account.

    With an `account` it only gives that account a new password. Only the digest is kept; the code itself is shown
    once, on the sheet the officer prints.
    """

    school = models.ForeignKey(
        School, models.CASCADE, verbose_name="организация", related_name="access_codes"
    )
    account = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, verbose_name="для учётной записи", related_name="+"
    )
    digest = models.CharField("отпечаток", max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, verbose_name="выдал", related_name="+")
    created_at = models.DateTimeField("выдан", auto_now_add=True)
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("использован", null=True, blank=True)
    used_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, verbose_name="кем", related_name="+"
    )

    objects = AccessCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "одноразовый код"
        verbose_name_plural = "одноразовые коды"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.school}: {'использован' if self.used_at else 'не использован'}"

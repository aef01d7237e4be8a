"""Users, what they may reach, and one-time codes of schools."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from .places import Municipality, Region, School


class Role(models.TextChoices):
    OFFICER = "officer", "специалист"
    HEAD = "head", "руководитель"
    ANALYST = "analyst", "аналитик"
    REGION = "region", "региональный оператор"


@dataclass(frozen=True)
class Reach:
    """Primary keys of the places a person may read; what they may do there is in `schools.access`."""

    everything: bool = False
    regions: frozenset[int] = field(default_factory=frozenset)
    municipalities: frozenset[int] = field(default_factory=frozenset)
    schools: frozenset[int] = field(default_factory=frozenset)


class User(AbstractUser):
    """A person; the roles are memberships, an administrator is a superuser."""

    patronymic = models.CharField("отчество", max_length=150, blank=True)
    post = models.CharField("должность", max_length=200, blank=True)
    must_change_password = models.BooleanField("должен сменить пароль", default=False)

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
        return tuple(self.memberships.select_related("region", "municipality", "school__municipality"))

    @cached_property
    def reach(self) -> Reach:
        if self.is_superuser:
            return Reach(everything=True)
        return Reach(
            regions=frozenset(m.region_id for m in self.roles if m.region_id),
            municipalities=frozenset(m.municipality_id for m in self.roles if m.municipality_id),
            schools=frozenset(m.school_id for m in self.roles if m.school_id),
        )


_PLACE_OF_ROLE = (
    Q(role=Role.OFFICER, municipality__isnull=False, region__isnull=True, school__isnull=True)
    | Q(role=Role.HEAD, municipality__isnull=True, region__isnull=True, school__isnull=False)
    | Q(role=Role.ANALYST, municipality__isnull=False, region__isnull=True, school__isnull=True)
    | Q(role=Role.ANALYST, municipality__isnull=True, region__isnull=False, school__isnull=True)
    | Q(role=Role.REGION, municipality__isnull=True, region__isnull=False, school__isnull=True)
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

    class Meta:
        verbose_name = "роль пользователя"
        verbose_name_plural = "роли пользователей"
        constraints = [
            models.CheckConstraint(
                condition=_PLACE_OF_ROLE,
                name="membership_place_fits_role",
                violation_error_message="Место не подходит к роли: руководителю — организация, специалисту — "
                "муниципалитет, аналитику — муниципалитет или регион, оператору — регион.",
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


class AccessCode(models.Model):
    """A printable one-time code with which somebody of a school creates their account.

    Only the digest is kept; the code itself is shown once, on the sheet the officer prints.
    """

    school = models.ForeignKey(School, models.CASCADE, verbose_name="организация", related_name="access_codes")
    digest = models.CharField("отпечаток", max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, verbose_name="выдал", related_name="+")
    created_at = models.DateTimeField("выдан", auto_now_add=True)
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("использован", null=True, blank=True)
    used_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, verbose_name="кем", related_name="+"
    )

    class Meta:
        verbose_name = "одноразовый код"
        verbose_name_plural = "одноразовые коды"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.school}: {'использован' if self.used_at else 'не использован'}"

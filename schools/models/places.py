"""Regions, municipalities and their organisations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from schools.grades import WITHOUT_GRADES, Grades
from schools.models.fields import GradesField, NameKeyField
from schools.models.visible import OfSchoolQuerySet

if TYPE_CHECKING:
    from schools.models.people import User


fits_an_address = RegexValidator(
    r"\A(?!\.{1,2}\Z|codes\Z)[^/\\\x00-\x1f]+\Z",
    "В коде организации не бывает косой черты, а «codes», «.» и «..» заняты: возьмите другой, например okr-01.",
)
"""Codes stand in the addresses of pages."""


class Kind(models.TextChoices):
    """Kinds of organisation; supplementary and authority do not work by grades."""

    PRESCHOOL = "preschool", "дошкольная организация"
    PRIMARY = "primary", "начальная школа"
    BASIC = "basic", "основная школа"
    SECONDARY = "secondary", "средняя школа"
    SUPPLEMENTARY = "supplementary", "организация дополнительного образования"
    AUTHORITY = "authority", "муниципальный орган или центр"


KIND_PLURALS = {
    Kind.PRESCHOOL: "дошкольные организации",
    Kind.PRIMARY: "начальные школы",
    Kind.BASIC: "основные школы",
    Kind.SECONDARY: "средние школы",
    Kind.SUPPLEMENTARY: "организации дополнительного образования",
    Kind.AUTHORITY: "муниципальные органы и центры",
}

DEFAULT_GRADES: dict[str, Grades] = {
    Kind.PRESCHOOL: Grades.parse("0"),
    Kind.PRIMARY: Grades.parse("1-4"),
    Kind.BASIC: Grades.parse("1-9"),
    Kind.SECONDARY: Grades.parse("1-11"),
    Kind.SUPPLEMENTARY: WITHOUT_GRADES,
    Kind.AUTHORITY: WITHOUT_GRADES,
}


class Locality(models.TextChoices):
    URBAN = "urban", "город"
    RURAL = "rural", "село"


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: User) -> RegionQuerySet:
        """The regions the person may read anything of."""
        reach = user.reach
        if reach.everything:
            return self
        own = Municipality.objects.filter(pk__in=reach.municipalities | reach.homes)
        return self.filter(Q(pk__in=reach.regions) | Q(pk__in=own.values("region")))


class Region(models.Model):
    code = models.CharField("код", max_length=20, unique=True)
    name = models.CharField("название", max_length=200)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "регион"
        verbose_name_plural = "регионы"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def visible_to(self, user: User) -> MunicipalityQuerySet:
        """The municipalities the person may read anything of."""
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(Q(pk__in=reach.municipalities | reach.homes) | Q(region__in=reach.regions))


class Municipality(models.Model):
    """A municipality; case forms of its name are fields, because Russian declension is never guessed."""

    code = models.CharField("код ОКТМО", max_length=20, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="регион", related_name="municipalities")
    name = models.CharField("название", max_length=200)
    name_genitive = models.CharField("название, родительный падеж", max_length=200)
    name_prepositional = models.CharField("название, предложный падеж", max_length=200)
    authority = models.CharField("орган управления образованием", max_length=300)
    letterhead = models.TextField("реквизиты бланка", blank=True)
    signatory_post = models.CharField("должность подписывающего", max_length=200, blank=True)
    signatory_name = models.CharField("подписывающий (И. О. Фамилия)", max_length=100, blank=True)
    executor_name = models.CharField("исполнитель", max_length=100, blank=True)
    executor_phone = models.CharField("телефон исполнителя", max_length=50, blank=True)
    time_zone = models.CharField("часовой пояс", max_length=50, default="Europe/Moscow")
    needs_approval = models.BooleanField(
        "рекомендации направляются после проверки специалистом", default=False
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "муниципальное образование"
        verbose_name_plural = "муниципальные образования"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ValueError, OSError, KeyError) as error:
            message = f"Нет часового пояса «{self.time_zone}»: напишите, например, Asia/Novokuznetsk."
            raise ValidationError({"time_zone": message}) from error

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, user: User) -> SchoolQuerySet:
        """The organisations whose data the person may read."""
        reach = user.reach
        return self.filter(reach.over_municipalities("municipality") | Q(pk__in=reach.schools))

    def open_in(self, year: int) -> SchoolQuerySet:
        """Those that existed on some day of the school year (1 September – 31 August)."""
        first, last = dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
        return self.filter(
            Q(opened__isnull=True) | Q(opened__lte=last), Q(closed__isnull=True) | Q(closed__gt=first)
        )


class School(models.Model):
    """An educational organisation (образовательная организация, ОО).

    `grades` is what it teaches; for kinds without grades it holds only the ungraded total. `closed` is the
    first day on which it no longer exists; a merged one names its `successor` and keeps its own history.
    """

    code = models.CharField("код", max_length=50, unique=True, validators=[fits_an_address])
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="муниципальное образование", related_name="schools"
    )
    short_name = models.CharField("краткое название", max_length=200)
    full_name = models.CharField("полное название", max_length=500, blank=True)
    name_key = NameKeyField(source="short_name", max_length=200)
    kind = models.CharField("вид", max_length=20, choices=Kind.choices)
    grades = GradesField(
        "классы", help_text="например, 1-9; для организаций без классов оставьте пустым", blank=True
    )
    locality = models.CharField("местность", max_length=10, choices=Locality.choices, default=Locality.RURAL)
    opened = models.DateField("открыта", null=True, blank=True)
    closed = models.DateField("закрыта", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="правопреемник",
        related_name="predecessors",
    )
    email = models.EmailField("электронная почта", blank=True)
    changed_at = models.DateTimeField("изменена", auto_now=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "образовательная организация"
        verbose_name_plural = "образовательные организации"
        ordering = ["name_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="school_kind_known",
                violation_error_message="Неизвестный вид организации.",
            ),
            models.CheckConstraint(
                condition=Q(grades__gt=0),
                name="school_grades_not_empty",
                violation_error_message="Укажите классы организации.",
            ),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(opened__isnull=True) | Q(closed__gt=models.F("opened")),
                name="school_closed_after_opened",
                violation_error_message="Дата закрытия должна быть позже даты открытия.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        if not self.grades:
            self.grades = DEFAULT_GRADES.get(self.kind, WITHOUT_GRADES)

    @property
    def works_by_grades(self) -> bool:
        return self.grades != WITHOUT_GRADES


class FormerName(models.Model):
    """What an organisation was called until a date: documents of past years keep the old name."""

    school = models.ForeignKey(
        School, models.CASCADE, verbose_name="организация", related_name="former_names"
    )
    short_name = models.CharField("краткое название", max_length=200)
    full_name = models.CharField("полное название", max_length=500, blank=True)
    until = models.DateField("действовало по")

    objects = OfSchoolQuerySet["FormerName"].as_manager()

    class Meta:
        verbose_name = "прежнее название"
        verbose_name_plural = "прежние названия"
        ordering = ["school", "until"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "until"],
                name="former_name_once_a_day",
                violation_error_message="На эту дату прежнее название уже записано.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.short_name} (по {self.until:%d.%m.%Y})"

"""The yearly campaign of a municipality and its waves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from monitoring.models.cells import CellKind
from schools.models import Municipality, OfMunicipalityQuerySet, School, SchoolYear


class Campaign(models.Model):
    """Collection of one school year; takes part: all open organisations, or the listed ones."""

    class State(models.TextChoices):
        PLANNED = "planned", "готовится"
        OPEN = "open", "идёт"
        CLOSED = "closed", "закрыта"

    class FilledBy(models.TextChoices):
        SCHOOLS = "schools", "организации"
        OFFICER = "officer", "специалист за организации"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="муниципальное образование", related_name="+"
    )
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="учебный год", related_name="+")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.OPEN)
    filled_by = models.CharField(
        "кто заполняет", max_length=10, choices=FilledBy.choices, default=FilledBy.SCHOOLS
    )
    all_open = models.BooleanField("участвуют все действующие организации", default=True)
    schools = models.ManyToManyField(School, verbose_name="участвуют", related_name="+", blank=True)
    instructions = models.TextField("указания", blank=True)
    reminders = models.BooleanField("напоминать о сроке письмом", default=False)
    remind_before = models.PositiveSmallIntegerField("напомнить до срока, за дней", default=3)
    remind_after = models.PositiveSmallIntegerField("напомнить после срока, через дней", default=1)
    reminder_text = models.TextField("текст напоминания", blank=True)
    recommendations_due = models.DateField("рекомендации направить до", null=True, blank=True)

    objects = OfMunicipalityQuerySet["Campaign"].as_manager()

    class Meta:
        verbose_name = "кампания сбора"
        verbose_name_plural = "кампании сбора"
        ordering = ["-year", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"],
                name="campaign_once_a_year",
                violation_error_message="Кампания этого года уже есть.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.year}"

    @property
    def is_planned(self) -> bool:
        """In preparation: schools see nothing of it yet, so nobody is late."""
        return self.state == self.State.PLANNED

    @property
    def collection(self) -> str:
        """The state in words after «сбор», which is masculine: «сбор закрыт»."""
        return "закрыт" if self.state == self.State.CLOSED else self.get_state_display()


class OfCampaignQuerySet(OfMunicipalityQuerySet["Wave"]):
    municipality_path = "campaign__municipality"


class Wave(models.Model):
    """A part of the campaign with its own dates; `whole` asks whatever no other wave asks."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, verbose_name="кампания", related_name="waves")
    number = models.PositiveSmallIntegerField("номер", default=1)
    name = models.CharField("название", max_length=200)
    counted_on = models.DateField("по состоянию на", null=True, blank=True)
    opens = models.DateField("открывается", null=True, blank=True)
    due = models.DateField("срок сдачи", null=True, blank=True)
    whole = models.BooleanField("все остальные графы", default=True)

    objects = OfCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "этап сбора"
        verbose_name_plural = "этапы сбора"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"],
                name="wave_number_once",
                violation_error_message="Этап с этим номером уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=True) | Q(opens__isnull=True) | Q(due__gte=F("opens")),
                name="wave_due_after_opens",
                violation_error_message="Срок сдачи раньше открытия.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfWaveQuerySet(OfMunicipalityQuerySet["WaveColumn"]):
    municipality_path = "wave__campaign__municipality"


class WaveColumn(models.Model):
    """One column a wave asks: a kind of cell and, for events and metrics, a code."""

    wave = models.ForeignKey(Wave, models.CASCADE, verbose_name="этап", related_name="columns")
    kind = models.CharField("вид", max_length=25, choices=CellKind.choices)
    code = models.CharField("код", max_length=60, blank=True)

    objects = OfWaveQuerySet.as_manager()

    class Meta:
        verbose_name = "графа этапа"
        verbose_name_plural = "графы этапа"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["wave", "kind", "code"], name="wave_column_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}".strip()

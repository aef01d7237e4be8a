"""Indicators are data: a numerator and a denominator, each a sum of terms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from indicators.models.goal import Goal
from monitoring.models import CellKind, Event, Metric
from schools.models import OfOwnedQuerySet, Owned, OwnedQuerySet
from schools.models.fields import GradesField


class IndicatorQuerySet(OwnedQuerySet):
    def valid_in(self, year: int) -> IndicatorQuerySet:
        return self.filter(
            Q(first_year__isnull=True) | Q(first_year__lte=year),
            Q(last_year__isnull=True) | Q(last_year__gte=year),
        )

    def with_terms(self) -> IndicatorQuerySet:
        """Each with its terms and what these name: one more query."""
        terms = Term.objects.select_related("event", "metric").order_by("position")
        return self.prefetch_related(models.Prefetch("terms", terms))


class Indicator(Owned):
    """A declared figure: percent = 100·N/D; ratio and money = N/D, or N without a denominator; count = N."""

    class Unit(models.TextChoices):
        PERCENT = "percent", "процент"
        COUNT = "count", "количество"
        RATIO = "ratio", "отношение"
        MONEY = "money", "деньги"

    class Better(models.TextChoices):
        HIGHER = "higher", "больше – лучше"
        LOWER = "lower", "меньше – лучше"

    class Label(models.TextChoices):
        SCHOOL_YEAR = "school_year", "учебный год"
        CALENDAR_YEAR = "calendar_year", "календарный год окончания"

    class Level(models.TextChoices):
        SCHOOL = "school", "организация"
        MUNICIPALITY = "municipality", "муниципалитет"

    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, verbose_name="цель", related_name="indicators"
    )
    name = models.CharField("название", max_length=500)
    short_name = models.CharField("кратко", max_length=60, blank=True)
    unit = models.CharField("единица", max_length=10, choices=Unit.choices, default=Unit.PERCENT)
    decimals = models.PositiveSmallIntegerField("знаков после запятой", default=1)
    better = models.CharField("направление", max_length=10, choices=Better.choices, default=Better.HIGHER)
    first_year = models.PositiveSmallIntegerField("действует с учебного года", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("по учебный год", null=True, blank=True)
    predecessor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="предшественник",
        related_name="successors",
    )
    comparable = models.BooleanField("сопоставим с предшественником", default=False)
    label = models.CharField(
        "как называется год", max_length=15, choices=Label.choices, default=Label.SCHOOL_YEAR
    )
    level = models.CharField("уровень расчёта", max_length=15, choices=Level.choices, default=Level.SCHOOL)
    judged_at = models.CharField("уровень оценки", max_length=15, choices=Level.choices, default=Level.SCHOOL)
    min_denominator = models.PositiveIntegerField("наименьший знаменатель для правил", default=0)
    outcome = models.BooleanField("итог, который уже не изменить", default=False)
    source = models.TextField("источник данных", blank=True)
    method = models.TextField("метод сбора и обработки", blank=True)
    basis = models.TextField("правовое основание", blank=True)
    responsible = models.CharField("ответственный", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    changed_at = models.DateTimeField("изменён", auto_now=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "показатель"
        verbose_name_plural = "показатели"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(last_year__isnull=True)
                | Q(last_year__gte=F("first_year")),
                name="indicator_years_in_order",
                violation_error_message="Последний год показателя раньше первого.",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="indicator_decimals_at_most_four",
                violation_error_message="Не больше четырёх знаков после запятой.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def heading(self) -> str:
        return self.short_name or self.name

    @property
    def is_percent(self) -> bool:
        return self.unit == self.Unit.PERCENT

    @property
    def inherits_target(self) -> bool:
        """A municipal target of a percent or ratio holds for each school without its own."""
        return self.unit in (self.Unit.PERCENT, self.Unit.RATIO)

    @property
    def judges_schools(self) -> bool:
        return self.judged_at == self.Level.SCHOOL and self.level == self.Level.SCHOOL

    def valid_in(self, year: int) -> bool:
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )

    def year_label(self, year: int) -> str:
        return str(year + 1) if self.label == self.Label.CALENDAR_YEAR else f"{year}/{year + 1}"


class TermQuerySet(OfOwnedQuerySet["Term"]):
    owner_path = "indicator__municipality"


class Term(models.Model):
    """One summand of a side; `grades` empty = all grades and the ungraded total.

    `counts_schools` turns the sum into 1 when it is not zero («доля ОО, …»); kind `schools` is 1 per
    organisation to which the numerator applies.
    """

    class Side(models.TextChoices):
        NUMERATOR = "numerator", "числитель"
        DENOMINATOR = "denominator", "знаменатель"

    class Kind(models.TextChoices):
        PUPILS = CellKind.PUPILS.value, "обучающиеся"
        PUPILS_WITH_DISABILITIES = (
            CellKind.PUPILS_WITH_DISABILITIES.value,
            "обучающиеся с ОВЗ и инвалидностью",
        )
        EVENT = CellKind.EVENT.value, "участники мероприятия"
        EVENT_WITH_DISABILITIES = CellKind.EVENT_WITH_DISABILITIES.value, "участники с ОВЗ и инвалидностью"
        METRIC = CellKind.METRIC.value, "показатель сбора"
        SCHOOLS = "schools", "организации"

    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name="показатель", related_name="terms")
    side = models.CharField("сторона", max_length=12, choices=Side.choices)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    kind = models.CharField("что", max_length=25, choices=Kind.choices)
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, verbose_name="мероприятие", related_name="+"
    )
    metric = models.ForeignKey(
        Metric, models.PROTECT, null=True, blank=True, verbose_name="показатель сбора", related_name="+"
    )
    grades = GradesField("классы", null=True, blank=True)
    counts_schools = models.BooleanField("считать организации", default=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "слагаемое"
        verbose_name_plural = "слагаемые"
        ordering = ["indicator", "-side", "position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "side", "position"], name="term_position_once"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["event", "event_with_disabilities"], event__isnull=False, metric__isnull=True)
                    | Q(kind="metric", event__isnull=True, metric__isnull=False, grades__isnull=True)
                    | Q(
                        kind__in=["pupils", "pupils_with_disabilities"],
                        event__isnull=True,
                        metric__isnull=True,
                        counts_schools=False,
                    )
                    | Q(
                        kind="schools",
                        event__isnull=True,
                        metric__isnull=True,
                        grades__isnull=True,
                        counts_schools=False,
                    )
                ),
                name="term_fits_its_kind",
                violation_error_message="Слагаемое: мероприятию нужен код мероприятия, показателю сбора – его код "
                "без классов, обучающимся и организациям – ничего лишнего.",
            ),
        ]

    def __str__(self) -> str:
        what = self.event or self.metric or self.get_kind_display()
        return f"{what}, {self.grades.label}" if self.grades is not None else str(what)

"""Rules: which miss leads to which text, for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models import Indicator, Topic
from schools.models import Locality, OfOwnedQuerySet, Owned, OwnedQuerySet
from schools.models.fields import ExactField


class Section(models.TextChoices):
    """The sections of the municipal document, in Belovo's numbering."""

    I = "I", "I. Проектная деятельность и информирование о профессиях"  # noqa: E741 - a Roman numeral
    II = "II", "II. Социальное партнёрство"
    III = "III", "III. Эффективные практики и методическая работа"
    IV = "IV", "IV. Информационное и методическое сопровождение"
    V = "V", "V. Иное"


class Audience(models.TextChoices):
    PUPILS = "pupils", "обучающимся"
    PARENTS = "parents", "родителям (законным представителям)"
    TEACHERS = "teachers", "педагогам"
    HEADS = "heads", "руководителям организаций"
    ORGANISATIONS = "organisations", "образовательным организациям"


class Priority(models.IntegerChoices):
    HIGH = 1, "в первую очередь"
    USUAL = 2, "обычная"
    LOW = 3, "когда будет возможность"


class Rule(Owned):
    """`due` is "05-15" (its first occurrence at least ten days after issue) or "+30" (days after issue).

    `margin` lets a rule on the plan or on the municipal value fire only from so many points (of a percent, else in
    the indicator's unit) on. A rule names an indicator or a topic: with a topic each indicator of its goals is judged,
    and an organisation gets one recommendation, about the one furthest from its plan (`recommendations.aiming`).
    """

    class Trigger(models.TextChoices):
        BELOW_TARGET = "below_target", "ниже плана"
        ZERO = "zero", "нулевое значение"
        FALLING = "falling", "снижается два года подряд"
        BELOW_MUNICIPALITY = "below_municipality", "ниже муниципального значения"
        NO_DATA = "no_data", "нет данных"
        LATE = "late", "отчёт не сдан в срок"
        ALWAYS = "always", "всегда"
        BEST_PRACTICE = "best_practice", "лучшая практика"

    class Scope(models.TextChoices):
        SCHOOL = "school", "организация"
        MUNICIPALITY = "municipality", "муниципалитет"

    section = models.CharField("раздел", max_length=4, choices=Section.choices, default=Section.I)
    trigger = models.CharField("условие", max_length=20, choices=Trigger.choices)
    scope = models.CharField("чьё значение", max_length=15, choices=Scope.choices, default=Scope.SCHOOL)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, verbose_name="показатель", related_name="+"
    )
    topic = models.CharField("тема", max_length=20, choices=Topic.choices, blank=True)
    margin = ExactField("порог отставания", null=True, blank=True)
    audience = models.CharField("кому", max_length=15, choices=Audience.choices, default=Audience.HEADS)
    kinds = models.JSONField("виды организаций", default=list, blank=True)
    locality = models.CharField("местность", max_length=10, choices=Locality.choices, blank=True)
    text = models.TextField("текст")
    due = models.CharField("срок", max_length=6, blank=True)
    priority = models.PositiveSmallIntegerField("важность", choices=Priority.choices, default=Priority.USUAL)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    active = models.BooleanField("действует", default=True)
    version = models.PositiveIntegerField("версия", default=1)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "правило"
        verbose_name_plural = "правила"
        ordering = ["section", "position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trigger__in=["always", "late"]) | Q(indicator__isnull=False) | ~Q(topic=""),
                name="rule_names_its_indicator",
                violation_error_message="Для этого условия укажите показатель или тему.",
            ),
            models.CheckConstraint(
                condition=Q(topic="") | (Q(indicator__isnull=True) & ~Q(trigger__in=["always", "late"])),
                name="rule_topic_in_place_of_indicator",
                violation_error_message="Тема бывает у условий о значениях и вместо показателя.",
            ),
            models.CheckConstraint(
                condition=Q(margin__isnull=True) | Q(margin__gt=0),
                name="rule_margin_positive",
                violation_error_message="Порог отставания больше нуля; без порога оставьте поле пустым.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def addresses(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


class RuleVersionQuerySet(OfOwnedQuerySet["RuleVersion"]):
    owner_path = "rule__municipality"


class RuleVersion(models.Model):
    """What a rule said in each of its versions."""

    rule = models.ForeignKey(Rule, models.CASCADE, verbose_name="правило", related_name="versions")
    version = models.PositiveIntegerField("версия")
    definition = models.JSONField("определение")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="кто", related_name="+"
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "версия правила"
        verbose_name_plural = "версии правил"
        ordering = ["rule", "version"]
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}, версия {self.version}"

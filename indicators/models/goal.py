"""Goals of career guidance (position 1 of the cycle)."""

from __future__ import annotations

from django.db import models

from schools.models import Owned, OwnedQuerySet


class Topic(models.TextChoices):
    """What goals, indicators and measures are grouped by."""

    DIAGNOSTICS = "diagnostics", "предпочтения и диагностика"
    SUPPORT = "support", "сопровождение самоопределения"
    EXAM_CHOICE = "exam_choice", "выбор предметов ГИА по профилю"
    ADMISSION = "admission", "поступление в ПОО и вузы"
    EARLY_GUIDANCE = "early_guidance", "ранняя профориентация"
    DISABILITIES = "disabilities", "обучающиеся с ОВЗ и инвалидностью"
    PARTNERSHIP = "partnership", "взаимодействие с предприятиями, ПОО, вузами"
    COUNSELLING = "counselling", "психолого-педагогическая поддержка, родители"
    AWARENESS = "awareness", "информированность"
    COMPETITIONS = "competitions", "конкурсное движение"
    LABOUR_MARKET = "labour_market", "рынок труда"
    PROFILE_LEARNING = "profile_learning", "углублённое и профильное обучение, допобразование"


class Goal(Owned):
    topic = models.CharField("тема", max_length=20, choices=Topic.choices)
    text = models.TextField("цель")
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "цель"
        verbose_name_plural = "цели"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.text

"""The words of a control line: when the values of a file were computed (from their slices), and what was left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Max, Min

from indicators.models import Slice
from reports.choice import Choice, Scope
from schools.models import Municipality
from schools.numbers import counted


def computed_words(
    municipalities: Iterable[Municipality], years: Collection[int], zone: dt.tzinfo | None
) -> str:
    """«Значения вычислены 12.11.2026 в 14:03.», or from when to when; one query."""
    slices = Slice.objects.filter(municipality__in=[m.pk for m in municipalities], year__in=years)
    moments = slices.aggregate(first=Min("computed_at"), last=Max("computed_at"))
    if moments["first"] is None:
        return "Значения ещё не вычислялись."
    first, last = (f"{moments[name].astimezone(zone):%d.%m.%Y в %H:%M}" for name in ("first", "last"))
    return f"Значения вычислены {first}." if first == last else f"Значения вычислены с {first} по {last}."


def control_words(scope: Scope) -> str:
    """Of a choice: the moment of computation and its filters."""
    computed = computed_words(scope.municipalities, scope.choice.years, scope.now.tzinfo)
    return " ".join(words for words in (computed, filter_words(scope.choice)) if words)


def filter_words(choice: Choice) -> str:
    """«Отбор: Местность: село; 3 показателя; 2 организации.»; nothing where everything was taken."""
    parts = [choice.asked.words] if choice.asked.words else []
    if choice.indicators:
        parts.append(counted(len(choice.indicators), "показатель", "показателя", "показателей"))
    if choice.schools:
        parts.append(counted(len(choice.schools), "организация", "организации", "организаций"))
    return f"Отбор: {'; '.join(parts)}." if parts else ""

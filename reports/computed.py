"""The words of a control line: when the values of a file were computed (from their slices), and what was left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from indicators.models import Slice
from indicators.queries import computed_between
from reports.choice import Choice, Scope
from schools.models import Municipality
from schools.numbers import counted


def computed_words(
    municipalities: Iterable[Municipality], years: Collection[int], zone: dt.tzinfo | None
) -> str:
    """«Значения вычислены 12.11.2026 в 14:03.», or from when to when; one query."""
    slices = Slice.objects.filter(municipality__in=[m.pk for m in municipalities], year__in=years)
    return computed_between(slices, zone)


def moments_of(scope: Scope) -> list[tuple[int, int, dt.datetime | None]]:
    """When each slice of a choice was computed: alike before and after reading = nothing was computed meanwhile."""
    slices = Slice.objects.filter(municipality__in=[m.pk for m in scope.municipalities])
    of_years = slices.filter(year__in=scope.choice.years).order_by("municipality", "year")
    return list(of_years.values_list("municipality_id", "year", "computed_at"))


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

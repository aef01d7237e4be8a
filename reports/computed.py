"""When the values of a file were computed, in words for its control line: from the slices they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Max, Min

from indicators.models import Slice
from schools.models import Municipality


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

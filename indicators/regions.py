"""Values of regions: sums of municipality values, computed on reading and never stored."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from indicators.analysis import Judged, judge
from indicators.models import Indicator, MunicipalityValue, Standing


def judged_region(region_id: int, year: int) -> list[Judged]:
    """One row per shared indicator valid in the year, in indicator order; three queries.

    No data where nobody's value is known.
    Indicators that belong to one municipality have no regional value.
    """
    indicators = (
        Indicator.objects.filter(municipality__isnull=True)
        .valid_in(year)
        .select_related("goal")
        .with_terms()
        .order_by("position", "code")
    )
    values: dict[int, list[MunicipalityValue]] = defaultdict(list)
    for value in MunicipalityValue.objects.filter(year=year, municipality__region=region_id):
        values[value.indicator_id].append(value)
    return [
        summed(indicator, values[indicator.pk], region_id, year)
        for indicator in indicators
        if values[indicator.pk]
    ]


def summed(indicator: Indicator, values: list[MunicipalityValue], region_id: int, year: int) -> Judged:
    known = [value for value in values if value.standing == Standing.KNOWN]
    applicable = any(value.standing != Standing.NOT_APPLICABLE for value in values)
    standing = Standing.KNOWN if known else Standing.NO_DATA if applicable else Standing.NOT_APPLICABLE
    return judge(
        indicator,
        year=year,
        place_id=region_id,
        school_id=None,
        standing=standing,
        numerator=_sum([value.numerator for value in known]),
        denominator=_sum([value.denominator for value in known]),
        target=None,
        reported=sum(value.reported for value in values),
        expected=sum(value.expected for value in values),
    )


def _sum(sides: list[Decimal | None]) -> Decimal | None:
    numbers = [side for side in sides if side is not None]
    return sum(numbers, Decimal(0)) if numbers else None

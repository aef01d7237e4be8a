"""Values of regions for the list of values: sums made on reading, a row for each region, year and shared indicator.

They are stored nowhere, so a row is known by the first municipality of its region that has the value: pages by key
go on as those of the other levels do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet

from indicators.analysis import Judged
from indicators.models import Indicator, MunicipalityValue
from indicators.regions import summed
from schools.models import Region, User


def whole_regions(user: User) -> QuerySet[Region]:
    """Those the caller reads as a whole: operators and analysts of a region, not the people of one municipality."""
    reach = user.reach
    return Region.objects.all() if reach.everything else Region.objects.filter(pk__in=reach.regions)


def region_rows(regions: QuerySet[Region]) -> QuerySet[MunicipalityValue]:
    """The value that stands for its region, in the order of the primary key; own indicators of one have no sum."""
    before = MunicipalityValue.objects.filter(
        year=OuterRef("year"),
        indicator=OuterRef("indicator"),
        municipality__region=OuterRef("municipality__region"),
        municipality__lt=OuterRef("municipality"),
    )
    shared = MunicipalityValue.objects.filter(
        municipality__region__in=regions, indicator__municipality__isnull=True
    )
    found = shared.filter(~Exists(before)).select_related("municipality__region")
    return found.order_by("year", "municipality_id", "indicator_id")


def judged_regions(
    rows: list[MunicipalityValue], indicators: Mapping[int, Indicator]
) -> list[tuple[Region, Judged] | None]:
    """The sums these rows stand for, in their order; None = deleted meanwhile. One query."""
    values: dict[tuple[int, int, int], list[MunicipalityValue]] = defaultdict(list)
    for value in MunicipalityValue.objects.filter(
        year__in={row.year for row in rows},
        indicator__in={row.indicator_id for row in rows},
        municipality__region__in={row.municipality.region_id for row in rows},
    ).select_related("municipality"):
        values[value.year, value.municipality.region_id, value.indicator_id].append(value)
    found: list[tuple[Region, Judged] | None] = []
    for row in rows:
        region, indicator = row.municipality.region, indicators.get(row.indicator_id)
        known = values.get((row.year, region.pk, row.indicator_id))
        found.append((region, summed(indicator, known, region.pk, row.year)) if indicator and known else None)
    return found

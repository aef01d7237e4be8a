"""How many agreements a school has in a school year: the one rule, for reports, checks and pages.

An agreement counts for every school year in which it was in force for at least one day: signed by 31 August in which
the year ends, and without an end or ending on 1 September in which it begins or later. The register *speaks* for a
school from the year of its first agreement on; about earlier years, and schools that have none recorded, it knows
nothing, and their number is entered by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from monitoring.chunks import in_chunks
from monitoring.models import Agreement, Metric

SOON = dt.timedelta(days=60)


def days_of(year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of the school year."""
    return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)


def in_force(agreements: QuerySet[Agreement], year: int) -> QuerySet[Agreement]:
    """Those that count for the year."""
    first, last = days_of(year)
    return agreements.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), signed__lte=last)


def agreements_counted(schools: Iterable[int], years: Collection[int]) -> dict[tuple[int, int], int]:
    """By school and year the number of agreements; a pair the register does not speak for is absent.

    One query for every few hundred schools.
    """
    found: dict[tuple[int, int], int] = {}
    for part in in_chunks(set(schools)):
        rows = Agreement.objects.filter(school_id__in=part).order_by()
        for school, signed, until in rows.values_list("school_id", "signed", "valid_until"):
            for year in years:
                first, last = days_of(year)
                if signed <= last:
                    found.setdefault((school, year), 0)
                    found[school, year] += until is None or until >= first
    return found


def counted_metrics() -> QuerySet[Metric]:
    """The metrics nobody types, because they are the number of agreements."""
    return Metric.objects.filter(register=Metric.Register.AGREEMENTS, type=Metric.Type.NUMBER)


def counts_agreements(metric: Metric | None) -> bool:
    """The same asked of one metric; whether its number is typed nevertheless is `is_counted`."""
    return (
        metric is not None
        and metric.register == Metric.Register.AGREEMENTS
        and metric.type == Metric.Type.NUMBER
    )


def is_counted(metric: Metric | None, count: int | None) -> bool:
    """Whether the register gives the number of a school, so that nobody types it; `count` None = it does not speak."""
    return count is not None and counts_agreements(metric)

"""The baselines in Django's own language: sums grouped by school, and loops that ask for every school and indicator.

They know what the worlds of the benches need: shares of pupils in an event, everything answered or `no data`; a test
compares their rows with the engine's on such a world.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from indicators.models import Indicator, MunicipalityValue, SchoolValue, Standing, Term
from monitoring.models import Cell, Cohort, Participation
from schools.models import School

Sides = tuple[Decimal | None, Decimal | None]
UNIQUE, SIDES = ["year", "school", "indicator"], ["standing", "numerator", "denominator"]


def cells_of(term: Term, year: int) -> QuerySet[Cell]:
    grades = list(term.grades) if term.grades is not None else list(range(14))
    of_year = {"year": year, "population": 0, "grade__in": grades}
    if term.kind == Term.Kind.EVENT:
        return Participation.objects.filter(event=term.event, **of_year)
    return Cohort.objects.filter(**of_year)


def recompute_grouped(year: int) -> None:
    """A query for each term, grouped by school; values by bulk_create with update_conflicts."""
    schools = list(School.objects.all())
    values = []
    for indicator in Indicator.objects.prefetch_related("terms__event"):
        sums = {term.side: _by_school(term, year) for term in indicator.terms.all()}
        for school in schools:
            expected = {term.side: len(term.grades & school.grades) for term in indicator.terms.all()}
            sides = [
                _known(*sums[side].get(school.pk, (None, 0)), expected[side]) for side in Term.Side.values
            ]
            values.append(_value(year, school, indicator, (sides[0], sides[1])))
    SchoolValue.objects.bulk_create(
        values, batch_size=1000, update_conflicts=True, unique_fields=UNIQUE, update_fields=SIDES
    )
    whole = list(_municipalities(year, values, {school.pk: school.municipality_id for school in schools}))
    MunicipalityValue.objects.bulk_create(
        whole, batch_size=1000, update_conflicts=True, unique_fields=["year", "municipality", "indicator"],
        update_fields=[*SIDES, "reported", "expected"],
    )  # fmt: skip


def _by_school(term: Term, year: int) -> dict[int, tuple[int | None, int]]:
    rows = cells_of(term, year).values_list("school").annotate(Sum("accepted"), Count("accepted"))
    return {school: (total, count) for school, total, count in rows}


def _known(total: int | None, count: int, expected: int) -> Decimal | None:
    return Decimal(total) if total is not None and count == expected else None


def _value(year: int, school: School, indicator: Indicator, sides: Sides) -> SchoolValue:
    known = None not in sides
    numerator, denominator = sides if known else (None, None)
    standing = Standing.KNOWN if known else Standing.NO_DATA
    return SchoolValue(
        year=year, school=school, indicator=indicator, standing=standing, numerator=numerator,
        denominator=denominator,
    )  # fmt: skip


def _municipalities(
    year: int, values: Iterable[SchoolValue], municipality_of: dict[int, int]
) -> Iterable[MunicipalityValue]:
    groups: dict[tuple[int, int], list[SchoolValue]] = defaultdict(list)
    for value in values:
        groups[municipality_of[value.school_id], value.indicator_id].append(value)
    for (municipality, indicator), rows in groups.items():
        yield _summed(year, municipality, indicator, rows)


def _summed(year: int, municipality: int, indicator: int, rows: list[SchoolValue]) -> MunicipalityValue:
    known = [row for row in rows if row.standing == Standing.KNOWN]
    return MunicipalityValue(
        year=year, municipality_id=municipality, indicator_id=indicator, reported=len(known), expected=len(rows),
        standing=Standing.KNOWN if known else Standing.NO_DATA,
        numerator=sum((row.numerator for row in known), Decimal(0)) if known else None,
        denominator=sum((row.denominator for row in known), Decimal(0)) if known else None,
    )  # fmt: skip


def recompute_naively(year: int) -> None:
    """Every school and indicator asks for its sides and saves its value."""
    indicators = list(Indicator.objects.all())
    for school in School.objects.all():
        for indicator in indicators:
            sides: dict[str, Decimal | None] = {}
            for term in indicator.terms.all():
                found = (
                    cells_of(term, year)
                    .filter(school=school)
                    .aggregate(n=Sum("accepted"), k=Count("accepted"))
                )
                sides[term.side] = _known(found["n"], found["k"], len(term.grades & school.grades))
            value = _value(year, school, indicator, (sides["numerator"], sides["denominator"]))
            SchoolValue.objects.update_or_create(
                year=year, school=school, indicator=indicator,
                defaults={name: getattr(value, name) for name in SIDES},
            )  # fmt: skip
    for municipality in School.objects.values_list("municipality", flat=True).distinct():
        for indicator in indicators:
            rows = SchoolValue.objects.filter(
                year=year, school__municipality=municipality, indicator=indicator
            )
            value = _summed(year, municipality, indicator.pk, list(rows))
            MunicipalityValue.objects.update_or_create(
                year=year, municipality_id=municipality, indicator=indicator,
                defaults={name: getattr(value, name) for name in [*SIDES, "reported", "expected"]},
            )  # fmt: skip

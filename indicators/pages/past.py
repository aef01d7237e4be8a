"""What the years up to one are told from: definitions, values, plans and published figures of a municipality.

Read once for a page: five queries (four without the values of organisations and published figures), however many years.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from indicators.analysis import Judged, judge
from indicators.models import (
    Indicator,
    MunicipalityValue,
    PublishedValue,
    SchoolValue,
    Standing,
    Target,
)
from indicators.pages.series import Find, Series, chains_of, series_of
from indicators.queries import Plans, with_terms
from indicators.rows import rows_of

NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class Past:
    """Values by (indicator, year), those of organisations by their key first."""

    municipality_id: int
    indicators: list[Indicator]
    whole: dict[tuple[int, int], MunicipalityValue]
    schools: dict[int, dict[tuple[int, int], SchoolValue]]
    plans: dict[int, Plans]
    published: dict[tuple[int, int], list[PublishedValue]]

    @property
    def years(self) -> list[int]:
        """Those with a value of the municipality or a published figure, oldest first."""
        known = {year for (_, year), value in self.whole.items() if value.standing == Standing.KNOWN}
        return sorted(known | {year for _, year in self.published})

    @property
    def school_years(self) -> list[int]:
        """The same of the organisations that were read."""
        rows = (row for values in self.schools.values() for row in values.items())
        return sorted({year for (_, year), value in rows if value.standing == Standing.KNOWN})

    def chains(self, years: Sequence[int]) -> list[list[Indicator]]:
        return chains_of(self.indicators, years)

    def of_municipality(self, chain: Sequence[Indicator], years: Iterable[int]) -> Series:
        return series_of(chain, years, self._whole, self.published, self._municipal)

    def of_school(self, chain: Sequence[Indicator], years: Iterable[int], school_id: int) -> Series:
        return series_of(chain, years, self._school(school_id))

    @cached_property
    def _municipal(self) -> dict[tuple[int, int], Target]:
        """The plans of the municipality by (indicator, year)."""
        return {
            (pk, year): target for year, found in self.plans.items() for pk, target in found.municipal.items()
        }

    def _whole(self, newest: Indicator, counted_by: Indicator, year: int) -> Judged | None:
        value = self.whole.get((counted_by.pk, year))
        if value is None:
            return None
        return judge(
            newest,
            year=year,
            place_id=self.municipality_id,
            school_id=None,
            standing=value.standing,
            numerator=value.numerator,
            denominator=value.denominator,
            target=self._plans(year).of_municipality(counted_by),
            reported=value.reported,
            expected=value.expected,
        )

    def _school(self, school_id: int) -> Find:
        values = self.schools.get(school_id, {})

        def find(newest: Indicator, counted_by: Indicator, year: int) -> Judged | None:
            value = values.get((counted_by.pk, year))
            if value is None:
                return None
            return judge(
                newest,
                year=year,
                place_id=school_id,
                school_id=school_id,
                standing=value.standing,
                numerator=value.numerator,
                denominator=value.denominator,
                target=self._plans(year).of_school(counted_by, school_id),
            )

        return find

    def _plans(self, year: int) -> Plans:
        return self.plans.get(year) or Plans()


def past_of(municipality_id: int, year: int, *, schools: Q | None = None, whole: bool = True) -> Past:
    """Up to the year; `schools` says whose values are wanted besides those of the municipality (none by default)."""
    indicators = list(
        Indicator.objects.available_to(municipality_id)
        .select_related("goal")
        .prefetch_related(with_terms())
        .order_by("position", "code")
    )
    up_to = Q(year__lte=year)
    rows = rows_of(
        municipality_id,
        [one.pk for one in indicators],
        school_years=NOBODY if schools is None else up_to & schools,
        municipality_years=up_to if whole else NOBODY,
    )
    of_schools: dict[int, dict[tuple[int, int], SchoolValue]] = defaultdict(dict)
    for row in rows.schools:
        of_schools[row.school_id][row.indicator_id, row.year] = row
    return Past(
        municipality_id,
        indicators,
        {(row.indicator_id, row.year): row for row in rows.municipality},
        dict(of_schools),
        _plans(municipality_id, year, with_schools=schools is not None),
        _published(municipality_id, year) if whole else {},
    )


def _plans(municipality_id: int, year: int, *, with_schools: bool) -> dict[int, Plans]:
    of_place = Q(municipality=municipality_id)
    if with_schools:
        of_place |= Q(school__municipality=municipality_id)
    found: dict[int, Plans] = defaultdict(Plans)
    for target in Target.objects.filter(of_place, year__lte=year):
        if target.school_id is None:
            found[target.year_id].municipal[target.indicator_id] = target
        else:
            found[target.year_id].own[target.school_id, target.indicator_id] = target
    return dict(found)


def _published(municipality_id: int, year: int) -> dict[tuple[int, int], list[PublishedValue]]:
    found: dict[tuple[int, int], list[PublishedValue]] = defaultdict(list)
    figures = PublishedValue.objects.filter(municipality=municipality_id, year__lte=year)
    for figure in figures.order_by("year", "document"):
        found[figure.indicator_id, figure.year].append(figure)
    return dict(found)

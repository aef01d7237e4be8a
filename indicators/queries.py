"""Reading values with their plans: the functions that pages, API, exports, documents and rules share.

Each gives `Judged` rows; the number of queries does not depend on the number of schools.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from indicators.analysis import Judged, judge
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Slice, Target, Term
from schools.models import Municipality, Region


def indicators_of(municipality_id: int, year: int) -> list[Indicator]:
    """The indicators valid in the year, shared and own, in their order, with terms; two queries."""
    return list(
        Indicator.objects.available_to(municipality_id)
        .valid_in(year)
        .select_related("goal")
        .prefetch_related(with_terms())
        .order_by("position", "code")
    )


def with_terms() -> Prefetch:
    """The terms of indicators with their events and metrics, in one query."""
    return Prefetch("terms", Term.objects.select_related("event", "metric"))


def computed_at(municipality: Municipality, year: int, *, region: Region | None = None) -> dt.datetime | None:
    """When the values of the year (of all the region) were last computed, by the municipality's clock; one query."""
    slices = Slice.objects.filter(year=year)
    of_place = (
        slices.filter(municipality__region=region) if region else slices.filter(municipality=municipality)
    )
    moment = of_place.aggregate(last=Max("computed_at"))["last"]
    return moment.astimezone(municipality.zone) if moment else None


def computed_between(slices: QuerySet[Slice], zone: dt.tzinfo | None) -> str:
    """«Значения вычислены 12.11.2026 в 14:03.», or from when to when; one query."""
    moments = slices.aggregate(first=Min("computed_at"), last=Max("computed_at"))
    if moments["first"] is None:
        return "Значения ещё не вычислялись."
    first, last = (f"{moments[name].astimezone(zone):%d.%m.%Y в %H:%M}" for name in ("first", "last"))
    return f"Значения вычислены {first}." if first == last else f"Значения вычислены с {first} по {last}."


@dataclass(frozen=True)
class Plans:
    """The targets of one municipality and year, with inheritance."""

    municipal: dict[int, Target] = field(default_factory=dict)
    own: dict[tuple[int, int], Target] = field(default_factory=dict)

    def of_municipality(self, indicator: Indicator) -> Target | None:
        return self.municipal.get(indicator.pk)

    def of_school(self, indicator: Indicator, school_id: int) -> Target | None:
        """Its own, else the municipal one of a percent or ratio; none where schools are not judged one by one."""
        if not indicator.judges_schools:
            return None
        own = self.own.get((school_id, indicator.pk))
        if own is None and indicator.inherits_target:
            return self.municipal.get(indicator.pk)
        return own


def plans_of(municipality_id: int, year: int) -> Plans:
    """One query."""
    of_place = Q(municipality=municipality_id) | Q(school__municipality=municipality_id)
    plans = Plans()
    for target in Target.objects.filter(of_place, year=year):
        if target.school_id is None:
            plans.municipal[target.indicator_id] = target
        else:
            plans.own[target.school_id, target.indicator_id] = target
    return plans


def judged_schools(
    municipality_id: int,
    year: int,
    *,
    schools: Iterable[int] | None = None,
    indicators: list[Indicator] | None = None,
    plans: Plans | None = None,
) -> list[Judged]:
    """Official (accepted) values of the municipality's schools, by school and indicator order."""
    found = indicators_of(municipality_id, year) if indicators is None else indicators
    by_id = {indicator.pk: indicator for indicator in found}
    plans = plans_of(municipality_id, year) if plans is None else plans
    values = SchoolValue.objects.filter(year=year, school__municipality=municipality_id, indicator__in=by_id)
    if schools is not None:
        values = values.filter(school__in=schools)
    rows = values.values_list("school_id", "indicator_id", "standing", "numerator", "denominator")
    order = {indicator.pk: place for place, indicator in enumerate(found)}
    return [
        judge(
            by_id[indicator_id], year=year, place_id=school_id, school_id=school_id, standing=standing,
            numerator=numerator, denominator=denominator,
            target=plans.of_school(by_id[indicator_id], school_id),
        )
        for school_id, indicator_id, standing, numerator, denominator in sorted(
            rows, key=lambda row: (row[0], order[row[1]])
        )
    ]  # fmt: skip


def judge_school_value(
    value: SchoolValue, indicator: Indicator, plans: Plans, *, preliminary: bool = False
) -> Judged:
    return judge(
        indicator,
        year=value.year,
        place_id=value.school_id,
        school_id=value.school_id,
        standing=value.standing,
        numerator=value.numerator,
        denominator=value.denominator,
        target=plans.of_school(indicator, value.school_id),
        preliminary=preliminary,
    )


def judged_municipality(
    municipality_id: int,
    year: int,
    *,
    indicators: list[Indicator] | None = None,
    plans: Plans | None = None,
) -> list[Judged]:
    """The municipality's official values, in indicator order."""
    found = indicators_of(municipality_id, year) if indicators is None else indicators
    by_id = {indicator.pk: indicator for indicator in found}
    plans = plans_of(municipality_id, year) if plans is None else plans
    values = MunicipalityValue.objects.filter(year=year, municipality=municipality_id, indicator__in=by_id)
    rows = {value.indicator_id: value for value in values}
    return [
        judge_municipality_value(value, indicator, plans)
        for indicator in found
        if (value := rows.get(indicator.pk)) is not None
    ]


def judge_municipality_value(value: MunicipalityValue, indicator: Indicator, plans: Plans) -> Judged:
    return judge(
        indicator,
        year=value.year,
        place_id=value.municipality_id,
        school_id=None,
        standing=value.standing,
        numerator=value.numerator,
        denominator=value.denominator,
        target=plans.of_municipality(indicator),
        reported=value.reported,
        expected=value.expected,
    )


def judged_overview(municipality_id: int, year: int) -> list[Judged]:
    """The municipality’s values as `judged_municipality` gives them, in two queries.

    For pages that show many things at once: indicators, values and plans are joined.
    """
    plan = Target.objects.filter(
        year=OuterRef("year"), municipality=municipality_id, indicator=OuterRef("indicator")
    )
    terms = Term.objects.select_related("event", "metric").order_by("position")
    values = (
        MunicipalityValue.objects.filter(year=year, municipality=municipality_id)
        .select_related("indicator")
        .prefetch_related(Prefetch("indicator__terms", terms))
        .annotate(plan=Subquery(plan.values("value")[:1]), plan_version=Subquery(plan.values("version")[:1]))
        .order_by("indicator__position", "indicator__code")
    )
    return [_overview(value) for value in values]


def _overview(value: MunicipalityValue) -> Judged:
    plan, version = getattr(value, "plan", None), getattr(value, "plan_version", 0)  # annotated
    return judge(
        value.indicator,
        year=value.year,
        place_id=value.municipality_id,
        school_id=None,
        standing=value.standing,
        numerator=value.numerator,
        denominator=value.denominator,
        target=None if plan is None else Target(value=plan, version=version),
        reported=value.reported,
        expected=value.expected,
    )

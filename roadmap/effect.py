"""Effect a year later (position 9): before and after per indicator and per recommendation, computed when read.

In: a municipality and the later of two neighbouring years. Out: `Comparison` per indicator valid in either year, in
their order. Both sides are sums over the schools whose values are known in both years; an indicator of the
municipality's level compares the municipality's own values. Only official (accepted) values count; nothing is stored
or changed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch, Q

from indicators.models import Indicator, MunicipalityValue, SchoolValue, Standing, Term
from recommendations.evidence import Evidence
from recommendations.models import Recommendation
from roadmap.comparison import Comparison, Sides, why_not_comparable
from schools.models import School

Values = dict[tuple[int, int], dict[int, Sides]]
"""(year, indicator) → place → its two sides."""
NOBODY = "ни одна организация не представила данные за оба года"


@dataclass(frozen=True)
class Ground:
    """Everything two neighbouring years are compared from: `municipality` holds all years up to the later one,
    `expected` counts schools of the later one."""

    year: int
    indicators: dict[int, Indicator]
    schools: Values
    municipality: dict[tuple[int, int], Sides]
    expected: dict[int, int]

    def successor_of(self, indicator_id: int) -> Indicator | None:
        """The indicator of the later year that continues one of the earlier: itself, or what names it."""
        same = self.indicators.get(indicator_id)
        if same is not None and same.valid_in(self.year):
            return same
        return next((one for one in self.indicators.values() if one.predecessor_id == indicator_id), None)

    def series(self, comparison: Comparison) -> list[Fraction | None]:
        """The municipality's own values over the years known, the predecessor's where they compare."""
        years = sorted({year for year, _ in self.municipality})
        found = []
        for year in years:
            of_year = comparison.indicator if comparison.indicator.valid_in(year) else comparison.earlier
            sides = self.municipality.get((year, of_year.pk))
            found.append(sides.value(of_year) if sides else None)
        return found

    def earlier_of(self, indicator: Indicator) -> Indicator | None:
        if indicator.valid_in(self.year - 1):
            return indicator
        known = self.indicators.get(indicator.predecessor_id or 0)
        return known if known is not None and known.valid_in(self.year - 1) else None


@dataclass(frozen=True)
class RecommendationEffect:
    """What a recommendation was issued on, and the same indicator of the same school a year later."""

    recommendation: Recommendation
    school: School
    comparison: Comparison


def effect_of_indicators(municipality_id: int, year: int, ground: Ground | None = None) -> list[Comparison]:
    """Each indicator of either year, compared or with the reason why not. Four queries."""
    ground = ground or ground_of(municipality_id, year)
    found = []
    for indicator in ground.indicators.values():
        if indicator.valid_in(year):
            found.append(_compared(indicator, ground))
        elif indicator.valid_in(year - 1) and ground.successor_of(indicator.pk) is None:
            found.append(Comparison(indicator, indicator, reason="больше не рассчитывается"))
    return found


def effect_of_recommendations(
    municipality_id: int, year: int, ground: Ground | None = None
) -> list[RecommendationEffect]:
    """The standing recommendations of `year` about a school's indicator; before = their evidence, after = the next
    year's value. Those that were withdrawn or declined, or judged no indicator, are skipped. Five queries, or one
    where the ground of the two years is read already."""
    ground = ground or ground_of(municipality_id, year + 1)
    issued = (
        Recommendation.objects.filter(municipality=municipality_id, year=year, indicator__isnull=False)
        .issued()
        .live()
        .select_related("school")
        .order_by("indicator__position", "indicator__code", "school__name_key", "pk")
    )
    return [RecommendationEffect(one, one.school, _since(one, ground)) for one in issued]


def ground_of(municipality_id: int, year: int) -> Ground:
    """Four queries however many schools."""
    valid = Indicator.objects.available_to(municipality_id)
    known = valid.valid_in(year) | valid.valid_in(year - 1)
    terms = Prefetch("terms", Term.objects.select_related("metric"))
    found = known.select_related("goal").prefetch_related(terms).order_by("position", "code")
    indicators = {indicator.pk: indicator for indicator in found}
    municipality, expected = _of_municipality(municipality_id, year)
    return Ground(year, indicators, _of_schools(municipality_id, year), municipality, expected)


def _of_schools(municipality_id: int, year: int) -> Values:
    values: Values = defaultdict(dict)
    rows = SchoolValue.objects.filter(
        year__in=(year - 1, year), school__municipality=municipality_id, standing=Standing.KNOWN
    ).values_list("year", "indicator", "school", "numerator", "denominator")
    for of_year, indicator, school, numerator, denominator in rows:
        values[of_year, indicator][school] = Sides(numerator, denominator)
    return values


def _of_municipality(municipality_id: int, year: int) -> tuple[dict[tuple[int, int], Sides], dict[int, int]]:
    rows = MunicipalityValue.objects.filter(
        Q(standing=Standing.KNOWN) | Q(year=year), municipality=municipality_id, year__lte=year
    )
    sides: dict[tuple[int, int], Sides] = {}
    expected: dict[int, int] = {}
    for row in rows:
        if row.standing == Standing.KNOWN:
            sides[row.year, row.indicator_id] = Sides(row.numerator, row.denominator)
        if row.year == year:
            expected[row.indicator_id] = row.expected
    return sides, expected


def _compared(indicator: Indicator, ground: Ground) -> Comparison:
    earlier = ground.earlier_of(indicator)
    if reason := why_not_comparable(indicator, earlier, ground.year):
        return Comparison(indicator, earlier or indicator, reason=reason)
    assert earlier is not None  # without one there is a reason
    if indicator.level == Indicator.Level.MUNICIPALITY:
        before = ground.municipality.get((ground.year - 1, earlier.pk))
        after = ground.municipality.get((ground.year, indicator.pk))
        return Comparison(
            indicator, earlier, before, after, reason=_missing(before, after, "в муниципалитете")
        )
    old = ground.schools.get((ground.year - 1, earlier.pk), {})
    new = ground.schools.get((ground.year, indicator.pk), {})
    both = sorted(old.keys() & new.keys())
    expected = ground.expected.get(indicator.pk)
    if not both:
        return Comparison(indicator, earlier, reason=NOBODY, schools=0, expected=expected)
    return Comparison(
        indicator,
        earlier,
        Sides.summed(old[school] for school in both),
        Sides.summed(new[school] for school in both),
        schools=len(both),
        expected=expected,
    )


def _since(recommendation: Recommendation, ground: Ground) -> Comparison:
    """One school: the evidence as it was frozen, and the value that came after."""
    key = recommendation.indicator_id or 0
    earlier, later = ground.indicators.get(key), ground.successor_of(key)
    evidence = Evidence.from_json(recommendation.evidence)
    if earlier is None or later is None:
        shown = recommendation.indicator
        assert shown is not None  # the query asks for recommendations with an indicator
        return Comparison(shown, shown, reason="больше не рассчитывается")
    if reason := why_not_comparable(later, earlier, ground.year):
        return Comparison(later, earlier, reason=reason)
    before = Sides(evidence.numerator, evidence.denominator) if evidence.numerator is not None else None
    if evidence.scope == "municipality":
        after = ground.municipality.get((ground.year, later.pk))
        return Comparison(later, earlier, before, after, reason=_missing(before, after, "в муниципалитете"))
    after = ground.schools.get((ground.year, later.pk), {}).get(recommendation.school_id)
    return Comparison(later, earlier, before, after, reason=_missing(before, after, "у организации"))


def _missing(before: Sides | None, after: Sides | None, where: str) -> str:
    if before is not None and after is not None:
        return ""
    when = (
        "за оба года"
        if before is None and after is None
        else "за прошлый год"
        if before is None
        else "за этот год"
    )
    return f"{where} нет данных {when}"

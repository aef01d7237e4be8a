"""One indicator's plans of organisations: own ones beside inherited ones, last year's value, a share of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from indicators.analysis import Judged, unit_name_of
from indicators.models import Indicator, SchoolValue, Standing, Target
from indicators.pages.one import one_indicator
from indicators.pages.plan_grid import PlanCell
from indicators.queries import Plans, judged_schools
from indicators.splitting import split
from monitoring.models import Cohort, Population
from schools.calendar import year_label
from schools.models import Municipality, School
from schools.models.fields import PLACES
from schools.numbers import format_plan

BY_PUPILS, BY_LAST = "pupils", "last"
WAYS = ((BY_LAST, "как в прошлом году"), (BY_PUPILS, "по числу обучающихся"))


@dataclass(frozen=True)
class SchoolPlanRow:
    school: School
    before: Judged | None
    inherits: str
    cell: PlanCell


@dataclass(frozen=True)
class SchoolPlansPage:
    """`whole` is the municipal plan; count and money plans can be split (`splits`) and are compared with `sum`."""

    indicator: Indicator
    whole: str
    splits: bool
    rows: list[SchoolPlanRow]
    sum: str
    way: str

    @property
    def plans(self) -> str:
        """«План муниципалитета – 45 шт., организациям задано 4 шт.»."""
        given = f", организациям задано {self.sum}" if self.sum else ""
        return f"План муниципалитета – {self.whole}{given}".rstrip(".")

    @property
    def proposed(self) -> int:
        return sum(cell.is_proposed for cell in self.cells)

    @property
    def unproposed(self) -> int:
        """Organisations that got no share though they have no plan: there is no number to split by."""
        return sum(not cell.text for cell in self.cells) if self.way else 0

    @property
    def has_before(self) -> bool:
        """Is a value of the year before known of any of them?"""
        return any(row.before is not None and row.before.value is not None for row in self.rows)

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """How the whole may be split: not as last year where nothing is known of it."""
        return WAYS if self.has_before else tuple(one for one in WAYS if one[0] != BY_LAST)

    @property
    def cells(self) -> Iterator[PlanCell]:
        return (row.cell for row in self.rows)


def school_plans_page(
    municipality: Municipality, year: int, code: str, *, way: str = "",
    typed: Mapping[str, PlanCell] | None = None,
) -> SchoolPlansPage | None:  # fmt: skip
    """None = no such indicator, or its organisations are not judged one by one. Seven queries at most."""
    indicator = one_indicator(municipality.pk, year, code)
    if indicator is None or not indicator.judges_schools:
        return None
    schools = _addressed(municipality, year, indicator)
    targets = list(
        Target.objects.filter(indicator=indicator, year=year, municipality=municipality)
        | Target.objects.filter(indicator=indicator, year=year, school__municipality=municipality)
    )
    whole = next((target for target in targets if target.school_id is None), None)
    own = {target.school_id: target for target in targets if target.school_id is not None}
    before = {
        row.place_id: row
        for row in judged_schools(municipality.pk, year - 1, indicators=[indicator], plans=Plans())
    }
    shares = _shares(indicator, whole, own, schools, before, way, year)
    inherits = _printed(whole, indicator) if whole and indicator.inherits_target else ""
    rows = []
    for school in schools:
        cell = PlanCell(
            indicator, year, municipality, f"{school.short_name}, {year_label(year)}", school=school,
            target=own.get(school.pk), proposal=shares.get(school.pk),
        )  # fmt: skip
        rows.append(
            SchoolPlanRow(school, before.get(school.pk), inherits, (typed or {}).get(cell.name, cell))
        )
    total = sum((target.value for target in own.values()), Decimal(0))
    summed = format_plan(total, indicator.unit, unit_name_of(indicator)) if own else ""
    splits = whole is not None and not indicator.inherits_target
    return SchoolPlansPage(
        indicator, _printed(whole, indicator), splits, rows, summed if splits else "", way if splits else ""
    )


def _addressed(municipality: Municipality, year: int, indicator: Indicator) -> list[School]:
    """The open organisations, without those to which the indicator is known not to apply."""
    values = SchoolValue.objects.filter(year=year, indicator=indicator.pk, standing=Standing.NOT_APPLICABLE)
    mine = School.objects.filter(municipality=municipality).open_in(year)
    return list(mine.exclude(pk__in=values.values("school_id")).order_by("name_key"))


def _printed(target: Target | None, indicator: Indicator) -> str:
    return format_plan(
        target.value if target else None, indicator.unit, unit_name_of(indicator), empty="не задан"
    )


def _shares(
    indicator: Indicator,
    whole: Target | None,
    own: Mapping[int, Target],
    schools: list[School],
    before: Mapping[int, Judged],
    way: str,
    year: int,
) -> dict[int, Decimal]:
    """What own plans leave of the municipal one, split exactly among the others, by the largest remainder, in its own
    last decimal.
    """
    if whole is None or indicator.inherits_target or way not in (BY_PUPILS, BY_LAST):
        return {}
    weights = _pupils(schools, year) if way == BY_PUPILS else _last(before)
    keys = [school.pk for school in schools if weights.get(school.pk) and school.pk not in own]
    left = whole.value - sum((target.value for target in own.values()), Decimal(0))
    if not keys or left <= 0:
        return {}
    places = max(-int(left.normalize().as_tuple().exponent), 0)  # a plan of 12,5 is split in tenths
    units = int(left.scaleb(min(places, PLACES)))
    parts = split(units, [weights[key] for key in keys], [units] * len(keys))
    return {key: Decimal(part).scaleb(-min(places, PLACES)) for key, part in zip(keys, parts, strict=True)}


def _last(before: Mapping[int, Judged]) -> dict[int, int]:
    return {key: int(row.numerator.scaleb(PLACES)) for key, row in before.items() if row.numerator}


def _pupils(schools: list[School], year: int) -> dict[int, int]:
    rows = Cohort.objects.filter(school__in=schools, year=year, population=Population.ALL)
    return {key: number for key, number in rows.values_list("school").annotate(Sum("accepted")) if number}

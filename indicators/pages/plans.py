"""The plan of a municipality by years: every indicator of the shown years with its values and plans. Four queries.

Beside them stand plan and value of the last year of which anything is known: mostly last year's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from indicators.analysis import Judged, unit_name_of
from indicators.models import Indicator, MunicipalityValue, Standing, Target
from indicators.pages.plan_grid import PlanCell
from indicators.pages.printing import unit_sign
from indicators.queries import Plans, judge_municipality_value, with_terms
from schools.calendar import year_label
from schools.models import Municipality
from schools.numbers import format_plan, parse_number, round_half_up

AHEAD = 3


@dataclass(frozen=True)
class PlanRow:
    """Plan and value of the last known year beside the fields of those to come; not valid in a year = no field."""

    indicator: Indicator
    unit: str
    before_plan: str
    before: Judged | None
    cells: tuple[PlanCell | None, ...]


@dataclass(frozen=True)
class PlansPage:
    years: tuple[int, ...]
    rows: list[PlanRow]
    before: int | None

    @property
    def before_label(self) -> str:
        """The year the proposals start from; empty while there is none."""
        return "" if self.before is None else year_label(self.before)

    @property
    def without_last_year(self) -> str:
        """The year before the first shown, where nothing is known of it."""
        last = self.years[0] - 1
        return "" if self.before == last else year_label(last)

    @property
    def cells(self) -> Iterator[PlanCell]:
        return (cell for row in self.rows for cell in row.cells if cell is not None)

    @property
    def proposed(self) -> int:
        return sum(cell.is_proposed for cell in self.cells)


def read_plus(text: str) -> Decimal | None:
    """«2» or «1,5» п.п. to be added to last year's value; None = no proposals."""
    value = parse_number(text).value
    return value if value is not None and 0 <= value <= 100 else None


def plans_page(
    municipality: Municipality, year: int, *, plus: Decimal | None = None,
    typed: Mapping[str, PlanCell] | None = None,
) -> PlansPage:  # fmt: skip
    years = tuple(range(year, year + AHEAD))
    bounds = Q(first_year__isnull=True) | Q(first_year__lte=years[-1])
    mine = Indicator.objects.available_to(municipality).filter(bounds).exclude(last_year__lt=year)
    indicators = list(mine.prefetch_related(with_terms()).order_by("position", "code"))
    targets = {
        (target.indicator_id, target.year_id): target
        for target in Target.objects.filter(municipality=municipality, year__lte=years[-1])
    }
    values = _values(municipality, year, indicators)
    listed = {one.pk for one in indicators}
    before = max((y for pk, y in (*targets, *values) if y < year and pk in listed), default=None)
    rows = [_row(i, municipality, years, before, targets, values, plus, typed or {}) for i in indicators]
    return PlansPage(years, rows, before)


def _values(
    municipality: Municipality, year: int, indicators: list[Indicator]
) -> dict[tuple[int, int], Judged]:
    """What is known up to the year."""
    by_id = {indicator.pk: indicator for indicator in indicators}
    rows = MunicipalityValue.objects.filter(
        municipality=municipality, year__lte=year, indicator__in=by_id, standing=Standing.KNOWN
    )
    judged = (judge_municipality_value(row, by_id[row.indicator_id], Plans()) for row in rows)
    return {(row.indicator.pk, row.year): row for row in judged}


def _row(
    indicator: Indicator,
    municipality: Municipality,
    years: tuple[int, ...],
    last: int | None,
    targets: Mapping[tuple[int, int], Target],
    values: Mapping[tuple[int, int], Judged],
    plus: Decimal | None,
    typed: Mapping[str, PlanCell],
) -> PlanRow:
    before = targets.get((indicator.pk, last or 0))
    cells: list[PlanCell | None] = []
    base = _base(indicator, last or 0, targets, values)
    for year in years:
        if not indicator.valid_in(year):
            cells.append(None)
            continue
        cell = PlanCell(
            indicator, year, municipality, f"{indicator.heading}, {year_label(year)}",
            target=targets.get((indicator.pk, year)), proposal=_proposal(indicator, base, plus),
        )  # fmt: skip
        cells.append(typed.get(cell.name, cell))
        base = _base(indicator, year, targets, values) or cell.proposal
    plan = format_plan(before.value if before else None, indicator.unit, unit_name_of(indicator), empty="–")
    return PlanRow(indicator, unit_sign(indicator), plan, values.get((indicator.pk, last or 0)), tuple(cells))


def _base(
    indicator: Indicator, year: int, targets: Mapping[tuple[int, int], Target],
    values: Mapping[tuple[int, int], Judged],
) -> Decimal | None:  # fmt: skip
    """What the next year's proposal starts from: the value, else the plan of the year."""
    judged, target = values.get((indicator.pk, year)), targets.get((indicator.pk, year))
    if judged is not None and judged.rounded is not None:
        return judged.rounded
    return target.value if target else None


def _proposal(indicator: Indicator, base: Decimal | None, plus: Decimal | None) -> Decimal | None:
    """n п.п. better than the year before, within 0–100; counts and money as they were."""
    if plus is None or base is None:
        return None
    if not indicator.is_percent:
        return base
    better = base + plus if indicator.better == Indicator.Better.HIGHER else base - plus
    return round_half_up(min(max(better, Decimal(0)), Decimal(100)), indicator.decimals)

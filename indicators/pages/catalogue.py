"""«Показатели и план» (position 2): every indicator valid in the year with formula, plans and values.

Filters by topic and level of education leave some of them; a column sorts those that have a value. Four queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q

from indicators.analysis import Judged, Status, unit_name_of
from indicators.formula import formula_in_words
from indicators.models import Indicator, MunicipalityValue, Target
from indicators.pages.filters import EVERYTHING, Asked, in_order
from indicators.pages.printing import change, missing, reported
from indicators.queries import Plans, indicators_of, judge_municipality_value
from schools.models import Municipality
from schools.models.fields import name_key
from schools.numbers import format_plan


@dataclass(frozen=True)
class Line:
    """`judged` is None while nothing has been computed; plans are printed, `target` is the number."""

    indicator: Indicator
    formula: str
    target: Decimal | None
    plan: str
    plan_before: str
    judged: Judged | None
    before: Judged | None

    @property
    def difference(self) -> Fraction | None:
        if self.judged is None or self.before is None:
            return None
        return change(self.judged.value, self.before.value)

    @property
    def missing(self) -> str:
        return missing(self.judged) if self.judged else ""

    @property
    def reported(self) -> str:
        return reported(self.judged) if self.judged else ""


@dataclass(frozen=True)
class CataloguePage:
    """`known` have a value; `declared` are valid in the year but have none; `total` counts all of the year."""

    asked: Asked
    known: list[Line]
    declared: list[Line]
    total: int

    @property
    def shown(self) -> str:
        """«Показано показателей: 5 из 17»."""
        return f"Показано показателей: {len(self.known) + len(self.declared)} из {self.total}"

    @property
    def without_plan(self) -> int:
        return sum(not line.plan for line in (*self.known, *self.declared))

    @property
    def has_last_year(self) -> bool:
        """Is a plan or a value of the year before known of any of them?"""
        return any(line.plan_before or (line.before and line.before.value is not None) for line in self.lines)

    @property
    def lines(self) -> list[Line]:
        return [*self.known, *self.declared]

    @property
    def judged(self) -> list[Judged]:
        return [line.judged for line in self.known if line.judged]


STATUSES = [Status.MISSED, Status.ACHIEVED, Status.NO_TARGET, Status.NO_DATA, Status.NOT_APPLICABLE]
COLUMNS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: name_key(line.indicator.name),
    "plan": lambda line: line.target,
    "value": lambda line: line.judged.value if line.judged else None,
    "change": lambda line: line.difference,
    "status": lambda line: STATUSES.index(line.judged.status) if line.judged else None,
}


def catalogue_page(municipality: Municipality, year: int, asked: Asked = EVERYTHING) -> CataloguePage:
    indicators = indicators_of(municipality.pk, year)
    plans, values = _read(municipality, year, indicators)
    lines = [_line(i, year, plans, values) for i in indicators if asked.takes_indicator(i, year)]
    known = [line for line in lines if line.judged and line.judged.value is not None]
    declared = [line for line in lines if line not in known]
    return CataloguePage(asked, in_order(known, asked.sort, COLUMNS), declared, len(indicators))


def _read(
    municipality: Municipality, year: int, indicators: list[Indicator]
) -> tuple[dict[int, Plans], dict[tuple[int, int], Judged]]:
    """Plans by year, and judged values by year and indicator, of this year and the last one; two queries."""
    plans = {year: Plans(), year - 1: Plans()}
    for target in Target.objects.filter(municipality=municipality, year__in=plans):
        plans[target.year_id].municipal[target.indicator_id] = target
    by_id = {indicator.pk: indicator for indicator in indicators}
    comparable = {i.predecessor_id: i for i in indicators if i.predecessor_id and i.comparable}
    wanted = Q(year=year, indicator__in=by_id) | Q(
        year=year - 1, indicator__in=by_id.keys() | comparable.keys()
    )
    values = list(MunicipalityValue.objects.filter(wanted, municipality=municipality))
    judged: dict[tuple[int, int], Judged] = {}
    for owners in (comparable, by_id):  # an indicator's own value wins over its predecessor's
        for value in values:
            indicator = owners.get(value.indicator_id)
            if indicator is not None and (owners is by_id or value.year < year):
                judged[value.year, indicator.pk] = judge_municipality_value(
                    value, indicator, plans[value.year]
                )
    return plans, judged


def _line(
    indicator: Indicator, year: int, plans: dict[int, Plans], values: dict[tuple[int, int], Judged]
) -> Line:
    def printed(target: Target | None) -> str:
        value: Decimal | None = target.value if target else None
        return format_plan(value, indicator.unit, unit_name_of(indicator), empty="")

    target = plans[year].of_municipality(indicator)
    return Line(
        indicator,
        formula_in_words(indicator),
        target.value if target else None,
        printed(target),
        printed(plans[year - 1].of_municipality(indicator)),
        values.get((year, indicator.pk)),
        values.get((year - 1, indicator.pk)),
    )

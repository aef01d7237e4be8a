"""From a number to what it is made of: one indicator of one organisation, its sides, its cells, who entered them.

Four queries, a fifth where a number differs from the accepted one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from indicators.analysis import Judged
from indicators.cells import TermLines, term_lines
from indicators.formula import formula_in_words
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Target, Term
from indicators.pages.one import owner_of
from indicators.pages.printing import is_small, missing
from indicators.preliminary import handed_in_schools
from indicators.queries import Plans, judge_municipality_value, judge_school_value
from indicators.rows import rows_of
from schools.models import School
from schools.numbers import format_number


@dataclass(frozen=True)
class TracePage:
    """`official` is None while nothing has been computed; `waiting` is the value of a report not yet accepted."""

    school: School
    indicator: Indicator
    formula: str
    official: Judged | None
    waiting: Judged | None
    whole: Judged | None
    numerator: list[TermLines]
    denominator: list[TermLines]

    @property
    def shown(self) -> Judged | None:
        return self.waiting or self.official

    @property
    def heading(self) -> str:
        row = self.shown
        if row is None or row.value is None:
            return f"{self.indicator.heading}: {row.status.label if row else 'нет данных'}"
        plan = f" при плане {row.target_text}" if row.target is not None else ""
        return f"{self.indicator.heading}: {row.text}{plan}"

    @property
    def missing(self) -> str:
        """The end of the sentence about the value: «: не хватает 12 чел.», one full stop in any case."""
        words = missing(self.shown) if self.shown else ""
        return f": {words.removesuffix('.')}." if words else "."

    @property
    def is_small(self) -> bool:
        return self.shown is not None and is_small(self.shown)

    @property
    def total_numerator(self) -> str:
        return format_number(self.shown.numerator) if self.shown else ""

    @property
    def total_denominator(self) -> str:
        return format_number(self.shown.denominator) if self.shown else ""

    @property
    def has_changes(self) -> bool:
        return any(cell.now for term in (*self.numerator, *self.denominator) for cell in term.cells)


def trace_page(school: School, year: int, code: str) -> TracePage | None:
    """None = no such indicator in this municipality and year, or one without a formula."""
    found = _indicator(school, year, code)
    if found is None:
        return None
    indicator, plans = found
    rows = rows_of(
        school.municipality_id,
        [indicator.pk],
        school_years=Q(year=year, school=school),
        municipality_years=Q(year=year),
    )
    lines = term_lines(indicator, school, year)
    page = TracePage(
        school=school,
        indicator=indicator,
        formula=formula_in_words(indicator),
        official=_official(rows.schools, indicator, plans),
        waiting=None,
        whole=_whole(rows.municipality, indicator, plans),
        numerator=[line for line in lines if line.side == Term.Side.NUMERATOR],
        denominator=[line for line in lines if line.side == Term.Side.DENOMINATOR],
    )
    if not page.has_changes:
        return page
    waiting = handed_in_schools(
        school.municipality_id, year, schools=[school.pk], indicators=[indicator], plans=plans
    )
    known = next((row for row in waiting if row.value is not None), None)
    return TracePage(**{**page.__dict__, "waiting": known})


def _indicator(school: School, year: int, code: str) -> tuple[Indicator, Plans] | None:
    """The indicator with its terms, and the targets that concern the organisation; one query."""
    available = Indicator.objects.available_to(school.municipality_id).valid_in(year).filter(code=code)
    targets = Target.objects.filter(year=year, indicator=OuterRef("indicator"))
    municipal, own = targets.filter(municipality=school.municipality_id), targets.filter(school=school)
    indicator = owner_of(
        Term.objects.filter(indicator__in=available)
        .select_related("indicator__goal", "event", "metric")
        .annotate(
            plan=Subquery(municipal.values("value")[:1]),
            plan_version=Subquery(municipal.values("version")[:1]),
            own=Subquery(own.values("value")[:1]),
            own_version=Subquery(own.values("version")[:1]),
        )
    )
    if indicator is None:
        return None
    found: Any = indicator.terms.all()[0]  # annotated above
    plans = Plans()
    if found.plan is not None:
        plans.municipal[indicator.pk] = Target(value=found.plan, version=found.plan_version)
    if found.own is not None:
        plans.own[school.pk, indicator.pk] = Target(value=found.own, version=found.own_version)
    return indicator, plans


def _official(rows: list[SchoolValue], indicator: Indicator, plans: Plans) -> Judged | None:
    return judge_school_value(rows[0], indicator, plans) if rows else None


def _whole(rows: list[MunicipalityValue], indicator: Indicator, plans: Plans) -> Judged | None:
    return judge_municipality_value(rows[0], indicator, plans) if rows else None

"""The page of one indicator: where it stands, who is short of the plan, how organisations are spread, years, groups.

Organisations with a denominator below the indicator's least one keep their value but take no place in the ranking.
Filters leave some of the organisations; their place stays the one among all of them.
Seven queries, those of levels or, for an indicator counted for the municipality as a whole, of parts among them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.db.models import Q

from indicators.analysis import Judged, Status, missed_words, unit_name_of
from indicators.by_level import levels_of
from indicators.charts import Figure
from indicators.formula import formula_in_words
from indicators.models import Indicator, PublishedValue, Standing, Target
from indicators.pages.contributors import Contributors, contributors_of
from indicators.pages.filters import EVERYTHING, Asked, in_order
from indicators.pages.groups import Group, groups_of
from indicators.pages.links import Links
from indicators.pages.one import one_indicator
from indicators.pages.printing import is_small, missing, widest
from indicators.pages.ranking import SchoolLine, ranked, school_lines
from indicators.pages.years import Run, chain_of, measure_of, runs_of
from indicators.parts import Part, parts_of, sums_differ
from indicators.preliminary import handed_in_schools
from indicators.queries import Plans, judge_municipality_value, judge_school_value
from indicators.rows import rows_of
from indicators.spread import Spot, spread
from schools.models import Municipality, School
from schools.numbers import counted, format_plan

LEGEND = "▼ – {below}, ● – план достигнут или не задан, бледные – малые группы."
LEAST_SPREAD = 3  # fewer organisations are read off the ranking


@dataclass(frozen=True)
class PartLine:
    school: School
    part: Part


@dataclass(frozen=True)
class IndicatorPage:
    """`judged` is None while nothing has been computed; the lists of organisations are empty for heads.

    `parts` are read from what is accepted now; `parts_are_newer`: they make up another sum than the stored value.
    """

    indicator: Indicator
    formula: str
    judged: Judged | None
    target: Target | None
    runs: list[Run]
    ranked: list[SchoolLine]
    contributors: Contributors
    spread: Figure | None
    groups: list[Group]
    waiting: list[SchoolLine]
    without_data: list[SchoolLine]
    not_applicable: int
    parts: list[PartLine]
    parts_are_newer: bool
    asked: Asked
    all_schools: int

    @property
    def figures(self) -> dict[str, Figure | None]:
        """The charts of the page by the names of their files."""
        return {**{run.file: run.figure for run in self.runs}, "spread": self.spread}

    @property
    def short(self) -> list[SchoolLine]:
        return [row.line for row in self.contributors.rows]

    @property
    def short_title(self) -> str:
        """Where the municipality is on its plan, those below their own make no gap of it."""
        reached = self.judged is not None and self.judged.status == Status.ACHIEVED
        return f"Кто {self.below_own}" if reached else "Кто даёт отставание"

    @property
    def below_own(self) -> str:
        """«ниже своего плана»."""
        return missed_words(self.indicator.better, own=True)

    @property
    def judges_some(self) -> bool:
        return any(line.judged.target is not None for line in self.ranked)

    @property
    def scale(self) -> Fraction | None:
        """One width for the bars of organisations; percentages have their own."""
        return None if self.indicator.is_percent else widest([line.judged for line in self.ranked])

    @property
    def shown_schools(self) -> int:
        return len(self.parts) or len(self.ranked) + len(self.waiting) + len(self.without_data)

    @property
    def shown(self) -> str:
        """«Показано организаций: 12 из 22»."""
        return f"Показано организаций: {self.shown_schools} из {self.all_schools}"

    @property
    def missing(self) -> str:
        return missing(self.judged) if self.judged else ""

    @property
    def plan(self) -> str:
        if self.target is None:
            return ""
        return format_plan(self.target.value, self.indicator.unit, unit_name_of(self.indicator))

    @property
    def has_small(self) -> bool:
        return any(line.is_small for line in self.ranked)

    @property
    def heading(self) -> str:
        """The finding: «28,3 % при плане 40 % – не хватает 239 чел.»."""
        name, row = self.indicator.heading, self.judged
        if row is None or row.value is None:
            return f"{name}: нет данных"
        plan = f" при плане {row.target_text}" if row.target is not None else ", план не задан"
        tail = f" – {self.missing}" if self.missing else ""
        return f"{name}: {row.text}{plan}{tail}"


STATUSES = [Status.MISSED, Status.ACHIEVED, Status.NO_TARGET]
COLUMNS: dict[str, Callable[[SchoolLine], Any]] = {
    "place": lambda line: line.rank,
    "name": lambda line: line.school.name_key,
    "total": lambda line: line.judged.denominator,
    "value": lambda line: line.judged.value,
    "short": lambda line: line.judged.short if line.judged.missed else None,
    "status": lambda line: STATUSES.index(line.judged.status) if line.judged.status in STATUSES else None,
}
PART_COLUMNS: dict[str, Callable[[PartLine], Any]] = {
    "name": lambda line: line.school.name_key,
    "numerator": lambda line: line.part.numerator,
    "denominator": lambda line: line.part.denominator,
}


def indicator_page(
    municipality: Municipality, year: int, code: str, *, with_schools: bool, asked: Asked = EVERYTHING
) -> IndicatorPage | None:
    """None = no such indicator in this municipality and year."""
    indicator = one_indicator(municipality.pk, year, code)
    if indicator is None:
        return None
    chain = chain_of(indicator)
    ids = [one.pk for one in chain]
    of_place = Q(municipality=municipality) | Q(school__municipality=municipality, year=year)
    targets = list(Target.objects.filter(of_place, indicator__in=ids))
    plans = _plans(targets, indicator, year)
    of_schools = Q(year=year, indicator=indicator) if with_schools else Q(pk__in=())
    rows = rows_of(municipality.pk, ids, school_years=of_schools, municipality_years=Q(year__lte=year))
    published = list(
        PublishedValue.objects.filter(municipality=municipality, indicator__in=ids, year__lte=year).order_by(
            "year", "document"
        )
    )
    municipal = [target for target in targets if target.school_id is None]
    now = next((v for v in rows.municipality if v.year == year and v.indicator_id == indicator.pk), None)
    schools = {s.pk: s for s in School.objects.filter(municipality=municipality)} if with_schools else {}
    judged = judge_municipality_value(now, indicator, plans) if now else None
    values = [judge_school_value(value, indicator, plans) for value in rows.schools]
    lines = school_lines(values, schools, Links(year), indicator)
    target = plans.of_municipality(indicator)
    as_whole = with_schools and indicator.level == Indicator.Level.MUNICIPALITY
    parts = _parts(municipality.pk, year, indicator, schools) if as_whole else []
    left = [line for line in lines if asked.takes_school(line.school)]
    unknown = [line for line in left if line.judged.status == Status.NO_DATA]
    waiting = _waiting(unknown, indicator, plans, year)
    placed = [line for line in ranked(lines, indicator) if asked.takes_school(line.school)]
    return IndicatorPage(
        indicator=indicator,
        formula=formula_in_words(indicator),
        judged=judged,
        target=target,
        runs=runs_of(chain, rows.municipality, published, municipal),
        ranked=in_order(placed, asked.sort, COLUMNS),
        contributors=contributors_of(placed, lines, indicator, year=year, target=target),
        spread=_spread(placed, indicator, judged, target),
        groups=_groups(municipality.pk, year, indicator, lines, target, judged),
        waiting=list(waiting.values()),
        without_data=[line for line in unknown if line.school.pk not in waiting],
        not_applicable=sum(line.judged.standing == Standing.NOT_APPLICABLE for line in left),
        parts=in_order([one for one in parts if asked.takes_school(one.school)], asked.sort, PART_COLUMNS),
        parts_are_newer=sums_differ([one.part for one in parts], indicator, judged),
        asked=asked,
        all_schools=len(parts) or sum(line.judged.standing != Standing.NOT_APPLICABLE for line in lines),
    )


def _waiting(
    lines: Sequence[SchoolLine], indicator: Indicator, plans: Plans, year: int
) -> dict[int, SchoolLine]:
    """Those without data whose report waits to be accepted, with its preliminary value. One query, if any."""
    by_school = {line.school.pk: line for line in lines}
    if not by_school:
        return {}
    municipality = lines[0].school.municipality_id
    found = handed_in_schools(municipality, year, schools=by_school, indicators=[indicator], plans=plans)
    known = {row.place_id: row for row in found if row.value is not None}
    return {pk: replace(line, judged=known[pk]) for pk, line in by_school.items() if pk in known}


def _plans(targets: Sequence[Target], indicator: Indicator, year: int) -> Plans:
    of_year = [t for t in targets if t.year_id == year and t.indicator_id == indicator.pk]
    return Plans(
        municipal={t.indicator_id: t for t in of_year if t.school_id is None},
        own={(t.school_id, t.indicator_id): t for t in of_year if t.school_id is not None},
    )


def _spread(
    lines: Sequence[SchoolLine], indicator: Indicator, judged: Judged | None, target: Target | None
) -> Figure | None:
    """The lines of plan and municipality only where they are in the unit of one organisation."""
    spots = [
        Spot(one.value, one.status.value if one.target is not None else "neutral", is_small(one))
        for one in (line.judged for line in lines)
        if one.value is not None
    ]
    if len(spots) < LEAST_SPREAD:
        return None
    alike = indicator.inherits_target
    plan = target.value if target is not None and alike else None
    whole = judged.value if judged is not None and alike else None
    drawn = spread(spots, measure_of(indicator), plan=plan, whole=whole, name="Распределение организаций")
    of_how_many = counted(len(spots), "организации", "организаций", "организаций")
    return replace(
        drawn,
        title=f"распределение {of_how_many}, {indicator.year_label(lines[0].judged.year)}",
        legend=LEGEND.format(below=missed_words(indicator.better, own=True)),
    )


def _groups(
    municipality_id: int,
    year: int,
    indicator: Indicator,
    lines: Sequence[SchoolLine],
    target: Target | None,
    stored: Judged | None,
) -> list[Group]:
    """The plan of the whole holds for its parts only where it is a percent or ratio."""
    if not lines:
        return []
    plan = target if indicator.inherits_target else None
    levels = levels_of(municipality_id, year, indicator, plan)
    return groups_of(lines, levels, indicator, year=year, target=plan, stored=stored)


def _parts(
    municipality_id: int, year: int, indicator: Indicator, schools: dict[int, School]
) -> list[PartLine]:
    lines = [
        PartLine(schools[part.school_id], part)
        for part in parts_of(municipality_id, year, indicator)
        if part.school_id in schools
    ]
    return sorted(lines, key=lambda line: line.school.name_key)

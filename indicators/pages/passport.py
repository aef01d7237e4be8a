"""The passport of an organisation: all its indicators against plan, municipality and last year.

Strengths first, then what is below the plan with what is missing, then values without a plan, then what has no
data or does not apply. A report that waits to be accepted shows its values as preliminary. Five queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from indicators.analysis import Judged, Status, missed_words
from indicators.models import Indicator, SchoolValue, Standing
from indicators.pages.links import Links
from indicators.pages.printing import Printed, change
from indicators.preliminary import handed_in_schools
from indicators.queries import Plans, indicators_of, judge_municipality_value, judge_school_value, plans_of
from indicators.rows import rows_of
from schools.models import School
from schools.numbers import format_value


@dataclass(frozen=True)
class Line(Printed):
    """`series` are the values of the last years, oldest first, None where there is none."""

    judged: Judged
    whole: Judged | None
    before: Judged | None
    series: list[Fraction | None]
    series_words: str
    trace: str
    whole_url: str
    before_url: str

    @property
    def indicator(self) -> Indicator:
        return self.judged.indicator

    @property
    def difference(self) -> Fraction | None:
        return change(self.judged.value, self.before.value if self.before else None)


@dataclass(frozen=True)
class PassportPage:
    school: School
    year: int
    achieved: list[Line]
    missed: list[Line]
    unplanned: list[Line]
    without_data: list[Line]
    not_applicable: list[Line]
    preliminary: bool

    @property
    def heading(self) -> str:
        """«МБОУ «Ясноборская СОШ»: план достигнут по 9 показателям из 14»."""
        judged = len(self.achieved) + len(self.missed)
        if not judged:
            return f"{self.school}: показатели ещё не оценены"
        reached = len(self.achieved)
        if reached == judged == 1:
            return f"{self.school}: план достигнут"
        if reached == judged:
            return f"{self.school}: план достигнут по всем показателям, их {judged}"
        if judged == 1:
            return f"{self.school}: единственный показатель с планом – {self.below}"
        if not reached:
            return f"{self.school}: план не достигнут ни по одному показателю из {judged}"
        word = "показателю" if reached % 10 == 1 and reached % 100 != 11 else "показателям"
        return f"{self.school}: план достигнут по {reached} {word} из {judged}"

    @property
    def below(self) -> str:
        """What missing a plan is called here: «ниже плана»."""
        return missed_words(*(line.indicator.better for line in self.missed))

    @property
    def has_last_year(self) -> bool:
        """Is a value of the year before known of any indicator that has one now?"""
        lines = (*self.achieved, *self.missed, *self.unplanned)
        return any(line.before is not None and line.before.value is not None for line in lines)

    @property
    def is_empty(self) -> bool:
        return not (self.achieved or self.missed or self.unplanned)


def passport_page(school: School, year: int) -> PassportPage:
    municipality_id = school.municipality_id
    indicators = indicators_of(municipality_id, year)
    plans = plans_of(municipality_id, year)
    ids = {i.pk for i in indicators} | {
        i.predecessor_id for i in indicators if i.predecessor_id and i.comparable
    }
    rows = rows_of(
        municipality_id,
        ids,
        school_years=Q(school=school, year__lte=year),
        municipality_years=Q(year=year),
    )
    values = {(value.year, value.indicator_id): value for value in rows.schools}
    whole = {value.indicator_id: value for value in rows.municipality}
    waiting = {
        row.indicator.pk: row
        for row in handed_in_schools(
            municipality_id, year, schools=[school.pk], indicators=indicators, plans=plans
        )
    }
    years = sorted({value.year for value in rows.schools} | {year})
    lines, links = [], Links(year)
    for indicator in indicators:
        judged = _shown(values.get((year, indicator.pk)), waiting.get(indicator.pk), indicator, plans)
        if judged is None:
            continue
        of_all = whole.get(indicator.pk)
        of_place = judge_municipality_value(of_all, indicator, plans) if of_all else None
        lines.append(_line(judged, values, years, school, links, of_place))
    return _page(school, year, lines, bool(waiting))


def _shown(
    stored: SchoolValue | None, waiting: Judged | None, indicator: Indicator, plans: Plans
) -> Judged | None:
    """The official value, unless the report that waits says something else."""
    official = judge_school_value(stored, indicator, plans) if stored else None
    if waiting is None or (waiting.standing != Standing.KNOWN and official is not None):
        return official
    same = official is not None and (official.numerator, official.denominator) == (
        waiting.numerator,
        waiting.denominator,
    )
    return official if same else waiting


def _line(
    judged: Judged,
    values: Mapping[tuple[int, int], SchoolValue],
    years: list[int],
    school: School,
    links: Links,
    whole: Judged | None,
) -> Line:
    indicator = judged.indicator
    members = [indicator.pk, indicator.predecessor_id if indicator.comparable else None]

    def stored(year: int) -> SchoolValue | None:
        return next((v for pk in members if pk and (v := values.get((year, pk))) is not None), None)

    def of_year(year: int) -> Judged | None:
        found = stored(year)
        return judge_school_value(found, indicator, Plans()) if found else None

    past = {year: of_year(year) for year in years if year != judged.year}
    series = [
        judged.value if year == judged.year else (one.value if (one := past[year]) else None)
        for year in years
    ]
    words = "; ".join(
        f"{indicator.year_label(year)} – "
        + format_value(value, indicator.unit, indicator.decimals, empty="нет данных")
        for year, value in zip(years, series, strict=True)
    )
    last = stored(judged.year - 1)
    own = last is not None and last.indicator_id == indicator.pk  # a predecessor is traced on its own pages
    return Line(
        judged,
        whole,
        past.get(judged.year - 1),
        series,
        words,
        links.trace(school.code, indicator.code),
        links.indicator(indicator.code),
        links.in_year(judged.year - 1).trace(school.code, indicator.code) if own else "",
    )


def _page(school: School, year: int, lines: list[Line], preliminary: bool) -> PassportPage:
    def of(status: Status) -> list[Line]:
        return [line for line in lines if line.judged.status == status]

    missed = sorted(of(Status.MISSED), key=lambda line: (line.is_small, -(line.judged.short or 0)))
    return PassportPage(
        school,
        year,
        of(Status.ACHIEVED),
        missed,
        of(Status.NO_TARGET),
        of(Status.NO_DATA),
        of(Status.NOT_APPLICABLE),
        preliminary,
    )

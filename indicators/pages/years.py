"""An indicator of a municipality over the years: stored and published values in, runs of comparable years out.

A run follows comparable predecessors; where a definition changed so that figures do not compare, a new run begins.
A published figure fills a year only where no value was computed, and is never judged anew where only its text is known;
where both are there, what the document says stands beside the portal's value in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from indicators.analysis import Judged, unit_name_of
from indicators.charts import Figure, Measure, Point, trend
from indicators.models import Indicator, MunicipalityValue, PublishedValue, Target
from indicators.pages.links import Links
from indicators.pages.printing import reported, shown_number
from indicators.published.difference import difference_of
from indicators.published.planning import in_words
from indicators.published_rows import printed_decimals
from indicators.queries import Plans, judge_municipality_value
from schools.numbers import (
    decimals_against_plan,
    exact,
    format_number,
    format_plan,
    parse_number,
    round_half_up,
    value_of,
)


@dataclass(frozen=True)
class YearLine:
    """One year, printed; `document` names the source of a published figure.

    `number` is the printed value as a number for files.
    `published` tells, for a computed value, what documents say of the year and by how much they differ; `url` leads
    to what a value is made of.
    """

    year: int
    label: str
    numerator: str
    denominator: str
    text: str
    plan: str
    status: str
    reported: str
    document: str
    point: Point
    number: Decimal | None
    exact_numerator: Decimal | None
    exact_denominator: Decimal | None
    published: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Run:
    """Comparable years, oldest first, newest definition."""

    indicator: Indicator
    lines: list[YearLine]
    figure: Figure | None

    @property
    def file(self) -> str:
        """The name of its chart as a file: a run is known by its newest definition."""
        return f"years-{self.indicator.code}"


def chain_of(indicator: Indicator) -> list[Indicator]:
    """The indicator and its predecessors, newest first, as far as they were read (`select_related`)."""
    chain = [indicator]
    while (
        chain[-1].predecessor_id
        and "predecessor" in chain[-1]._state.fields_cache
        and (before := chain[-1].predecessor)
        and before not in chain
    ):
        chain.append(before)
    return chain


def runs_of(
    chain: Sequence[Indicator],
    values: Sequence[MunicipalityValue],
    published: Sequence[PublishedValue],
    targets: Sequence[Target],
) -> list[Run]:
    """Newest run first; runs without a single figure are left out."""
    runs: list[list[Indicator]] = [[chain[0]]]
    for newer, older in pairwise(chain):
        if newer.comparable:
            runs[-1].append(older)
        else:
            runs.append([older])
    found = [_run(members, values, published, targets) for members in runs]
    return [run for run in found if run.lines]


def _run(
    members: Sequence[Indicator],
    values: Sequence[MunicipalityValue],
    published: Sequence[PublishedValue],
    targets: Sequence[Target],
) -> Run:
    lines: dict[int, YearLine] = {}
    newest = members[0]
    for indicator in members:  # the newer definition wins a year that both have
        plans = {t.year_id: t for t in targets if t.indicator_id == indicator.pk}
        for value in values:
            if value.indicator_id == indicator.pk and value.year not in lines:
                plan = plans.get(value.year)
                judged = judge_municipality_value(
                    value, newest, Plans(municipal={newest.pk: plan} if plan else {})
                )
                if judged.value is not None:
                    figures = [f for f in published if (f.indicator_id, f.year) == (indicator.pk, value.year)]
                    page = Links(value.year).indicator(indicator.code)
                    lines[value.year] = replace(line_of(judged, figures), url=page)
        for figure in published:
            if figure.indicator_id == indicator.pk and figure.year not in lines:
                lines[figure.year] = published_line(figure, newest, plans.get(figure.year))
    ordered = [lines[year] for year in sorted(lines)]
    return Run(newest, ordered, _figure(newest, ordered))


def line_of(judged: Judged, figures: Sequence[PublishedValue] = ()) -> YearLine:
    label = judged.indicator.year_label(judged.year)
    return YearLine(
        year=judged.year,
        label=label,
        numerator=format_number(judged.numerator),
        denominator=format_number(judged.denominator),
        text=judged.text,
        plan=judged.target_text,
        status=judged.status.value,
        reported=reported(judged),
        document="",
        point=Point(label, judged.value, judged.target, note="partial" if _is_partial(judged) else ""),
        number=shown_number(judged),
        exact_numerator=judged.numerator,
        exact_denominator=judged.denominator,
        published=tuple(_beside(figure, judged) for figure in figures),
    )


def _is_partial(judged: Judged) -> bool:
    """Not everybody who should is in the sum of a municipality."""
    return bool(judged.expected) and judged.reported != judged.expected


def _beside(figure: PublishedValue, judged: Judged) -> str:
    """«Отчёт за 2022 год: 46 из 80, 57 % – на портале 57,5 %, в документе на 1 п.п. меньше»."""
    difference = difference_of(figure, judged)
    return f"{figure.document}: {in_words(figure)}" + (f" – {difference.words}" if difference else "")


def published_line(figure: PublishedValue, indicator: Indicator, target: Target | None) -> YearLine:
    label, value = indicator.year_label(figure.year), _published_value(figure, indicator)
    plan = target.value if target else None
    achieved = {True: "achieved", False: "missed", None: "no_target"}[figure.achieved]
    return YearLine(
        year=figure.year,
        label=label,
        numerator=format_number(figure.numerator),
        denominator=format_number(figure.denominator),
        text=figure.percent or measure_of(indicator).print(value, plan),
        plan=format_plan(plan, indicator.unit, unit_name_of(indicator)),
        status=achieved if value is not None or figure.achieved is not None else "no_data",
        reported="",
        document=figure.document,
        point=Point(label, value, plan, note="published"),
        number=_published_number(figure, value, plan, indicator),
        exact_numerator=figure.numerator,
        exact_denominator=figure.denominator,
    )


def _published_value(figure: PublishedValue, indicator: Indicator) -> Fraction | None:
    """From the two sides where they were printed, else from the printed figure."""
    value = value_of(figure.numerator, figure.denominator, indicator.unit)
    if value is not None:
        return value
    parsed = parse_number(figure.percent) if figure.percent else None
    return None if parsed is None or parsed.value is None else exact(parsed.value)


def _published_number(
    figure: PublishedValue, value: Fraction | None, plan: Decimal | None, indicator: Indicator
) -> Decimal | None:
    """As the document printed it, with its decimals; else as the portal prints the value."""
    printed = parse_number(figure.percent).value if figure.percent else None
    if printed is not None:
        return round_half_up(printed, printed_decimals(figure.percent))
    if value is None:
        return None
    return round_half_up(value, decimals_against_plan(value, plan, indicator.decimals, indicator.better))


def measure_of(indicator: Indicator) -> Measure:
    return Measure(indicator.unit, indicator.decimals, indicator.better, unit_name_of(indicator))


def _figure(indicator: Indicator, lines: Sequence[YearLine]) -> Figure | None:
    """One bar is no development."""
    if sum(line.point.value is not None for line in lines) < 2:
        return None
    drawn = trend([line.point for line in lines], measure_of(indicator), indicator.heading)
    return replace(drawn, rows=())  # the table of years stands below

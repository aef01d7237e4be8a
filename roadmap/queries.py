"""Reading roadmaps: measures with their terms, who has executed what, how each stands on a day; decisions.

Pages, API and exports share these. The number of queries depends neither on the number of measures nor of schools.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet

from indicators.models import Indicator
from roadmap.models import Decision, Mark, Measure, Roadmap
from roadmap.rules import OWNING_KINDS, is_of_schools
from roadmap.terms import Span, Standing, State, Window, occurrence_on, span_of_mark, spans_of, standing_of
from schools.models import School, User

_WINDOW = ("from_month", "from_day", "to_month", "to_day")


def roadmaps_of(municipality_id: int) -> list[Roadmap]:
    """The newest first. One query."""
    return list(Roadmap.objects.filter(municipality=municipality_id).select_related("municipality"))


def school_year_span(year: int) -> Span:
    return Span(dt.date(year, 9, 1), dt.date(year + 1, 8, 31))


def period_of(roadmap: Roadmap) -> Span:
    return Span(roadmap.starts, roadmap.ends)


def covering(roadmaps: Iterable[Roadmap], year: int) -> list[Roadmap]:
    """Those whose period has a day in the school year, the one with the most days first."""
    shared = [(period_of(one).cut_to(school_year_span(year)), one) for one in roadmaps]
    return [one for part, one in sorted(((p, o) for p, o in shared if p), key=lambda pair: -pair[0].days)]


def _in_order(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    return (
        measures.select_related("section__roadmap__municipality")
        .prefetch_related("responsible", "indicators")
        .order_by("section__roadmap__starts", "section__roadmap", "section__number", "number")
    )


def measures_visible_to(user: User) -> QuerySet[Measure]:
    """For the API: the measures a person may read, in the order of the table, ready for `term_of`. Four queries."""
    return _in_order(Measure.objects.visible_to(user)).prefetch_related("windows")


@dataclass(frozen=True)
class Dated:
    """A measure with its windows."""

    measure: Measure
    windows: tuple[Window, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return spans_of(self.windows, self.measure.recurrence, period_of(self.measure.section.roadmap))


def dated(measures: QuerySet[Measure]) -> list[Dated]:
    """Measures in the order of the table, windows joined to them; bodies and indicators prefetched. Three queries."""
    found: dict[int, tuple[Measure, list[Window]]] = {}
    for row in _in_order(measures).annotate(**{name: F(f"windows__{name}") for name in _WINDOW}):
        _, windows = found.setdefault(row.pk, (row, []))
        if getattr(row, "from_month", None) is not None:
            windows.append(Window(*(getattr(row, name) for name in _WINDOW)))
    return [Dated(measure, tuple(windows)) for measure, windows in found.values()]


def spans_of_measure(measure: Measure) -> tuple[Span, ...]:
    """The times a measure is due in its roadmap's period; one query unless windows come prefetched."""
    windows = tuple(Window(*(getattr(one, name) for name in _WINDOW)) for one in measure.windows.all())
    return Dated(measure, windows).spans


def owning_schools(municipality_id: int, period: Span) -> list[School]:
    """The general schools that exist on some day of the period. One query."""
    return list(
        School.objects.filter(
            Q(opened__isnull=True) | Q(opened__lte=period.ends),
            Q(closed__isnull=True) | Q(closed__gt=period.starts),
            municipality=municipality_id,
            kind__in=OWNING_KINDS,
        ).order_by("name_key", "code")
    )


@dataclass(frozen=True)
class Line:
    """A measure on a day. `marks` close the span its standing speaks of; `schools` are its marks by school.

    `expected` is how many schools shall mark it: 0 where it is not theirs. Read for one school, `standing` is that
    school's and `own` its mark.
    """

    measure: Measure
    spans: tuple[Span, ...]
    standing: Standing
    marks: tuple[Mark, ...]
    schools: dict[int, Mark]
    expected: int
    own: Mark | None = None

    @property
    def number(self) -> str:
        return f"{self.measure.section.number}.{self.measure.number}"

    @property
    def is_of_schools(self) -> bool:
        return is_of_schools(self.measure)

    @property
    def whole(self) -> Mark | None:
        """The mark of the whole measure, made by an officer."""
        return next((mark for mark in self.marks if mark.school_id is None), None)

    @property
    def is_done(self) -> bool:
        return self.standing.state == State.DONE

    @property
    def is_due(self) -> bool:
        """Is it the time to do it, or past it?"""
        return self.standing.state in (State.NOW, State.OVERDUE)


def lines_of(
    measures: Iterable[Dated],
    *,
    marks: Iterable[Mark],
    schools: Sequence[School],
    today: dt.date,
    school: School | None = None,
) -> list[Line]:
    """A measure of the schools is executed when the officer says so or when each of them has marked it."""
    by_measure: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_measure[mark.measure_id].append(mark)
    return [_line(one, by_measure[one.measure.pk], schools, school, today) for one in measures]


def _line(
    one: Dated, marks: list[Mark], schools: Sequence[School], school: School | None, today: dt.date
) -> Line:
    expected = frozenset(each.pk for each in ([school] if school else schools))
    measure, spans = one.measure, one.spans
    closed: dict[Span, dict[int | None, Mark]] = defaultdict(dict)
    for mark in marks:
        closed[span_of_mark(spans, mark.done_on)].setdefault(mark.school_id, mark)
    of_schools = is_of_schools(measure)
    done = {
        span
        for span, found in closed.items()
        if None in found or (of_schools and expected and expected <= found.keys())
    }
    standing = standing_of(spans, done, measure.recurrence, today, period_of(measure.section.roadmap))
    shown = closed[standing.span]
    known = {each.pk for each in schools}
    return Line(
        measure,
        spans,
        standing,
        tuple(shown.values()),
        {key: mark for key, mark in shown.items() if key in known},
        len(schools) if of_schools else 0,
        shown.get(school.pk) if school else None,
    )


def marks_of(roadmap: Roadmap) -> QuerySet[Mark]:
    """One query with the schools and the people."""
    return (
        Mark.objects.filter(measure__section__roadmap=roadmap)
        .select_related("school", "person")
        .order_by("pk")
    )


def indicators_in(measure: Measure, year: int) -> list[Indicator]:
    """Those of the measure's indicators that have a page in the school year; no query when prefetched."""
    return [indicator for indicator in measure.indicators.all() if indicator.valid_in(year)]


def term_of(measure: Measure, today: dt.date) -> Span:
    """The dates for people and programs: the occurrence that runs, else the next, else the last."""
    return occurrence_on(spans_of_measure(measure), today)


def decisions_of(municipality_id: int, year: int) -> list[Decision]:
    """Decisions taken on the results of a school year, the newest first, with their measures. Two queries."""
    measures = Prefetch(
        "measures", Measure.objects.select_related("section__roadmap").order_by("section", "number")
    )
    return list(Decision.objects.filter(municipality=municipality_id, year=year).prefetch_related(measures))

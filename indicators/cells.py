"""The cells an indicator of one organisation is made of: accepted and working number, who entered it and when.

Follows the rules of the engine: applicable grades are those the organisation teaches, the term asks for and the
event covers. Two queries: the cells of all three tables, their latest changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, F, IntegerField, Value
from django.db.models.functions import Cast

from indicators.definitions import term_spec
from indicators.formula import term_in_words
from indicators.models import Indicator, Term
from monitoring.models import CellChange, CellKind, Cohort, Mark, MetricValue, Participation, Population
from schools.grades import UNGRADED, Grades, grade_label
from schools.models import School
from schools.models.fields import PLACES
from schools.numbers import format_number

COLUMNS = ("table", "what", "grade", "population", "now", "mark", "sure", "accepted_mark")
COHORT, PARTICIPATION, METRIC = 0, 1, 2
Key = tuple[int, int, int, int]  # table, event or metric, grade, population
MARKS = {Mark.NO_DATA.value: "н/д", Mark.NOT_APPLICABLE.value: "не применимо"}


@dataclass(frozen=True)
class StoredCell:
    now: Decimal | None
    mark: str
    accepted: Decimal | None
    accepted_mark: str

    @property
    def differs(self) -> bool:
        return (self.now, self.mark) != (self.accepted, self.accepted_mark)


@dataclass(frozen=True)
class CellLine:
    """One cell in words; `now` only where the working number is another one."""

    label: str
    accepted: str
    now: str
    change: CellChange | None


@dataclass(frozen=True)
class TermLines:
    """A summand with its cells; without cells it does not apply to this organisation."""

    words: str
    side: str
    cells: list[CellLine]


def term_lines(indicator: Indicator, school: School, year: int) -> list[TermLines]:
    """Numerator first. `indicator.terms` are read with their events and metrics."""
    terms = sorted(indicator.terms.all(), key=lambda t: (t.side != Term.Side.NUMERATOR, t.position))
    stored = _stored(terms, school, year)
    changes = _changes(terms, school, year)
    return [
        TermLines(
            term_in_words(term),
            term.side,
            [_line(term, grade, stored, changes) for grade in _grades(term, school, year)],
        )
        for term in terms
    ]


def _grades(term: Term, school: School, year: int) -> Grades:
    """Applicable grades; a metric has one cell, where it is asked of this kind; organisations have none."""
    if term.metric is not None:
        return Grades.of([UNGRADED]) if term.metric.asked_of(school.kind) else Grades()
    if term.kind == Term.Kind.SCHOOLS:
        return Grades()
    return school.grades & Grades(term_spec(term, year).mask)


def _key(term: Term, grade: int) -> Key:
    spec = term_spec(term, 0)
    if term.metric_id is not None:
        return (METRIC, term.metric_id, UNGRADED, 0)
    return (
        COHORT if term.event_id is None else PARTICIPATION,
        term.event_id or 0,
        grade,
        int(spec.population),
    )


def _stored(terms: list[Term], school: School, year: int) -> dict[Key, StoredCell]:
    events = {t.event_id for t in terms if t.event_id}
    metrics = {t.metric_id for t in terms if t.metric_id}
    here = {"school": school, "year": year}
    numbers = {"now": Cast("value", BigIntegerField()), "sure": Cast("accepted", BigIntegerField())}
    cohorts = Cohort.objects.filter(**here).annotate(table=_number(COHORT), what=_number(0), **numbers)
    taking_part = Participation.objects.filter(**here, event__in=events)
    answers = MetricValue.objects.filter(**here, metric__in=metrics)
    rows = cohorts.values_list(*COLUMNS).union(
        taking_part.annotate(table=_number(PARTICIPATION), what=F("event_id"), **numbers).values_list(
            *COLUMNS
        ),
        answers.annotate(
            table=_number(METRIC),
            what=F("metric_id"),
            grade=_number(UNGRADED),
            population=_number(0),
            **numbers,
        ).values_list(*COLUMNS),
        all=True,
    )
    found = {}
    for table, what, grade, population, now, mark, sure, accepted_mark in rows:
        scale = PLACES if table == METRIC else 0
        found[table, what, grade, population] = StoredCell(
            _decimal(now, scale), mark, _decimal(sure, scale), accepted_mark
        )
    return found


def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())


def _decimal(value: int | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-places)


def _address(term: Term, grade: int) -> tuple[str, str, int]:
    """Kind, code and grade as the history writes them."""
    code = term.event.code if term.event else term.metric.code if term.metric else ""
    return (term.kind, code, UNGRADED if term.metric_id else grade)


def _changes(terms: list[Term], school: School, year: int) -> dict[tuple[str, str, int], CellChange]:
    kinds = {term.kind for term in terms if term.kind != Term.Kind.SCHOOLS}
    codes = {_address(term, 0)[1] for term in terms}
    history = CellChange.objects.filter(school=school, year=year, kind__in=kinds, code__in=codes)
    return {
        (change.kind, change.code, change.grade): change
        for change in history.select_related("person").order_by("pk")
    }


def _line(
    term: Term, grade: int, stored: dict[Key, StoredCell], changes: dict[tuple[str, str, int], CellChange]
) -> CellLine:
    cell = stored.get(_key(term, grade), StoredCell(None, "", None, ""))
    return CellLine(
        label="ответ" if term.metric_id else grade_label(grade),
        accepted=_printed(cell.accepted, cell.accepted_mark, otherwise=_nobody(term, grade, stored)),
        now=_printed(cell.now, cell.mark) if cell.differs else "",
        change=changes.get(_address(term, grade)),
    )


def _nobody(term: Term, grade: int, stored: dict[Key, StoredCell]) -> str:
    """Why the cell counts 0 without being entered: of no pupils nobody takes part or has a disability."""
    if term.metric_id is not None or term.kind == CellKind.PUPILS:
        return ""
    everybody, disabled = (stored.get((COHORT, 0, grade, int(who))) for who in Population)
    if everybody is not None and everybody.accepted == 0:
        return "0, учеников нет"
    if term_spec(term, 0).of_disabled and disabled is not None and disabled.accepted == 0:
        return "0, учеников с ОВЗ нет"
    return ""


def _printed(number: Decimal | None, mark: str, *, otherwise: str = "") -> str:
    if number is not None:
        return format_number(number)
    return otherwise or MARKS.get(mark, "не введено")

"""A seeded world with everything that can be awkward, and its values in plain Python.

`build(seed)` writes schools of every kind, cells of every state and indicators of every shape into the database;
`expected(...)` reads the same rows back and applies the rules sentence by sentence, one cell at a time, with Fractions,
sharing nothing with the compiler but the models.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from fractions import Fraction

from indicators.models import Goal, Indicator, Standing, Term, Topic
from monitoring.models import Campaign, Cohort, Event, Mark, Metric, MetricValue, Participation, Population
from schools.grades import UNGRADED, Grades
from schools.models import DEFAULT_GRADES, Kind, Municipality, Region, School, SchoolYear

YEAR = 2021
GRADE_SETS = [None, "1-4", "5-9", "10-11", "6-11", "9", "5-9,11", "0", "9-11"]


@dataclass
class World:
    municipality: Municipality
    year: int


def build(seed: int, *, schools: int = 8, indicators: int = 14, code: str = "m") -> World:
    rng = random.Random(seed)
    region, _ = Region.objects.get_or_create(code="99", defaults={"name": "Область"})
    municipality = Municipality.objects.create(code=f"{code}{seed}", region=region, name="Округ")
    year, _ = SchoolYear.objects.get_or_create(year=YEAR)
    Campaign.objects.create(municipality=municipality, year=year)
    places = [_school(rng, municipality, f"{code}{seed}-{i}") for i in range(schools)]
    events = [_event(rng, f"{code}{seed}-e{i}") for i in range(4)]
    metrics = [_metric(rng, f"{code}{seed}-q{i}") for i in range(3)]
    for school in places:
        _cells(rng, school, year, events, metrics)
    for i in range(indicators):
        _indicator(rng, f"{code}{seed}-i{i}", municipality, events, metrics)
    return World(municipality, YEAR)


def _school(rng: random.Random, municipality: Municipality, code: str) -> School:
    kind = rng.choice(Kind.values)
    grades = DEFAULT_GRADES[kind]
    if kind == Kind.SECONDARY and rng.random() < 0.3:
        grades = Grades.parse("5-11")
    return School.objects.create(
        code=code, municipality=municipality, short_name=code, kind=kind, grades=grades
    )


def _event(rng: random.Random, code: str) -> Event:
    limits = rng.choice(["all", "all", "6-11", "9-11", "1-4"])
    return Event.objects.create(
        code=code,
        name=code,
        grades=Grades.parse(limits),
        audience=rng.choice(["all", "all", "disabilities"]),
        first_year=rng.choice([None, YEAR]),
        last_year=rng.choice([None, None, None, YEAR]),
    )


def _metric(rng: random.Random, code: str) -> Metric:
    kinds = rng.choice([[], [], ["secondary", "basic"], ["supplementary", "authority"]])
    return Metric.objects.create(code=code, name=code, decimals=1, kinds=kinds)


def _number(rng: random.Random, top: int) -> dict[str, object]:
    """One accepted answer: usually a number, sometimes «н/д», sometimes nothing (the working one differs)."""
    draw = rng.random()
    working = {"value": rng.randint(0, top)}
    if draw < 0.05:
        return {**working, "accepted": None, "accepted_mark": Mark.NO_DATA}
    if draw < 0.08:
        return {**working, "accepted": None}
    return {**working, "accepted": 0 if draw < 0.2 else rng.randint(0, top)}


def _cells(rng: random.Random, school: School, year: SchoolYear, events: list, metrics: list) -> None:
    for grade in school.grades:
        if rng.random() < 0.97:
            Cohort.objects.create(school=school, year=year, grade=grade, population=0, **_number(rng, 60))
        if rng.random() < 0.9:
            Cohort.objects.create(school=school, year=year, grade=grade, population=1, **_number(rng, 9))
        for event in events:
            for population in Population.values:
                if rng.random() < 0.95:
                    Participation.objects.create(
                        school=school,
                        year=year,
                        event=event,
                        grade=grade,
                        population=population,
                        **_number(rng, 40),
                    )
    for metric in metrics:
        draw = rng.random()
        if draw < 0.1:
            fields: dict[str, object] = {"accepted_mark": Mark.NOT_APPLICABLE}
        elif draw < 0.15:
            continue
        else:
            fields = _number(rng, 30)
        MetricValue.objects.create(school=school, year=year, metric=metric, **fields)


def _indicator(
    rng: random.Random, code: str, municipality: Municipality, events: list, metrics: list
) -> None:
    goal, _ = Goal.objects.get_or_create(code="world", defaults={"topic": Topic.SUPPORT, "text": "Цель"})
    counting = rng.random() < 0.2
    indicator = Indicator.objects.create(
        code=code,
        goal=goal,
        name=code,
        unit=rng.choice(["percent", "percent", "ratio"]),
        level=rng.choice(["school", "school", "school", "municipality"]),
        municipality=rng.choice([None, municipality]),
        first_year=rng.choice([None, None, YEAR, YEAR + 1]),
    )
    sides = {"numerator": rng.randint(1, 2), "denominator": rng.choice([0, 1, 1, 2])}
    for side, count in sides.items():
        for position in range(count):
            _term(rng, indicator, side, position, events, metrics, counting=counting)


def _term(rng, indicator, side, position, events, metrics, *, counting) -> None:
    kind = rng.choice(
        ["pupils", "pupils_with_disabilities", "event", "event", "event_with_disabilities", "metric"]
    )
    if counting and side == "denominator":
        kind = "schools"
    grades = rng.choice(GRADE_SETS)
    Term.objects.create(
        indicator=indicator,
        side=side,
        position=position,
        kind=kind,
        event=rng.choice(events) if kind.startswith("event") else None,
        metric=rng.choice(metrics) if kind == "metric" else None,
        grades=Grades.parse(grades) if grades and kind not in ("metric", "schools") else None,
        counts_schools=counting and kind in ("event", "event_with_disabilities", "metric"),
    )


# --- the same in plain Python ---------------------------------------------------------------------------------------


def _cell(model, school, **key):
    row = model.objects.filter(school=school, year=YEAR, **key).first()
    return (row.accepted, row.accepted_mark) if row else (None, "")


def _population(kind: str) -> int:
    return Population.DISABILITIES if kind.endswith("with_disabilities") else Population.ALL


def _pupils(school: School, grade: int, population: int) -> int | None:
    return _cell(Cohort, school, grade=grade, population=population)[0]


def _nobody_there(term: Term, school: School, grade: int) -> bool:
    """No pupils at all, or none who could take part in what is for pupils with disabilities."""
    for_disabled = term.event.audience == "disabilities" or term.kind == "event_with_disabilities"
    return _pupils(school, grade, 0) == 0 or (for_disabled and _pupils(school, grade, 1) == 0)


def _term_value(term: Term, school: School):
    """(applicable?, refused?, known?, amount) of one term for one school."""
    if term.kind == "schools":
        return True, False, True, Fraction(1)
    if term.kind == "metric":
        if term.metric.kinds and school.kind not in term.metric.kinds:
            return False, True, False, Fraction(0)
        number, mark = _cell(MetricValue, school, metric=term.metric)
        amount = Fraction(number or 0)
        if term.counts_schools:
            amount = Fraction(1 if amount else 0)
        return True, mark == Mark.NOT_APPLICABLE, number is not None, amount
    return _people(term, school)


def _people(term: Term, school: School):
    """The same of a term that counts pupils or participants, grade by grade."""
    applicable = known = 0
    amount = 0
    for grade in school.grades:
        if term.grades is not None and grade not in term.grades:
            continue
        if term.event is not None:
            runs = (term.event.first_year or 0) <= YEAR <= (term.event.last_year or 9999)
            if not runs or (grade != UNGRADED and grade not in term.event.grades):
                continue
            number, _ = _cell(
                Participation, school, event=term.event, grade=grade, population=_population(term.kind)
            )
            if number is None and _nobody_there(term, school, grade):
                number = 0
        else:
            number, _ = _cell(Cohort, school, grade=grade, population=_population(term.kind))
            if number is None and term.kind == "pupils_with_disabilities" and _pupils(school, grade, 0) == 0:
                number = 0
        applicable += 1
        known += number is not None
        amount += number or 0
    if term.counts_schools:
        amount = 1 if amount else 0
    return applicable > 0, False, known == applicable, Fraction(amount)


def _side(terms: list[Term], school: School) -> tuple[int, Fraction | None]:
    values = [_term_value(term, school) for term in terms]
    if any(refused for _, refused, _, _ in values) or not any(applicable for applicable, *_ in values):
        return Standing.NOT_APPLICABLE, None
    if not all(known for applicable, _, known, _ in values if applicable):
        return Standing.NO_DATA, None
    return Standing.KNOWN, sum((amount for *_, amount in values), Fraction(0))


def expected(world: World) -> tuple[dict, dict]:
    """{(school, indicator): (standing, n, d)} and {indicator: (standing, n, d, reported, expected)}."""
    schools = [
        school
        for school in School.objects.filter(municipality=world.municipality)
        if school.closed is None or school.closed > dt.date(world.year, 9, 1)
    ]
    by_school, by_municipality = {}, {}
    for indicator in Indicator.objects.available_to(world.municipality).valid_in(world.year):
        terms = list(indicator.terms.select_related("event", "metric"))
        numerator = [t for t in terms if t.side == "numerator"]
        denominator = [t for t in terms if t.side == "denominator"]
        rows = {}
        for school in schools:
            n = _side(numerator, school)
            d = _side(denominator, school) if denominator else (Standing.KNOWN, None)
            if denominator and denominator[0].kind == "schools" and n[0] == Standing.NOT_APPLICABLE:
                d = (Standing.NOT_APPLICABLE, None)
            rows[school.pk] = n, d
        if indicator.level == "municipality":
            by_municipality[indicator.pk] = _sided(rows.values(), bool(denominator))
            continue
        judged = {school: _both(n, d) for school, (n, d) in rows.items()}
        by_school |= {(school, indicator.pk): row for school, row in judged.items()}
        by_municipality[indicator.pk] = _summed(judged.values(), bool(denominator))
    return by_school, by_municipality


def _both(n, d):
    standing = max(n[0], d[0])
    return (standing, n[1], d[1]) if standing == Standing.KNOWN else (standing, None, None)


def _summed(rows, has_denominator):
    known = [row for row in rows if row[0] == Standing.KNOWN]
    applicable = [row for row in rows if row[0] != Standing.NOT_APPLICABLE]
    if not applicable:
        return Standing.NOT_APPLICABLE, None, None, 0, 0
    if not known:
        return Standing.NO_DATA, None, None, 0, len(applicable)
    denominator = sum(row[2] for row in known) if has_denominator else None
    return Standing.KNOWN, sum(row[1] for row in known), denominator, len(known), len(applicable)


def _sided(rows, has_denominator):
    rows = list(rows)

    def some(state):
        return sum(1 for n, d in rows if state(n[0]) or (has_denominator and state(d[0])))

    reported, applicable = some(lambda s: s == Standing.KNOWN), some(lambda s: s != Standing.NOT_APPLICABLE)
    ns = [n[1] for n, _ in rows if n[0] == Standing.KNOWN]
    ds = [d[1] for _, d in rows if has_denominator and d[0] == Standing.KNOWN]
    if not applicable:
        return Standing.NOT_APPLICABLE, None, None, reported, 0
    if not ns or (has_denominator and not ds):
        return Standing.NO_DATA, None, None, reported, applicable
    return Standing.KNOWN, sum(ns), sum(ds) if has_denominator else None, reported, applicable

"""Any formula over any cells gives the rows of plain Python, exactly: what nobody thought of writing a test for."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.compute import recompute
from indicators.models import Indicator, Term
from monitoring.models import Campaign, Cohort, Event, Mark, Metric, MetricValue, Participation, Population
from schools.grades import Grades
from schools.models import Municipality, Region, School, SchoolYear
from tests.indicators.test_compute import stored
from tests.indicators.world import YEAR, World, expected

PEOPLE = ("pupils", "pupils_with_disabilities", "event", "event_with_disabilities")
NOTHING = "no row"
number = st.sampled_from([NOTHING, None, Mark.NO_DATA, 0, 0, 1, 7, 2**31 - 1])
answer = st.sampled_from([NOTHING, None, Mark.NO_DATA, Mark.NOT_APPLICABLE, 0, "0.1", "12.3457", 10**9])
term = st.builds(
    dict,
    kind=st.sampled_from([*PEOPLE, *PEOPLE, "metric"]),
    grades=st.sampled_from([None, "1-4", "5-9", "9", "0", "5,9"]),
    counts_schools=st.booleans(),
)
formula = st.builds(
    dict,
    level=st.sampled_from(Indicator.Level.values),
    numerator=st.lists(term, min_size=1, max_size=2),
    denominator=st.one_of(
        st.lists(term, max_size=2),
        st.just([{"kind": "schools", "grades": None, "counts_schools": False}]),
    ),
)


@pytest.fixture
def place(db):
    """Two organisations with three grades between them, one event and one question of the metrics."""
    region = Region.objects.create(code="99", name="Область")
    municipality = Municipality.objects.create(code="any", region=region, name="Округ")
    year, _ = SchoolYear.objects.get_or_create(year=YEAR)
    Campaign.objects.create(municipality=municipality, year=year)
    for code, kind, grades in (("one", "secondary", "5,9"), ("two", "preschool", "0")):
        School.objects.create(
            code=code, municipality=municipality, short_name=code, kind=kind, grades=Grades.parse(grades)
        )
    Event.objects.create(code="event", name="event")
    Metric.objects.create(code="metric", name="metric", decimals=4)
    return World(municipality, YEAR)


def accepted(drawn):
    """What stands in a cell, as fields; None = there is no row."""
    if drawn == NOTHING:
        return None
    return {"accepted_mark": drawn} if isinstance(drawn, Mark) else {"accepted": drawn}


def fill(draw, model, answers, **key):
    fields = accepted(draw(answers))
    if fields is not None:
        model.objects.create(year_id=YEAR, **key, **fields)


def write(draw):
    """Cells, the event's limits and three formulas."""
    event, metric = Event.objects.get(), Metric.objects.get()
    event.grades = Grades.parse(draw(st.sampled_from(["all", "all", "9", "1-4"])))
    event.audience = draw(st.sampled_from(Event.Audience.values))
    event.save()
    metric.kinds = draw(st.sampled_from([[], [], ["secondary"]]))
    metric.save()
    for school in School.objects.all():
        for grade in school.grades:
            for population in Population.values:
                cell = {"school": school, "grade": grade, "population": population}
                fill(draw, Cohort, number, **cell)
                fill(draw, Participation, number, event=event, **cell)
        fill(draw, MetricValue, answer, school=school, metric=metric)
    for position, drawn in enumerate(draw(st.lists(formula, min_size=3, max_size=3))):
        indicator = Indicator.objects.create(code=f"i{position}", name="i", level=drawn["level"])
        for side in Term.Side.values:
            for order, words in enumerate(drawn[side]):
                write_term(indicator, side, order, words, event, metric)


def write_term(indicator, side, order, words, event, metric):
    kind, grades = words["kind"], words["grades"]
    indicator.terms.create(
        side=side,
        position=order,
        kind=kind,
        event=event if kind.startswith("event") else None,
        metric=metric if kind == "metric" else None,
        grades=Grades.parse(grades) if grades and kind in PEOPLE else None,
        counts_schools=words["counts_schools"]
        and kind not in ("pupils", "pupils_with_disabilities", "schools"),
    )


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_formula_over_any_cells_gives_the_rows_of_plain_python(place, data):
    with transaction.atomic():
        write(data.draw)
        recompute(municipality_id=place.municipality.pk, year=YEAR)
        assert stored(place) == expected(place)
        transaction.set_rollback(True)

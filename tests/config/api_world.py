"""Rows of every list of the API, for its tests."""

from decimal import Decimal

import pytest

from indicators.models import Indicator, MunicipalityValue, SchoolValue, Target, Term
from monitoring.models import Campaign, Cohort, Event, Metric, MetricValue, Participation, Submission, Wave
from recommendations.models import Recommendation, Rule
from roadmap.models import Measure, ResponsibleBody, Roadmap, RoadmapSection


@pytest.fixture
def api_world(year, okrug, neighbour, school, small_school, neighbour_school):
    """Rows of every list: of two schools of the officer's municipality and one of a foreign one."""
    event = Event.objects.create(code="fair", name="Ярмарка", short_name="Ярмарка")
    metric = Metric.objects.create(code="deals", name="Договоры", decimals=1)
    indicator = Indicator.objects.create(code="share", name="Доля", decimals=1)
    Term.objects.create(indicator=indicator, side="numerator", kind="event", event=event)
    Term.objects.create(indicator=indicator, side="denominator", kind="pupils", position=1)
    rule = Rule.objects.create(code="r1", trigger="always", text="Охватите")
    for one in (school, small_school, neighbour_school):
        add_school(one, year, event, metric, indicator, rule)
    for place in (okrug, neighbour):
        add_municipality(place, year, indicator)
    return indicator


def add_school(one, year, event, metric, indicator, rule):
    Cohort.objects.create(school=one, year=year, grade=9, population=0, value=20, accepted=18)
    Participation.objects.create(school=one, year=year, event=event, grade=9, population=1, value=5)
    MetricValue.objects.create(school=one, year=year, metric=metric, value=Decimal("2.5"), accepted_mark="n")
    SchoolValue.objects.create(
        year=2021, school=one, indicator=indicator, standing=0, numerator=Decimal(1), denominator=Decimal(8)
    )
    Target.objects.create(indicator=indicator, year=year, school=one, value=Decimal("12.5"))
    Recommendation.objects.create(
        municipality=one.municipality, school=one, year=year, rule=rule, indicator=indicator, section="I",
        audience="heads", text="Охватите", state="issued", evidence={"value": "12.5"},
    )  # fmt: skip


def add_municipality(place, year, indicator):
    MunicipalityValue.objects.create(
        year=2021, municipality=place, indicator=indicator, standing=0, numerator=Decimal(2),
        denominator=Decimal(16), reported=2, expected=3,
    )  # fmt: skip
    Target.objects.create(indicator=indicator, year=year, municipality=place, value=Decimal(30))
    campaign = Campaign.objects.create(municipality=place, year=year)
    wave = Wave.objects.create(campaign=campaign, name="Этап", number=1)
    for one in place.schools.all():
        Submission.objects.create(wave=wave, school=one)
    roadmap = Roadmap.objects.create(
        code=f"map-{place.code}", municipality=place, title="Карта", starts="2021-09-01", ends="2022-08-31"
    )
    section = RoadmapSection.objects.create(roadmap=roadmap, number=1, title="Школа")
    measure = Measure.objects.create(section=section, number=1, text="Провести", term="май")
    measure.responsible.add(ResponsibleBody.objects.create(municipality=place, name="Отдел"))
    measure.indicators.add(indicator)

"""Values with their plans: inheritance of targets, and few queries however many schools."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.compute import recompute
from indicators.models import Indicator, Target
from indicators.preliminary import preliminary_schools
from indicators.queries import indicators_of, judged_municipality, judged_overview, judged_schools, plans_of
from monitoring.models import Cohort, Participation
from schools.models import School
from tests.indicators.world import YEAR, build, expected

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = build(11)
    for number, indicator in enumerate(Indicator.objects.all()):
        Target.objects.create(
            indicator=indicator, year_id=YEAR, municipality=world.municipality, value=Decimal(number) * 5
        )
    recompute(municipality_id=world.municipality.pk, year=YEAR)
    return world


def test_the_overview_equals_the_municipal_values(world):
    pk = world.municipality.pk
    assert judged_overview(pk, YEAR) == judged_municipality(pk, YEAR)


@pytest.mark.parametrize("schools", [1, 3])
def test_reading_costs_the_same_at_any_number_of_schools(schools, django_assert_num_queries):
    world = build(12, schools=schools)
    pk = world.municipality.pk
    recompute(municipality_id=pk, year=YEAR)
    with django_assert_num_queries(3):
        indicators, plans = indicators_of(pk, YEAR), plans_of(pk, YEAR)
    with django_assert_num_queries(1):
        judged_schools(pk, YEAR, indicators=indicators, plans=plans)
    with django_assert_num_queries(2):
        judged_overview(pk, YEAR)
    places = list(School.objects.filter(municipality=pk).values_list("pk", flat=True))
    with django_assert_num_queries(1):
        preliminary_schools(pk, YEAR, places, indicators=indicators, plans=plans)


def test_a_municipal_plan_of_a_percent_holds_for_each_school_without_its_own(world):
    school = School.objects.filter(municipality=world.municipality).first()
    indicator = Indicator.objects.filter(level="school", unit="percent").valid_in(YEAR).first()
    Target.objects.create(indicator=indicator, year_id=YEAR, school=school, value=Decimal("99.5"))
    plans = plans_of(world.municipality.pk, YEAR)
    assert plans.of_school(indicator, school.pk).value == Decimal("99.5")
    assert plans.of_school(indicator, -1) == plans.of_municipality(indicator)


@pytest.mark.parametrize("change", [{"unit": "count"}, {"unit": "money"}, {"judged_at": "municipality"}])
def test_plans_of_counts_money_and_municipal_contests_are_never_inherited(world, change):
    Indicator.objects.filter(level="school").update(**change)
    indicator = Indicator.objects.filter(level="school").first()
    assert plans_of(world.municipality.pk, YEAR).of_school(indicator, 1) is None


def test_preliminary_values_come_from_the_working_numbers_and_are_marked(world):
    pk = world.municipality.pk
    schools = list(School.objects.filter(municipality=pk).values_list("pk", flat=True))
    before = {(j.place_id, j.indicator.pk): j.numerator for j in preliminary_schools(pk, YEAR, schools)}
    for model in (Cohort, Participation):
        model.objects.update(accepted=None, accepted_mark="")
    rows = preliminary_schools(pk, YEAR, schools)
    assert all(row.preliminary for row in rows)
    assert {(j.place_id, j.indicator.pk): j.numerator for j in rows} == before
    assert set(before) == set(expected(world)[0])

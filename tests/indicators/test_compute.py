"""The engine against the oracle, and what a recompute guarantees."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F

from indicators import value_sql
from indicators.compute import recompute
from indicators.models import Indicator, MunicipalityValue, Run, SchoolValue, Standing
from indicators.stale import stale_slices
from monitoring.models import Campaign, Cohort, Event, Participation, Revision
from schools.grades import Grades
from schools.models import School
from tests.indicators.world import YEAR, build, expected

pytestmark = pytest.mark.django_db


def stored(world):
    schools = {
        (v.school_id, v.indicator_id): (v.standing, v.numerator, v.denominator)
        for v in SchoolValue.objects.filter(year=world.year, school__municipality=world.municipality)
    }
    municipality = {
        v.indicator_id: (v.standing, v.numerator, v.denominator, v.reported, v.expected)
        for v in MunicipalityValue.objects.filter(year=world.year, municipality=world.municipality)
    }
    return schools, municipality


@pytest.mark.parametrize("seed", range(8))
def test_every_row_equals_the_same_computed_in_plain_python(seed):
    world = build(seed)
    recompute(municipality_id=world.municipality.pk, year=world.year)
    schools, municipality = stored(world)
    assert (schools, municipality) == expected(world)


def test_the_worlds_of_the_oracle_show_every_standing_at_both_levels():
    rows = [expected(build(seed)) for seed in range(100, 104)]
    assert {row[0] for schools, _ in rows for row in schools.values()} == {0, 1, 2}
    assert {row[0] for _, municipality in rows for row in municipality.values()} == {0, 1, 2}


def test_rerun_changes_nothing_and_says_so():
    world = build(1)
    first = recompute(municipality_id=world.municipality.pk, year=world.year)
    assert first.rows_changed > 0
    assert not first.fresh
    again = recompute(municipality_id=world.municipality.pk, year=world.year)
    assert (again.rows_changed, again.fresh) == (0, True)
    forced = recompute(municipality_id=world.municipality.pk, year=world.year, force=True)
    assert (forced.rows_changed, forced.fresh) == (0, False)
    assert Run.objects.count() == 2


def test_one_corrected_number_changes_only_what_it_touches():
    world = build(2)
    recompute(municipality_id=world.municipality.pk, year=world.year)
    value = SchoolValue.objects.filter(
        standing=Standing.KNOWN,
        denominator__gt=0,
        indicator__terms__kind="pupils",
        indicator__terms__side="denominator",
    ).first()
    Cohort.objects.filter(school=value.school_id, population=0).update(accepted=F("accepted") + 40)
    outcome = recompute(municipality_id=world.municipality.pk, year=world.year, force=True)
    assert stored(world) == expected(world)
    assert 0 < outcome.rows_changed < len(stored(world)[0])


def test_other_municipalities_are_left_alone():
    one, other = build(3), build(4)
    for world in (one, other):
        recompute(municipality_id=world.municipality.pk, year=world.year)
    before = stored(other)
    School.objects.filter(municipality=one.municipality).update(grades=Grades.parse("1-4"))
    recompute(municipality_id=one.municipality.pk, year=one.year)
    assert stored(other) == before


class TestStaleness:
    def slices(self, world):
        return stale_slices(municipality_id=world.municipality.pk)

    def fresh_world(self, seed=5):
        world = build(seed)
        recompute(municipality_id=world.municipality.pk, year=world.year)
        assert self.slices(world) == []
        return world

    def test_a_never_computed_slice_is_stale(self):
        world = build(5)
        assert self.slices(world) == [(world.municipality.pk, YEAR)]

    def test_a_new_revision_of_facts_makes_it_stale(self):
        world = self.fresh_world()
        Revision.objects.create(municipality=world.municipality, year=YEAR, number=1)
        assert self.slices(world) == [(world.municipality.pk, YEAR)]

    def test_a_closed_school_makes_it_stale_and_its_rows_go(self):
        world = self.fresh_world()
        school = School.objects.filter(municipality=world.municipality).first()
        School.objects.filter(pk=school.pk).update(closed="2020-09-01")
        assert self.slices(world) == [(world.municipality.pk, YEAR)]
        recompute(municipality_id=world.municipality.pk, year=YEAR)
        assert not SchoolValue.objects.filter(school=school).exists()

    def test_a_changed_definition_makes_only_the_years_it_touches_stale(self):
        world = self.fresh_world()
        event = Event.objects.first()
        event.first_year, event.last_year = 2001, 2002
        event.save()
        assert self.slices(world) == [(world.municipality.pk, YEAR)]
        event.first_year = event.last_year = None
        event.save()
        later = Indicator.objects.create(code="later", name="позже", first_year=YEAR + 5)
        later.terms.create(side="numerator", position=0, kind="pupils")
        recompute(municipality_id=world.municipality.pk, year=YEAR)
        assert self.slices(world) == []

    def test_an_ended_indicator_loses_its_rows(self):
        world = self.fresh_world()
        indicator = Indicator.objects.valid_in(YEAR).filter(level="school").first()
        Indicator.objects.filter(pk=indicator.pk).update(first_year=2000, last_year=YEAR - 1)
        recompute(municipality_id=world.municipality.pk, year=YEAR)
        assert not SchoolValue.objects.filter(indicator=indicator).exists()
        assert not MunicipalityValue.objects.filter(indicator=indicator).exists()

    def test_a_cancelled_campaign_leaves_no_values(self):
        world = self.fresh_world()
        Campaign.objects.all().delete()
        assert self.slices(world) == [(world.municipality.pk, YEAR)]
        recompute(municipality_id=world.municipality.pk, year=YEAR)
        assert stored(world) == ({}, {})
        assert self.slices(world) == []

    def test_listed_participants_alone_count(self):
        world = self.fresh_world()
        campaign = Campaign.objects.get(municipality=world.municipality)
        campaign.all_open = False
        campaign.save()
        listed = School.objects.filter(municipality=world.municipality)[:2]
        campaign.schools.set(listed)
        recompute(municipality_id=world.municipality.pk, year=YEAR)
        assert set(SchoolValue.objects.values_list("school_id", flat=True)) == {
            school.pk for school in listed
        }


def test_a_crash_in_the_middle_leaves_the_old_values(monkeypatch):
    world = build(6)
    recompute(municipality_id=world.municipality.pk, year=world.year)
    before = stored(world)
    Participation.objects.update(accepted=1, accepted_mark="")
    monkeypatch.setattr(value_sql, "MUNICIPALITIES_WRITTEN", "SELECT no_such_column FROM ({rows}) f")
    with pytest.raises(Exception, match="no_such_column"):
        recompute(municipality_id=world.municipality.pk, year=world.year, force=True)
    assert stored(world) == before


def test_the_number_of_queries_does_not_depend_on_the_number_of_schools(django_assert_num_queries):
    for seed, schools in ((7, 1), (8, 9)):
        world = build(seed, schools=schools)
        with django_assert_num_queries(28 if connection.vendor == "sqlite" else 29):
            recompute(municipality_id=world.municipality.pk, year=world.year)


def test_a_zero_denominator_is_known_and_gives_no_value():
    world = build(9, schools=1, indicators=0)
    school = School.objects.get(municipality=world.municipality)
    school.grades = Grades.parse("9")
    school.kind = "basic"
    school.save()
    Cohort.objects.all().delete()
    Cohort.objects.create(school=school, year_id=YEAR, grade=9, population=0, value=0, accepted=0)
    indicator = Indicator.objects.create(code="share", name="доля")
    event = Event.objects.first()
    Event.objects.filter(pk=event.pk).update(grades=Grades.parse("all"), first_year=None, last_year=None)
    Participation.objects.all().delete()
    indicator.terms.create(side="numerator", position=0, kind="event", event=event)
    indicator.terms.create(side="denominator", position=0, kind="pupils")
    recompute(municipality_id=world.municipality.pk, year=YEAR)
    assert stored(world)[0] == {(school.pk, indicator.pk): (Standing.KNOWN, 0, 0)}
    assert stored(world)[1] == {indicator.pk: (Standing.KNOWN, 0, 0, 1, 1)}

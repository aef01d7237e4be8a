"""Revisions that name their schools: these alone are computed, and every row is the oracle's all the same."""

from __future__ import annotations

import random

import pytest

from indicators.compute import recompute, recompute_many
from indicators.models import Indicator, SchoolValue, Slice
from indicators.stale import stale_slices
from indicators.sweep import sweep
from monitoring.models import Cohort, Mark, MetricValue, Participation, RevisedSchool, Revision
from monitoring.revisions import bump, bump_schools
from schools.models import School
from tests.indicators.test_compute import stored
from tests.indicators.world import YEAR, build, expected

pytestmark = pytest.mark.django_db
WRONG = 9
"""A standing that no value has: stands in those of a school that nobody names; whoever computes it sets it right."""


@pytest.fixture
def worlds():
    """Two municipalities, computed; each has indicators of its own and some that are summed for the municipality."""
    made = [build(seed, schools=9, indicators=12) for seed in (31, 32)]
    recompute_many(municipality_ids=[world.municipality.pk for world in made], year=YEAR)
    assert set(Indicator.objects.values_list("level", flat=True)) == {"school", "municipality"}
    return made


def schools_of(world):
    return list(School.objects.filter(municipality=world.municipality).order_by("pk"))


def correct(world, rng):
    """Accept other numbers and marks of one school, not the first one; gives the school."""
    school = rng.choice(schools_of(world)[1:])
    for table in (Cohort, Participation, MetricValue):
        rows = list(table.objects.filter(school=school))
        for row in rng.sample(rows, min(4, len(rows))):
            row.accepted, row.accepted_mark = rng.choice([(None, Mark.NO_DATA), (0, ""), (5, ""), (41, "")])
            row.save()
    return school.pk


def name(world, *schools):
    bump_schools(((world.municipality.pk, YEAR), school) for school in schools)


def spoil(world):
    assert SchoolValue.objects.filter(school=schools_of(world)[0]).update(standing=WRONG)


def is_spoilt(world):
    return SchoolValue.objects.filter(school=schools_of(world)[0], standing=WRONG).exists()


def as_the_oracle_says(worlds):
    return [stored(world) for world in worlds] == [expected(world) for world in worlds]


def test_whatever_is_corrected_every_row_is_that_of_the_oracle(worlds):
    rng = random.Random(7)
    for _ in range(5):
        some = rng.sample(worlds, rng.choice([1, 2]))
        for world in some:
            for _ in range(rng.choice([1, 2])):
                name(world, correct(world, rng))
        assert sweep().slices == len(some)
        assert as_the_oracle_says(worlds)
    assert stale_slices() == []
    assert sweep(force=True).rows_changed == 0


def test_nobody_else_is_computed(worlds):
    one, other = worlds
    for world in worlds:
        spoil(world)
    name(one, correct(one, random.Random(1)))
    assert sweep().slices == 1
    assert (is_spoilt(one), is_spoilt(other)) == (True, True)
    sweep(force=True)
    assert as_the_oracle_says(worlds)


def test_names_are_forgotten_with_the_revision_they_were_computed_from(worlds, monkeypatch):
    monkeypatch.setattr("indicators.compute.NAMES_KEPT", 3)
    one, other = worlds
    school, waits = schools_of(one)[1].pk, schools_of(other)[1].pk
    name(other, waits)
    kept = []
    for _ in range(4):
        name(one, school)
        recompute(municipality_id=one.municipality.pk, year=YEAR, schools=[school])
        kept.append(list(RevisedSchool.objects.filter(school=school).values_list("number", flat=True)))
    assert kept == [[1], [1, 2], [], [4]]
    name(one, correct(one, random.Random(8)))
    assert RevisedSchool.objects.filter(school=waits).exists()
    assert sweep().slices == 2
    assert not RevisedSchool.objects.exists()
    assert as_the_oracle_says(worlds)


def unnamed(world):
    bump([(world.municipality.pk, YEAR)])


def counted_by_hand(world):
    Revision.objects.create(municipality=world.municipality, year=YEAR, number=1)


def school_erased(world):
    """With a school go its names: the revision names nobody any more."""
    name(world, schools_of(world)[2].pk)
    RevisedSchool.objects.all().delete()


@pytest.mark.parametrize("besides", [unnamed, counted_by_hand, school_erased])
def test_one_revision_that_names_nobody_has_the_whole_slice_computed(worlds, besides):
    rng, (one, other) = random.Random(2), worlds
    for world in worlds:
        spoil(world)
    besides(one)
    name(one, correct(one, rng))
    name(other, correct(other, rng))
    assert sweep().slices == 2
    assert (is_spoilt(one), is_spoilt(other)) == (False, True)
    assert as_the_oracle_says([one])


def test_other_participants_definitions_or_too_many_schools_have_the_whole_slice_computed(worlds):
    rng, (one, _) = random.Random(3), worlds
    changes = (
        lambda: School.objects.filter(pk=schools_of(one)[3].pk).update(closed=f"{YEAR}-09-01"),
        lambda: Indicator.objects.filter(pk=Indicator.objects.first().pk).update(first_year=YEAR + 1),
        lambda: Slice.objects.filter(municipality=one.municipality).update(definitions="others"),
        lambda: name(one, *[school.pk for school in schools_of(one)[1:5]]),
    )
    for change in changes:
        spoil(one)
        name(one, correct(one, rng))
        change()
        sweep()
        assert as_the_oracle_says(worlds)


def test_a_pass_that_fails_half_way_leaves_the_old_values_and_the_next_one_heals(worlds, monkeypatch):
    one, _ = worlds
    before = stored(one)
    name(one, correct(one, random.Random(4)))
    assert expected(one) != before

    def fails(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("indicators.compute._record", fails)
        assert sweep().failed == 1
    assert stored(one) == before
    assert sweep().slices == 1
    assert as_the_oracle_says(worlds)

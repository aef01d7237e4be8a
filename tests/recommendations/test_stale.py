"""What makes the recommendations of a year stale: everything their verdicts look at, and nothing else."""

from __future__ import annotations

import pytest

from recommendations.issue import Issued
from recommendations.stale import unissued_slices
from tests.recommendations.world import TODAY, YEAR, World, standing


@pytest.fixture
def world(okrug, school, small_school) -> World:
    return World(okrug, school, small_school)


@pytest.fixture
def falling(world, school) -> World:
    """40, 30 and 20 of 100 in three years running, so that the rule of falling values fires."""
    world.rule(trigger="falling")
    for year, took_part in ((2019, 40), (2020, 30), (2021, 20)):
        world.accept(school, took_part, year=year)
    assert world.issue() == Issued(created=1)
    return world


@pytest.mark.parametrize("corrected", [2019, 2020])
def test_a_correction_of_an_earlier_year_is_looked_at_where_the_verdict_rests_on_it(
    falling, school, corrected
):
    falling.accept(school, 10, year=corrected)
    assert falling.issue() == Issued(withdrawn=1)
    assert standing() == [("r1", "okr-01", "withdrawn", 1)]


def test_what_no_verdict_looks_at_makes_nothing_stale(falling, okrug, school):
    assert unissued_slices(today=TODAY, year=YEAR) == []
    falling.accept(school, 10, year=2018)
    assert falling.issue() == Issued(fresh=True)
    assert unissued_slices(today=TODAY, year=YEAR) == []

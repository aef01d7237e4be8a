"""Two workers at once on one slice give what one gives."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from config.pipeline import advance
from recommendations.issue import Issued, issue
from recommendations.models import Recommendation
from schools.models import Transition
from tests.recommendations.world import TODAY, World, standing

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, times: int = 3) -> list:
    """Run the same work in that many threads, each with a connection of its own; results or errors."""
    barrier, results = threading.Barrier(times), []

    def run() -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 - compared below with what should have come
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def world(transactional_db, okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule()
    world.rule("r2", trigger="always", indicator=None, text="Провести экскурсии.")
    for place in (school, small_school):
        world.accept(place, 10)
    return world


def test_of_several_issues_one_does_the_work(world):
    world.issue()
    Recommendation.objects.all().delete()
    Transition.objects.all().delete()
    results = at_once(
        lambda: issue(municipality_id=world.municipality.pk, year=2021, today=TODAY, force=True)
    )
    assert sorted(results, key=lambda result: result.created) == [Issued(), Issued(), Issued(created=4)]
    assert len(standing()) == Transition.objects.count() == 4


def test_passes_that_overlap_make_nothing_twice(world):
    results = at_once(lambda: advance(today=TODAY), times=2)
    assert sorted((passed.created, passed.recomputed, passed.failed) for passed in results) in (
        [(0, 0, 0), (4, 1, 0)],
        [(0, 1, 0), (4, 0, 0)],
    )
    assert len(standing()) == 4

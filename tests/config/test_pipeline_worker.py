"""With a real worker: an accepted correction reaches the recommendations by itself, at once."""

from __future__ import annotations

import pytest

from config.pipeline import advance
from monitoring.models import Participation, Submission
from monitoring.submitting import accept
from recommendations.models import Recommendation
from tests.recommendations.world import TODAY, World
from tests.servers.processes import wait_until


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_correction_withdraws_the_recommendation_without_any_pass(celery_worker, okrug, school, officer):
    world = World(okrug, school)
    world.plan(30)
    world.rule()
    world.accept(school, 10, state="submitted")
    advance(today=TODAY)
    assert Recommendation.objects.get().state == "issued"
    Participation.objects.update(value=50)
    accept(submission=Submission.objects.get(), person=officer)
    wait_until(lambda: Recommendation.objects.get().state != "issued", what="рекомендация отозвана")
    assert Recommendation.objects.get().closed_reason == (
        "По уточнённым данным план достигнут: 50,0\u00a0% при плане 30\u00a0%."
    )


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_report_is_accepted_and_the_next_pass_withdraws(okrug, school, officer):
    world = World(okrug, school)
    world.plan(30)
    world.rule()
    world.accept(school, 10, state="submitted")
    advance(today=TODAY)
    Participation.objects.update(value=50)
    accept(submission=Submission.objects.get(), person=officer)
    assert Recommendation.objects.get().state == "issued"
    advance(today=TODAY)
    assert Recommendation.objects.get().state == "withdrawn"

"""The baseline of the measure of issue gives the very rows the product gives."""

from __future__ import annotations

import pytest

from recommendations.issue import issue
from recommendations.models import Recommendation
from tests.bench.issue_one_by_one import issue_one_by_one, rows_of
from tests.bench.issue_world import TODAY, TRIGGERS, YEAR, make_world


@pytest.mark.django_db
def test_the_baseline_issues_the_same_recommendations():
    okrug = make_world(schools=24)
    issue(municipality_id=okrug.pk, year=YEAR, today=TODAY)
    ours = list(rows_of(YEAR))
    Recommendation.objects.all().delete()
    assert issue_one_by_one(okrug, YEAR, TODAY) == len(ours)
    assert list(rows_of(YEAR)) == ours
    fired = Recommendation.objects.values_list("rule__trigger", flat=True)
    assert set(fired) == set(TRIGGERS)

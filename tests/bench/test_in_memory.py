"""The baseline in memory gives the very values of schools the engine gives, with gaps, too."""

from __future__ import annotations

import pytest
from django.db import connection

from indicators.sweep import sweep
from monitoring.models import Cohort, Participation
from tests.bench.in_memory import COLUMNS, compute, indicators_of_world, read_facts
from tests.bench.worlds import YEAR, Size, make_world


@pytest.mark.skipif(connection.vendor == "sqlite", reason="reads by COPY")
@pytest.mark.django_db(transaction=True)
def test_frames_give_the_same_values_of_schools():
    make_world(Size(regions=1, municipalities=2, schools=3))
    Participation.objects.filter(school=3, grade=9, event=1).update(accepted=None, accepted_mark="n")
    Cohort.objects.filter(school=1, grade=11).update(accepted=None)
    sweep()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, indicator_id, standing, numerator, denominator FROM indicators_schoolvalue"
        )
        ours = set(cursor.fetchall())
    assert set(compute(read_facts(YEAR), indicators_of_world()).select(COLUMNS).rows()) == ours

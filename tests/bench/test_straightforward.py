"""The baseline (c) gives the very rows the engine gives: on a small world, with gaps, twice."""

from __future__ import annotations

import pytest
from django.db import connection

from indicators.models import MunicipalityValue, SchoolValue
from indicators.sweep import sweep
from monitoring.models import Cohort, Participation, Revision
from tests.bench.straightforward import make_tables, recompute_plainly
from tests.bench.worlds import YEAR, Size, make_world

SIDES = "standing, numerator, denominator"


def rows(table, columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        return set(cursor.fetchall())


def both():
    return [
        (
            rows(f"{prefix}_schoolvalue", f"school_id, indicator_id, {SIDES}"),
            rows(
                f"{prefix}_municipalityvalue", f"municipality_id, indicator_id, {SIDES}, reported, expected"
            ),
        )
        for prefix in ("plain", "indicators")
    ]


@pytest.mark.django_db(transaction=True)
def test_the_baseline_writes_the_same_rows():
    make_world(Size(regions=1, municipalities=3, schools=7))
    make_tables()
    assert (sweep().slices, SchoolValue.objects.count()) == (3, 7 * 20)
    recompute_plainly(YEAR)
    plain, ours = both()
    assert plain == ours
    Participation.objects.filter(school=2, grade=7).update(accepted=1)
    Participation.objects.filter(school=3, grade=9, event=1).update(accepted=None, accepted_mark="n")
    Cohort.objects.filter(school=7, grade=11).update(accepted=None)
    Revision.objects.update(number=2)
    assert sweep().rows_changed > 0
    recompute_plainly(YEAR)
    plain, ours = both()
    assert plain == ours
    assert {0, 1} == set(SchoolValue.objects.values_list("standing", flat=True))
    assert MunicipalityValue.objects.filter(reported=2, expected=3).exists()
    with connection.cursor() as cursor:
        for place in ("school", "municipality"):
            cursor.execute(f"DROP TABLE plain_{place}value")

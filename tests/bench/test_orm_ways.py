"""The baselines in Django's own language give the very rows the engine gives, with gaps, too."""

from __future__ import annotations

import pytest

from indicators.models import MunicipalityValue, SchoolValue
from indicators.sweep import sweep
from monitoring.models import Cohort, Participation
from tests.bench.orm_ways import recompute_grouped, recompute_naively
from tests.bench.worlds import YEAR, Size, make_world

SIDES = ("standing", "numerator", "denominator")


def rows() -> tuple[set, set]:
    return (
        set(SchoolValue.objects.values_list("school", "indicator", *SIDES)),
        set(
            MunicipalityValue.objects.values_list("municipality", "indicator", *SIDES, "reported", "expected")
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_grouped_and_naive_ways_give_the_same_rows():
    make_world(Size(regions=1, municipalities=2, schools=3))
    Participation.objects.filter(school=2, grade=7).update(accepted=1)
    Participation.objects.filter(school=3, grade=9, event=1).update(accepted=None, accepted_mark="n")
    Cohort.objects.filter(school=1, grade=11).update(accepted=None)
    sweep()
    ours = rows()
    assert {standing for _, _, standing, *_ in ours[0]} == {0, 1}
    for way in (recompute_grouped, recompute_naively):
        SchoolValue.objects.all().delete()
        MunicipalityValue.objects.all().delete()
        way(YEAR)
        assert rows() == ours

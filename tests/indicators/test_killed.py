"""kill -9 in the middle of a recompute: readers see the old values or the new ones, never half; the next run heals."""

from __future__ import annotations

import pytest
from django.db import connection

from indicators.stale import stale_slices
from tests.indicators.killing import kills, stored, values_with
from tests.indicators.world import build
from tests.servers.worker import ROOT, environment_of_this_test

KILLS = 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_kills_leave_whole_passes_and_the_next_run_heals_them():
    worlds = [build(21, schools=16, indicators=12), build(22, schools=9, indicators=8)]
    whole = [values_with(worlds, 20), values_with(worlds, 30)]
    assert whole[0] != whole[1]
    for _ in kills(worlds, KILLS, cwd=ROOT, environment=environment_of_this_test()):
        connection.close()
        assert stored() in whole
    assert values_with(worlds, 30) == whole[1]
    assert stale_slices() == []

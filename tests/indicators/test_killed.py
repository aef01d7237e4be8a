"""kill -9 in the middle of a recompute: readers see the old values or the new ones, never half; the next run heals."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from django.db import connection

from indicators.compute import recompute
from indicators.stale import stale_slices
from monitoring.models import Cohort
from tests.indicators.test_compute import stored
from tests.indicators.world import YEAR, build
from tests.servers.processes import kill_group
from tests.servers.worker import ROOT, environment_of_this_test

KILLS = 10

# Two states of the facts by turns, each followed by a recompute, until somebody kills it.
FLICKER = """
import django; django.setup()
from indicators.compute import recompute
from monitoring.models import Cohort
print("ready", flush=True)
while True:
    for pupils in (20, 30):
        Cohort.objects.filter(population=0).update(accepted=pupils, accepted_mark="")
        recompute(municipality_id={municipality}, year={year}, force=True)
"""


def values_with(world, pupils):
    Cohort.objects.filter(population=0).update(accepted=pupils, accepted_mark="")
    recompute(municipality_id=world.municipality.pk, year=YEAR, force=True)
    return stored(world)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_kills_leave_whole_slices_and_the_next_run_heals_them():
    world = build(21, schools=25, indicators=20)
    whole = [values_with(world, 20), values_with(world, 30)]
    assert whole[0] != whole[1]
    code = FLICKER.format(municipality=world.municipality.pk, year=YEAR)
    rng = random.Random(5)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=environment_of_this_test(), text=True,
            stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.05, 0.6))
        kill_group(process)
        process.stdout.close()
        connection.close()
        assert stored(world) in whole
    assert values_with(world, 30) == whole[1]
    assert stale_slices() == []

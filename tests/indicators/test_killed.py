"""kill -9 in the middle of a recompute: readers see the old values or the new ones, never half; the next run heals."""

from __future__ import annotations

import os
import random
import signal
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

# For each line read a process of its own: two states of the facts by turns, each followed by a recompute, until
# somebody kills it; then the signal it died of. Forked: starting Django anew ten times would take most of the test.
FLICKER = """
import os, sys
import django; django.setup()
from indicators.compute import recompute
from monitoring.models import Cohort
for _ in sys.stdin:
    child = os.fork()
    if not child:
        while True:
            for pupils in (20, 30):
                Cohort.objects.filter(population=0).update(accepted=pupils, accepted_mark="")
                recompute(municipality_id={municipality}, year={year}, force=True)
    print(child, flush=True)
    print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
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
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment_of_this_test(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    ) as parent:  # fmt: skip
        assert parent.stdin is not None
        assert parent.stdout is not None
        try:
            for _ in range(KILLS):
                print(file=parent.stdin, flush=True)
                child = int(parent.stdout.readline())
                time.sleep(rng.uniform(0.05, 0.6))
                os.kill(child, signal.SIGKILL)
                assert int(parent.stdout.readline()) == signal.SIGKILL
                connection.close()
                assert stored(world) in whole
        finally:
            kill_group(parent)
    assert values_with(world, 30) == whole[1]
    assert stale_slices() == []

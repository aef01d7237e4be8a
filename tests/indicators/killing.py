"""A process that recomputes two municipalities over and over in one pass, and is killed at random moments."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from indicators.compute import recompute_many
from indicators.models import MunicipalityValue, SchoolValue
from monitoring.models import Cohort
from tests.indicators.world import YEAR, World
from tests.servers.processes import kill_group

# For each line read a process of its own: two states of the facts by turns, each followed by a recompute, until
# somebody kills it; then the signal it died of. Forked: starting Django anew each time would take most of the time.
FLICKER = """
import os, sys
import django; django.setup()
from indicators.compute import recompute_many
from monitoring.models import Cohort
for _ in sys.stdin:
    child = os.fork()
    if not child:
        while True:
            for pupils in (20, 30):
                Cohort.objects.filter(population=0).update(accepted=pupils, accepted_mark="")
                recompute_many(municipality_ids={municipalities}, year={year}, force=True)
    print(child, flush=True)
    print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""


def stored() -> tuple[list, list]:
    """Both tables as they are."""
    schools = SchoolValue.objects.order_by("school", "indicator")
    municipalities = MunicipalityValue.objects.order_by("municipality", "indicator")
    return (
        list(schools.values_list("school", "indicator", "standing", "numerator", "denominator")),
        list(
            municipalities.values_list(
                "municipality", "indicator", "standing", "numerator", "denominator", "reported", "expected"
            )
        ),
    )


def values_with(worlds: list[World], pupils: int) -> tuple[list, list]:
    """What stands in the tables when every grade has so many pupils."""
    Cohort.objects.filter(population=0).update(accepted=pupils, accepted_mark="")
    recompute_many(municipality_ids=[world.municipality.pk for world in worlds], year=YEAR, force=True)
    return stored()


def kills(worlds: list[World], times: int, *, cwd, environment: dict[str, str]) -> Iterator[int]:
    """Yields after each kill."""
    municipalities = [world.municipality.pk for world in worlds]
    code = FLICKER.format(municipalities=municipalities, year=YEAR)
    rng = random.Random(5)
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=cwd, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    ) as parent:  # fmt: skip
        assert parent.stdin is not None
        assert parent.stdout is not None
        try:
            for done in range(1, times + 1):
                print(file=parent.stdin, flush=True)
                child = int(parent.stdout.readline())
                time.sleep(rng.uniform(0.05, 0.6))
                os.kill(child, signal.SIGKILL)
                assert int(parent.stdout.readline()) == signal.SIGKILL
                yield done
        finally:
            kill_group(parent)

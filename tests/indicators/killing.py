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
from schools.models import School
from tests.indicators.world import YEAR, World
from tests.servers.processes import kill_group

# For each line read a process of its own: two states of the facts of a few schools by turns, each followed by a
# recompute, of these schools and of everything, until somebody kills it; then the signal it died of. Forked: starting
# Django anew each time would take most of the time.
FLICKER = """
import os, sys
import django; django.setup()
from django.db import transaction
from indicators.compute import recompute_many
from monitoring.revisions import bump_schools
from tests.indicators.killing import tell
for _ in sys.stdin:
    child = os.fork()
    if not child:
        while True:
            for pupils, force in ((20, False), (30, False), (20, True), (30, True)):
                with transaction.atomic():
                    bump_schools(tell({municipalities}, pupils))
                recompute_many(municipality_ids={municipalities}, year={year}, force=force)
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
    """What stands in the tables when every grade of the few schools has so many pupils."""
    municipalities = [world.municipality.pk for world in worlds]
    tell(municipalities, pupils)
    recompute_many(municipality_ids=municipalities, year=YEAR, force=True)
    return stored()


def tell(municipalities: list[int], pupils: int) -> list[tuple[tuple[int, int], int]]:
    """So many pupils in every grade of each sixth school; gives the schools as `bump_schools` takes them."""
    schools = list(School.objects.filter(municipality__in=municipalities).order_by("pk"))[::6]
    Cohort.objects.filter(population=0, school__in=schools).update(accepted=pupils, accepted_mark="")
    return [((school.municipality_id, YEAR), school.pk) for school in schools]


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

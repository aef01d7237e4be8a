"""What the measures of the engine do to a world: some numbers corrected, all of them changed, tables emptied."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from indicators.models import Slice
from indicators.sweep import sweep
from monitoring.models import Revision
from monitoring.revisions import bump_schools
from schools.models import School
from tests.bench.straightforward import recompute_plainly
from tests.bench.worlds import YEAR

OURS = ("indicators_schoolvalue", "indicators_municipalityvalue")
PLAIN = ("plain_schoolvalue", "plain_municipalityvalue")
EVERY = 20
"""One number of every twentieth school: it stands in two to four of the twenty indicators, under 1 % of the values."""


def empty(tables: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}" if connection.vendor == "sqlite" else f"TRUNCATE {table}")


def forget() -> None:
    """As before the first computation."""
    empty(OURS)
    empty(PLAIN)
    Slice.objects.all().delete()


class Corrections:
    """Each call corrects one number in every `EVERY`th school, another grade each time.

    The revision of each municipality that has such a school grows by one and names it, as when a file of corrections
    is accepted.
    """

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE monitoring_participation SET accepted = 59 - accepted WHERE year_id = %s AND event_id = %s"
                " AND population = 0 AND grade = %s AND school_id %% %s = %s",
                [YEAR, 1 + self.calls % 5, 6 + self.calls % 4, EVERY, self.calls % EVERY],
            )
        corrected = School.objects.annotate(rest=F("pk") % EVERY).filter(rest=self.calls % EVERY)
        bump_schools(((pk, YEAR), school) for school, pk in corrected.values_list("pk", "municipality"))


def change_everything() -> None:
    """Every value of pupils becomes another one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE monitoring_cohort SET accepted = 160 - accepted WHERE year_id = %s", [YEAR])
    changed()


def changed() -> None:
    """Facts of every municipality have changed; the revisions name nobody, so that every school is computed."""
    Revision.objects.update(number=F("number") + 1)


def ours() -> None:
    assert sweep().failed == 0


def ours_whole() -> None:
    """Every school, as after a change of definitions or when the year is named."""
    assert sweep(year=YEAR, force=True).failed == 0


def ours_by_two() -> None:
    """As the command `recompute` does it: two connections at work."""
    assert sweep(workers=2).failed == 0


def plain() -> None:
    recompute_plainly(YEAR)

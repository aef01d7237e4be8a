"""The engine against Django's own language, on PostgreSQL: sums grouped by school (regional world), loops (municipal).

Less than 1 % of the values change, and the revisions name whose: the engine computes these schools, the other ways
all of them, as they do every time.
"""

from __future__ import annotations

import logging
import sys

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.bench.engine_world import Corrections, ours  # noqa: E402
from tests.bench.orm_ways import recompute_grouped, recompute_naively  # noqa: E402
from tests.bench.ratios import Ratio, report, side_by_side  # noqa: E402
from tests.bench.worlds import MUNICIPAL, REGIONAL, YEAR, Size, make_world  # noqa: E402


def against(size: Size, way: object, *, runs: int) -> tuple[float, float]:
    call_command("flush", interactive=False, verbosity=0)
    make_world(size)
    ours()
    return side_by_side(ours, lambda: way(YEAR), runs=runs, before=Corrections())


def main() -> int:
    if connection.vendor == "sqlite":
        print("\nСравнение с ORM измеряется только на PostgreSQL.")
        return 0
    call_command("migrate", verbosity=0)
    grouped = against(REGIONAL, recompute_grouped, runs=3)
    naive = against(MUNICIPAL, recompute_naively, runs=1)
    return report(
        "Расчёт года против ORM, изменилось меньше 1 %",
        [
            Ratio("сгруппированный ORM, 1 000 организаций", *grouped, floor=15, aim=35),
            Ratio("циклы ORM, 60 организаций", *naive, floor=150, aim=400),
        ],
    )


if __name__ == "__main__":
    sys.exit(main())

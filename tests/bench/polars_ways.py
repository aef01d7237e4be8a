"""The engine against polars on the federal year: computing alone in memory, and with reading and writing back.

No floor: in memory polars is faster than any database; moving the data is the price. PostgreSQL only.
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
from tests.bench.in_memory import compute, indicators_of_world, read_facts, write_back  # noqa: E402
from tests.bench.ratios import Ratio, report, side_by_side  # noqa: E402
from tests.bench.worlds import FEDERAL, YEAR, make_world  # noqa: E402


def main() -> int:
    if connection.vendor == "sqlite":
        print("\nСравнение с polars измеряется только на PostgreSQL.")
        return 0
    call_command("migrate", verbosity=0)
    make_world(FEDERAL)
    ours()
    indicators, facts = indicators_of_world(), read_facts(YEAR)
    corrections = Corrections()
    alone = side_by_side(ours, lambda: compute(facts, indicators), runs=3, before=corrections)

    def whole() -> None:
        write_back(compute(read_facts(YEAR), indicators))

    moved = side_by_side(ours, whole, runs=3, before=corrections)
    return report(
        "Федеральный год против polars, изменилось меньше 1 %",
        [
            Ratio("расчёт в памяти", *alone, floor=0, aim=0),
            Ratio("с чтением и записью обратно", *moved, floor=0, aim=1),
        ],
        "polars",
    )


if __name__ == "__main__":
    sys.exit(main())

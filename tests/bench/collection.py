"""What the collection costs: a form saved and pasted into, the board, the table of organisations; as a table.

Queries are counted by the connection; savepoints, begin and commit are no questions. The exit code says whether every
ceiling was kept.
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
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from tests.bench.machine import described, median  # noqa: E402
from tests.bench.measures import MEASURES, Measure  # noqa: E402

NO_QUESTIONS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


def line(measure: Measure) -> tuple[str, bool]:
    """A row of the table, and whether the measure kept its ceiling."""
    action = measure.prepare()
    action()
    with CaptureQueriesContext(connection) as captured:
        action()
    queries = sum(not query["sql"].startswith(NO_QUESTIONS) for query in captured.captured_queries)
    taken = median(action)
    times = f"{taken.clock * 1000:.0f} | {taken.processor * 1000:.0f}"
    kept = queries <= measure.most_queries
    ceiling = f"{measure.most_queries}" if kept else f"{measure.most_queries}: больше"
    return f"| {measure.name} | {times} | {queries} | {ceiling} |", kept


def main() -> int:
    call_command("migrate", verbosity=0)
    setup_test_environment()
    lines = [line(measure) for measure in MEASURES]
    print(f"\nСбор данных, медиана 5\n{described()}\n")
    print("| замер | мс | процессор, мс | запросов | не больше |\n|---|---|---|---|---|")
    print("\n".join(text for text, _ in lines), flush=True)
    return 0 if all(kept for _, kept in lines) else 1


if __name__ == "__main__":
    sys.exit(main())

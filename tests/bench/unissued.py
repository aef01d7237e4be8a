"""Whose recommendations have to be issued anew: asked of 2 500 municipalities with 40 000 organisations at every pass.

Plans, reports, values of three years and twenty rules of each are looked at; one municipality in ten is stale. One
second of the processor is the most it may take, the server of PostgreSQL not counted in «own work».
"""

from __future__ import annotations

import datetime as dt
import logging
import sys

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from indicators.models import Slice  # noqa: E402
from recommendations.models import IssueState, Rule  # noqa: E402
from recommendations.stale import fingerprints, unissued_slices  # noqa: E402
from tests.bench.loading import settle  # noqa: E402
from tests.bench.machine import described, median  # noqa: E402
from tests.bench.worlds import EVENTS, FEDERAL, SHARES, YEAR, make_places  # noqa: E402

TODAY = dt.date(2022, 1, 20)
MOST = 1.0
STALE = 10


def make() -> None:
    """Everything is computed and issued, but every tenth municipality's values have been computed anew since."""
    make_places(FEDERAL)
    places = range(1, FEDERAL.municipalities + 1)
    Slice.objects.bulk_create(
        [
            Slice(
                municipality_id=place,
                year=YEAR - back,
                facts=1,
                places="p",
                definitions="d",
                computed_at=timezone.now(),
            )
            for back in range(3)
            for place in places
        ],
        batch_size=1000,
    )
    for number in range(1, EVENTS * SHARES + 1):
        trigger = "late" if number == 1 else "below_target"
        indicator = None if number == 1 else number
        Rule.objects.create(
            code=f"r-{number}", trigger=trigger, indicator_id=indicator, text="Срок – до {срок}."
        )
    states = [
        IssueState(municipality_id=place, year=year, fingerprint=digest)
        for (place, year), digest in fingerprints(today=TODAY).items()
    ]
    IssueState.objects.bulk_create(states, batch_size=1000)
    Slice.objects.filter(year=YEAR, municipality_id__in=places[::STALE]).update(facts=2)
    settle()


def main() -> int:
    call_command("migrate", verbosity=0)
    make()
    expected = [(place, YEAR) for place in range(1, FEDERAL.municipalities + 1, STALE)]
    with CaptureQueriesContext(connection) as asked:
        assert unissued_slices(today=TODAY) == expected
    taken = median(lambda: unissued_slices(today=TODAY))
    one = median(lambda: unissued_slices(today=TODAY, municipality_id=1, year=YEAR))
    print(
        f"\nУстаревшие рекомендации: {FEDERAL.municipalities} муниципалитетов, {FEDERAL.schools} организаций, медиана 5"
    )
    print(
        f"{described()}\n\n| чьи | мс | сам процесс, мс | запросов | не больше, мс |\n|---|---|---|---|---|"
    )
    print(
        f"| всех | {taken.clock * 1000:.0f} | {taken.processor * 1000:.0f} | {len(asked)} | {MOST * 1000:.0f} |"
    )
    print(f"| одного | {one.clock * 1000:.1f} | {one.processor * 1000:.1f} | – | – |", flush=True)
    return 0 if taken.clock <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())

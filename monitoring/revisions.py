"""(municipality, year) pairs → their revision grows by one; how the rooms to the right learn of new accepted facts.

Each pair counts once however often it is named. Guaranteed under concurrent calls: the number is added to in the
database, never read and written back.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q

from monitoring.models import Revision

CHUNK = 100


@transaction.atomic
def bump(slices: Iterable[tuple[int, int]]) -> int:
    """Count one change for every (municipality id, year); returns how many slices that were."""
    wanted = sorted(set(slices))
    Revision.objects.bulk_create(
        [Revision(municipality_id=municipality, year=year) for municipality, year in wanted],
        ignore_conflicts=True,
    )
    for start in range(0, len(wanted), CHUNK):
        mine = Q()
        for municipality, year in wanted[start : start + CHUNK]:
            mine |= Q(municipality_id=municipality, year=year)
        Revision.objects.filter(mine).update(number=F("number") + 1)
    return len(wanted)

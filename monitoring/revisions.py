"""(municipality, year) pairs → their revision grows by one; how the rooms to the right learn of new accepted facts.

Each pair counts once however often it is named. Guaranteed under concurrent calls: the number is added to in the
database, never read and written back, and whoever has added to it holds its row until the transaction ends. A revision
may name the schools whose facts it changed; then it has changed nothing else, and only they need be computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import F, Q

from monitoring.models import RevisedSchool, Revision

CHUNK = 100
BATCH = 500


@transaction.atomic
def bump(slices: Iterable[tuple[int, int]]) -> int:
    """Count one change for every (municipality id, year); returns how many slices that were."""
    wanted = sorted(set(slices))
    Revision.objects.bulk_create(
        [Revision(municipality_id=municipality, year=year) for municipality, year in wanted],
        ignore_conflicts=True,
    )
    for mine in _in_chunks(wanted):
        Revision.objects.filter(mine).update(number=F("number") + 1)
    return len(wanted)


def bump_schools(schools: Iterable[tuple[tuple[int, int], int]]) -> int:
    """The same where nothing but accepted facts changed: of these schools, each with its (municipality id, year)."""
    changed: dict[tuple[int, int], set[int]] = defaultdict(set)
    for slice_, school in schools:
        changed[slice_].add(school)
    if not changed:
        return 0  # a draft: nothing accepted has changed
    with transaction.atomic():
        counted = bump(changed)
        revised = [
            RevisedSchool(revision=revision, number=revision.number, school_id=school)
            for mine in _in_chunks(sorted(changed))
            for revision in Revision.objects.filter(mine)
            for school in sorted(changed[revision.municipality_id, revision.year])
        ]
        RevisedSchool.objects.bulk_create(revised, batch_size=BATCH)
    return counted


def _in_chunks(slices: list[tuple[int, int]]) -> Iterator[Q]:
    """Conditions that together hold for these slices."""
    for start in range(0, len(slices), CHUNK):
        mine = Q()
        for municipality, year in slices[start : start + CHUNK]:
            mine |= Q(municipality_id=municipality, year=year)
        yield mine

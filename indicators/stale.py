"""Which slices are stale, and what «present» means for one: found from revisions and fingerprints, never from hope.

A slice (municipality, year) was computed from a revision of accepted facts, from its participating organisations and
from the definitions of the year; it is stale when one of the three is another today. Slices without a campaign are
stale only while values are left in them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from indicators.definitions import Definitions, definitions_of
from indicators.models import Slice
from indicators.plan_sql import PLACES
from monitoring.models import Campaign, Revision


@dataclass(frozen=True)
class Present:
    """What a slice would be computed from now."""

    facts: int
    places: str
    definitions: str

    def is_in(self, computed: Slice | None) -> bool:
        return computed is not None and (computed.facts, computed.places, computed.definitions) == (
            self.facts,
            self.places,
            self.definitions,
        )


def year_bounds(year: int) -> dict[str, dt.date]:
    """First and last day of a school year, as the parameters of `PLACES`."""
    return {"first_day": dt.date(year, 9, 1), "last_day": dt.date(year + 1, 8, 31)}


def _places(year: int, municipality_id: int | None) -> dict[int, str]:
    """A fingerprint of participating organisations (which, of what kind, teaching what) per municipality; one query."""
    where = "1 = 1" if municipality_id is None else "s.municipality_id = %(municipality)s"
    digests: dict[int, hashlib._Hash] = defaultdict(hashlib.sha256)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.municipality_id, p.id, p.kind, p.grades FROM ({PLACES.format(where=where)}) p ORDER BY p.id",
            {"year": year, "municipality": municipality_id, **year_bounds(year)},
        )
        for municipality, *place in cursor.fetchall():
            digests[municipality].update(repr(place).encode())
    return {municipality: digest.hexdigest() for municipality, digest in digests.items()}


def present_of(
    definitions: Definitions, municipality_ids: Iterable[int], *, only: int | None = None
) -> dict[int, Present]:
    """What the municipalities' slices would be computed from; two queries however many there are."""
    year = definitions.year
    places = _places(year, only)
    revisions = Revision.objects.filter(year=year)
    if only is not None:
        revisions = revisions.filter(municipality_id=only)
    facts = dict(revisions.values_list("municipality_id", "number"))
    return {
        municipality_id: Present(
            facts.get(municipality_id, 0),
            places.get(municipality_id, ""),
            definitions.fingerprint(municipality_id),
        )
        for municipality_id in municipality_ids
    }


def present(municipality_id: int, definitions: Definitions) -> Present:
    return present_of(definitions, [municipality_id], only=municipality_id)[municipality_id]


def stale_slices(*, year: int | None = None, municipality_id: int | None = None) -> list[tuple[int, int]]:
    """(municipality id, year) of every stale slice, oldest year first; a handful of queries per year."""
    wanted = {
        key: value
        for key, value in {"year": year, "municipality_id": municipality_id}.items()
        if value is not None
    }
    computed = {(row.municipality_id, row.year): row for row in Slice.objects.filter(**wanted)}
    slices = set(Campaign.objects.filter(**wanted).values_list("municipality_id", "year_id")) | set(computed)
    by_year: dict[int, list[int]] = defaultdict(list)
    for municipality, slice_year in slices:
        by_year[slice_year].append(municipality)
    return [
        (municipality, slice_year)
        for slice_year in sorted(by_year)
        for municipality, now in present_of(
            definitions_of(slice_year), sorted(by_year[slice_year]), only=municipality_id
        ).items()
        if not now.is_in(computed.get((municipality, slice_year)))
    ]

"""Which slices are stale, and what «present» means for one: found from revisions and fingerprints, never from hope.

A slice (municipality, year) was computed from a revision of accepted facts, from its participating organisations and
from the definitions of the year; it is stale when one of the three is another today. Slices without a campaign are
stale only while values are left in them.

A school belongs, with all its years, to the municipality it is in today: when it moves, its facts and values of past
years go with it, and both municipalities are computed anew. Where the receiver had no campaign that year, or did not
list the school, the school has no value of that year any more: such a slice is stale until what was left is removed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
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
    schools: int = 0

    def is_in(self, computed: Slice | None) -> bool:
        return computed is not None and (computed.facts, computed.places, computed.definitions) == (
            self.facts,
            self.places,
            self.definitions,
        )

    def differs_by_facts_alone(self, computed: Slice) -> bool:
        """Or not at all."""
        return (computed.places, computed.definitions) == (self.places, self.definitions)


NOBODY = (0, "")
OTHERS = "-"
"""The fingerprint of no organisations at all: stands where the slice is to be computed whoever takes part."""


def year_bounds(year: int) -> dict[str, dt.date]:
    """First and last day of a school year, as the parameters of `PLACES`."""
    return {"first_day": dt.date(year, 9, 1), "last_day": dt.date(year + 1, 8, 31)}


LEFT = """
SELECT DISTINCT s.municipality_id FROM schools_school s
WHERE {where} AND NOT EXISTS (SELECT 1 FROM ({places}) p WHERE p.id = s.id)
    AND EXISTS (SELECT 1 FROM indicators_schoolvalue v WHERE v.year = %(year)s AND v.school_id = s.id)"""
PARTICIPANTS = """
SELECT p.municipality_id, COUNT(*),
    {listed}(CAST(p.id AS text) || ' ' || p.kind || ' ' || CAST(p.grades AS text), ',')
FROM ({places}) p GROUP BY p.municipality_id"""
LISTED = {"postgresql": "STRING_AGG", "sqlite": "GROUP_CONCAT"}


def _places(year: int, municipality_ids: Collection[int] | None) -> dict[int, tuple[int, str]]:
    """How many organisations take part, and a fingerprint of them (which, of what kind, teaching what); one query."""
    where = "1 = 1" if municipality_ids is None else of_municipalities(municipality_ids)
    sql = PARTICIPANTS.format(places=PLACES.format(where=where), listed=LISTED[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, {"year": year, **year_bounds(year)})
        rows = cursor.fetchall()
    return {
        municipality: (count, hashlib.sha256(",".join(sorted(listed.split(","))).encode()).hexdigest())
        for municipality, count, listed in rows
    }


def left_in(year: int, municipality_ids: Collection[int] | None = None) -> set[int]:
    """Municipalities of schools that have values of a year in which they take no part; one query.

    It looks at schools, and at the values of those alone that take no part.
    """
    where = "1 = 1" if municipality_ids is None else of_municipalities(municipality_ids)
    sql = LEFT.format(where=where, places=PLACES.format(where=where))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"year": year, **year_bounds(year)})
        return {municipality for (municipality,) in cursor.fetchall()}


def mark_others(year: int, besides: Collection[int]) -> None:
    """Slices of the year that were computed from other organisations than take part now stay stale, whatever comes.

    For whoever computes `besides` where organisations have come or gone: one that has moved there has the values of
    there now, and should it go back before its old municipality is computed, nothing else would tell. Slices that
    somebody computes at this moment are left to them. Three queries, two where there is nothing to mark.
    """
    places = _places(year, None)
    rows = Slice.objects.filter(year=year).exclude(places__in=("", OTHERS)).exclude(municipality__in=besides)
    moved = [
        pk
        for pk, municipality, computed in rows.values_list("pk", "municipality_id", "places")
        if computed != places.get(municipality, NOBODY)[1]
    ]
    if moved:
        locked = Slice.objects.filter(pk__in=moved).select_for_update(skip_locked=True).order_by("pk")
        Slice.objects.filter(pk__in=[row.pk for row in locked]).update(places=OTHERS)


def of_municipalities(municipality_ids: Iterable[int]) -> str:
    """A condition on schools: keys of our own, so they may stand in the text."""
    return f"s.municipality_id IN ({', '.join(str(int(pk)) for pk in municipality_ids)})"


def present_of(
    definitions: Definitions, municipality_ids: Collection[int], *, every: bool = False
) -> dict[int, Present]:
    """What the municipalities' slices would be computed from; two queries. `every`: they are (nearly) all there are."""
    year = definitions.year
    if not municipality_ids:
        return {}
    places = _places(year, None if every else municipality_ids)
    revisions = Revision.objects.filter(year=year)
    if not every:
        revisions = revisions.filter(municipality_id__in=municipality_ids)
    facts = dict(revisions.values_list("municipality_id", "number"))
    return {
        municipality_id: Present(
            facts.get(municipality_id, 0),
            places.get(municipality_id, NOBODY)[1],
            definitions.fingerprint(municipality_id),
            places.get(municipality_id, NOBODY)[0],
        )
        for municipality_id in municipality_ids
    }


def stale_slices(*, year: int | None = None, municipality_id: int | None = None) -> list[tuple[int, int]]:
    """(municipality id, year) of every stale slice, oldest year first; a handful of queries per year."""
    left = _left(year, municipality_id)
    return [
        (municipality, slice_year)
        for slice_year, municipalities in _by_year(_known(year, municipality_id) | left).items()
        for municipality in _stale_in(slice_year, municipalities, left, every=municipality_id is None)
    ]


def fill_state(*, year: int, municipality_ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Of these municipalities those that have something to compute, and of them the stale ones; five queries.

    What schools left behind by moving is not looked for: it stands in no total.
    """
    collecting = Campaign.objects.filter(year=year, municipality__in=municipality_ids)
    rows = Slice.objects.filter(year=year, municipality_id__in=municipality_ids)
    computed = {row.municipality_id: row for row in rows}
    members = sorted({*computed, *collecting.values_list("municipality_id", flat=True)})
    now = present_of(definitions_of(year), members)
    return members, [pk for pk in members if not now[pk].is_in(computed.get(pk))]


def _stale_in(
    year: int, municipality_ids: list[int], left: set[tuple[int, int]], *, every: bool
) -> list[int]:
    rows = Slice.objects.filter(year=year)
    if not every:
        rows = rows.filter(municipality_id__in=municipality_ids)
    computed = {row.municipality_id: row for row in rows}
    now = present_of(definitions_of(year), municipality_ids, every=every)
    return [pk for pk in municipality_ids if (year, pk) in left or not now[pk].is_in(computed.get(pk))]


def slices_of(*, year: int | None = None, municipality_id: int | None = None) -> dict[int, list[int]]:
    """Municipality ids of every year in which there is something to compute, computed or left behind."""
    return _by_year(_known(year, municipality_id) | _left(year, municipality_id))


def _known(year: int | None, municipality_id: int | None) -> set[tuple[int, int]]:
    """(year, municipality id) of campaigns and slices; two queries."""
    asked = {"year": year, "municipality_id": municipality_id}
    wanted = {key: value for key, value in asked.items() if value is not None}
    return {
        *Campaign.objects.filter(**wanted).values_list("year_id", "municipality_id"),
        *Slice.objects.filter(**wanted).values_list("year", "municipality_id"),
    }


def _left(year: int | None, municipality_id: int | None) -> set[tuple[int, int]]:
    """(year, municipality id) of values left behind: of any year in which anything was computed, wherever it was."""
    years = Slice.objects.order_by().values_list("year", flat=True).distinct() if year is None else [year]
    members = None if municipality_id is None else [municipality_id]
    return {(of_year, pk) for of_year in years for pk in left_in(of_year, members)}


def _by_year(slices: set[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for slice_year, municipality in sorted(slices):
        found[slice_year].append(municipality)
    return dict(found)

"""The organisations and municipalities of many recommendations: rows in, the same rows with their places out."""

from __future__ import annotations

from collections.abc import Iterable

from recommendations.models import Recommendation
from schools.models import Municipality, School


def with_places(found: Iterable[Recommendation]) -> list[Recommendation]:
    """Organisations and municipalities, each read once however many rows share it; one query.

    A second one where an organisation has gone over to another municipality since.
    """
    rows = list(found)
    schools = School.objects.select_related("municipality").in_bulk({row.school_id for row in rows})
    places = {school.municipality_id: school.municipality for school in schools.values()}
    if gone := {row.municipality_id for row in rows} - places.keys():
        places |= Municipality.objects.in_bulk(gone)
    for row in rows:
        row.school, row.municipality = schools[row.school_id], places[row.municipality_id]
    return rows

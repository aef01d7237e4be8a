"""Municipality and year → what share of the pupils takes part in each event, school by school, for comparison.

Only events for all pupils that count people; only grades where participants and pupils are both numbers. Working
values: while a campaign runs, others have handed in and are not accepted yet. One query however many schools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import OuterRef, Subquery, Sum

from monitoring.models import Cohort, Event, Participation, Population


@dataclass(frozen=True, slots=True)
class Share:
    """The participants of one school in one event, out of the pupils of the same grades."""

    school: int
    participants: int
    pupils: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.participants, self.pupils)


Peers = Mapping[str, tuple[Share, ...]]
"""By code of the event; the school itself is among them."""


def read_peers(municipality_id: int, year: int) -> Peers:
    """Schools without pupils in the event's grades have no share."""
    pupils = Cohort.objects.filter(
        school=OuterRef("school"), year=OuterRef("year"), grade=OuterRef("grade"), population=Population.ALL
    )
    rows = (
        Participation.objects.filter(
            school__municipality=municipality_id,
            year=year,
            population=Population.ALL,
            value__isnull=False,
            event__counts=Event.Counts.PEOPLE,
            event__audience=Event.Audience.ALL,
        )
        .annotate(of=Subquery(pupils.values("value")[:1]))
        .filter(of__isnull=False)
        .order_by()
        .values_list("event__code", "school")
        .annotate(participants=Sum("value"), pupils=Sum("of"))
    )
    found: dict[str, tuple[Share, ...]] = {}
    for code, school, participants, all_pupils in rows.order_by("event__code", "school"):
        if all_pupils:
            found[code] = (*found.get(code, ()), Share(school, participants, all_pupils))
    return found

"""Facts → the organisations, events and metrics their codes name, and who takes part in which year.

Read in bulk: one query per 500 school codes, one each for events, metrics and explicit lists of participants.
With a person, only organisations they may see exist. Unknown codes get the nearest known one as advice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from django.db.models import QuerySet

from monitoring.chunks import in_chunks
from monitoring.models import Campaign, CellKind, Event, Metric
from monitoring.school_reports import SchoolReports
from schools.models import School, User
from schools.parsing import is_storable

LONGEST_CODE = 60
# Comparing every wrong code with every known one would take minutes; later ones get no advice.
MOST_COMPARISONS = 300_000


def code_text(raw: object) -> str:
    """A code as text: a spreadsheet's 101 and 101.0 are the code «101»."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).strip()


@dataclass
class Register:
    """Everything the codes of a batch of facts refer to; `everybody`: no campaign of theirs lists its participants."""

    schools: dict[str, School]
    events: dict[str, Event]
    metrics: dict[str, Metric]
    person: User | None
    everybody: bool = False
    _comparisons: int = field(default=0, repr=False)
    _advice: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    @cached_property
    def listed(self) -> dict[tuple[int, int], set[int | None]]:
        """Participants of the campaigns that name them, by (municipality, year)."""
        found: dict[tuple[int, int], set[int | None]] = {}
        if self.everybody:
            return found
        for municipalities in in_chunks({school.municipality_id for school in self.schools.values()}):
            rows = Campaign.objects.filter(all_open=False, municipality_id__in=municipalities)
            for municipality, year, school in rows.values_list("municipality_id", "year_id", "schools__pk"):
                found.setdefault((municipality, year), set()).add(school)
        return found

    @cached_property
    def _all_school_codes(self) -> list[str]:
        return list(_schools_of(self.person).values_list("code", flat=True))

    def why_not_in(self, school: School, year: int) -> str:
        """Why the organisation reports nothing for the year; empty when it does."""
        first, last = dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
        if school.opened is not None and school.opened > last:
            return f"«{school}» открыта позже этого учебного года: проверьте год и код."
        if school.closed is not None and school.closed <= first:
            return f"«{school}» закрыта раньше этого учебного года: проверьте год и код."
        listed = self.listed.get((school.municipality_id, year))
        if listed is not None and school.pk not in listed:
            return f"«{school}» не входит в список участников сбора этого года: добавьте её в кампанию."
        return ""

    def advice(self, what: str, code: str) -> str:
        """« Ближайший известный – «bilet».», or nothing."""
        if (what, code) not in self._advice:
            known: Collection[str] = {
                "school": lambda: self._all_school_codes,
                "event": lambda: self.events,
                "metric": lambda: self.metrics,
            }[what]()
            self._advice[what, code] = self._nearest(code, known)
        return self._advice[what, code]

    def _nearest(self, code: str, known: Collection[str]) -> str:
        if self._comparisons > MOST_COMPARISONS or not code or len(code) > LONGEST_CODE:
            return ""
        self._comparisons += len(known)
        near = get_close_matches(code, known, n=1)
        return f" Ближайший известный – «{near[0]}»." if near else ""


def register_for(codes: Iterable[str], person: User | None) -> Register:
    """The register of the schools with these codes; events and metrics whole."""
    wanted = {code for code in codes if code and len(code) <= LONGEST_CODE and is_storable(code)}
    schools: dict[str, School] = {}
    for part in in_chunks(wanted):
        schools |= {school.code: school for school in _schools_of(person).filter(code__in=part)}
    return Register(
        schools=schools,
        events={event.code: event for event in Event.objects.order_by("pk")},
        metrics={metric.code: metric for metric in Metric.objects.order_by("pk")},
        person=person,
    )


def register_of(reports: SchoolReports, kinds: Collection[str], person: User | None) -> Register:
    """The register of one school whose reports are read; events and metrics only where these kinds name some."""
    events = {CellKind.EVENT, CellKind.EVENT_WITH_DISABILITIES} & set(kinds)
    metrics = Metric.objects.order_by("pk") if CellKind.METRIC in kinds else ()
    return Register(
        schools={reports.school.code: reports.school},
        events={event.code: event for event in Event.objects.order_by("pk")} if events else {},
        metrics={metric.code: metric for metric in metrics},
        person=person,
        everybody=reports.campaign.all_open,
    )


def _schools_of(person: User | None) -> QuerySet[School]:
    schools = School.objects.order_by("pk")
    return schools if person is None else schools.visible_to(person)

"""Which columns the form of a municipality and year has, and which cells of them a school is to fill.

A column is a kind of cell and, for events and metrics, a code. It belongs to the wave that names it, else to the
wave that asks everything else (`whole`); without such a wave it is not asked, and what is sent all the same lies
in the first wave. Participants with disabilities are asked only where a wave names them: elsewhere the column is
shown when it holds something. Participants with disabilities of an event for them do not exist: all of them are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitoring.models import CellKind, Event, Metric, Population, Wave
from schools.grades import EVERYTHING, UNGRADED, WITHOUT_GRADES, Grades
from schools.models import School

NO_GRADES = Grades(0)
PUPIL_LABELS = {
    CellKind.PUPILS: "Обучающихся",
    CellKind.PUPILS_WITH_DISABILITIES: "Из них с ОВЗ и инвалидностью",
}
POPULATIONS: dict[str, Population] = {
    CellKind.PUPILS.value: Population.ALL,
    CellKind.PUPILS_WITH_DISABILITIES.value: Population.DISABILITIES,
    CellKind.EVENT.value: Population.ALL,
    CellKind.EVENT_WITH_DISABILITIES.value: Population.DISABILITIES,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the form; `wave_id` is None where the year has no campaign yet (then everything is asked)."""

    kind: str
    code: str
    label: str
    wave_id: int | None
    asked: bool
    event: Event | None = None
    metric: Metric | None = None

    @property
    def is_metric(self) -> bool:
        return self.kind == CellKind.METRIC

    @property
    def full_label(self) -> str:
        """The whole name, for headings read out and for lists of problems."""
        definition = self.event or self.metric
        name = definition.name if definition else self.label
        return f"{name}: с ОВЗ и инвалидностью" if self.kind == CellKind.EVENT_WITH_DISABILITIES else name

    def applicable(self, school: School) -> Grades:
        """The cells that exist for the school; a metric's only one is the ungraded total."""
        if self.metric is not None:
            return WITHOUT_GRADES if self.metric.asked_of(school.kind) else NO_GRADES
        return school.grades & (self.event.covered if self.event is not None else EVERYTHING)

    def to_fill(self, school: School, no_pupils: Mapping[int, Grades]) -> Grades:
        """The cells the school has to answer; grades without pupils (by population) need no answer.

        An event for certain grades is not asked of an organisation without grades, though its total may be entered.

        Nobody has to say that of no pupils none has a disability or takes part: it is 0 by itself.
        """
        if not self.asked:
            return NO_GRADES
        cells = self.applicable(school)
        if self.is_metric or self.kind == CellKind.PUPILS:
            return cells
        if self.event is not None and self.event.grades != EVERYTHING:
            cells = cells - WITHOUT_GRADES
        nobody = no_pupils.get(Population.ALL, NO_GRADES)
        for_disabilities = self.kind == CellKind.EVENT_WITH_DISABILITIES or (
            self.event is not None and self.event.audience == Event.Audience.DISABILITIES
        )
        if for_disabilities:
            nobody = nobody | no_pupils.get(Population.DISABILITIES, NO_GRADES)
        return cells - nobody


@dataclass(frozen=True)
class WavePlan:
    """The waves of one campaign: which of them a column belongs to, and when they open."""

    waves: Sequence[int] = ()
    whole: int | None = None
    named: Mapping[tuple[str, str], int] = field(default_factory=dict)
    opens: Mapping[int, dt.date | None] = field(default_factory=dict)

    def wave_of(self, kind: str, code: str) -> int | None:
        """The wave whose submission holds the cell; None only where the year has no wave at all."""
        found = self.named.get((kind, code), self.whole)
        return found if found is not None else next(iter(self.waves), None)

    def asks(self, kind: str, code: str) -> bool:
        if (kind, code) in self.named or not self.waves:
            return True
        return self.whole is not None


def wave_plans(municipalities: Iterable[int], years: Iterable[int]) -> dict[tuple[int, int], WavePlan]:
    """The plan of every campaign of these places and years, by (municipality, year). One query."""
    rows = (
        Wave.objects.filter(
            campaign__municipality_id__in=set(municipalities), campaign__year_id__in=set(years)
        )
        .order_by("number", "pk", "columns__pk")
        .values_list(
            "campaign__municipality_id",
            "campaign__year_id",
            "pk",
            "whole",
            "opens",
            "columns__kind",
            "columns__code",
        )
    )
    found: dict[tuple[int, int], dict[int, bool]] = {}
    named: dict[tuple[int, int], dict[tuple[str, str], int]] = {}
    opens: dict[int, dt.date | None] = {}
    for municipality, year, wave, whole, opening, kind, code in rows:
        found.setdefault((municipality, year), {})[wave] = whole
        opens[wave] = opening
        if kind:
            named.setdefault((municipality, year), {}).setdefault((kind, code), wave)
    return {
        place: WavePlan(
            tuple(waves),
            next((pk for pk, whole in waves.items() if whole), None),
            named.get(place, {}),
            {wave: opens[wave] for wave in waves},
        )
        for place, waves in found.items()
    }


def columns_of(*, municipality_id: int, year: int, plan: WavePlan | None = None) -> list[Column]:
    """All columns of the year in the order of the form: pupils, events, metrics. Three queries at most."""
    if plan is None:
        plan = wave_plans([municipality_id], [year]).get((municipality_id, year), WavePlan())
    events = Event.objects.active_in(year).available_to(municipality_id)
    metrics = Metric.objects.available_to(municipality_id)
    columns = [_pupil_column(kind, plan) for kind in PUPIL_LABELS]
    for event in events:
        columns.append(_event_column(CellKind.EVENT, event, event.label, plan))
        if event.audience != Event.Audience.DISABILITIES:
            columns.append(_event_column(CellKind.EVENT_WITH_DISABILITIES, event, "из них с ОВЗ", plan))
    for metric in metrics:
        kind, code = CellKind.METRIC.value, metric.code
        columns.append(
            Column(kind, code, metric.label, plan.wave_of(kind, code), plan.asks(kind, code), metric=metric)
        )
    return columns


def _pupil_column(kind: CellKind, plan: WavePlan) -> Column:
    return Column(kind.value, "", PUPIL_LABELS[kind], plan.wave_of(kind.value, ""), plan.asks(kind.value, ""))


def _event_column(kind: CellKind, event: Event, label: str, plan: WavePlan) -> Column:
    asked = plan.asks(kind.value, event.code)
    if kind == CellKind.EVENT_WITH_DISABILITIES:
        asked = (kind.value, event.code) in plan.named
    return Column(kind.value, event.code, label, plan.wave_of(kind.value, event.code), asked, event=event)


def is_one_total(school: School) -> bool:
    """Whether the form has one total per column instead of grades."""
    return UNGRADED in school.grades and not school.works_by_grades

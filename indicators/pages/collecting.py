"""What a campaign means for the indicators: cells that they need and no wave asks; indicators that end with a year.

Definitions only, no values. Shown inside pages of the collection, which know nothing of indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.models import Indicator, Term
from indicators.queries import indicators_of, with_terms
from monitoring.columns import PUPIL_LABELS, WavePlan, wave_plans
from monitoring.models import CellKind
from schools.models import Municipality
from schools.numbers import counted

INDICATORS = ("показатель", "показателя", "показателей")


@dataclass(frozen=True)
class Unasked:
    """An indicator of the year and the columns it would need."""

    indicator: Indicator
    columns: Sequence[str]

    @property
    def missing(self) -> str:
        return ", ".join(self.columns)


@dataclass(frozen=True)
class UnaskedPage:
    year: int
    lines: Sequence[Unasked]
    total: int

    @property
    def heading(self) -> str:
        if not self.total:
            return "На этот год не объявлено ни одного показателя"
        if not self.lines:
            return f"Этапы спрашивают всё, что нужно показателям года: {self.total}"
        return f"{counted(len(self.lines), *INDICATORS)} не посчитать: нужных граф никто не спрашивает"


def unasked_page(municipality: Municipality, year: int) -> UnaskedPage:
    """Three queries."""
    plan = wave_plans([municipality.pk], [year]).get((municipality.pk, year), WavePlan())
    found = indicators_of(municipality.pk, year)
    lines = []
    for indicator in found:
        wanting = [_label(term) for term in indicator.terms.all() if not _is_asked(term, plan, year)]
        if wanting:
            lines.append(Unasked(indicator, list(dict.fromkeys(wanting))))
    return UnaskedPage(year, lines, len(found))


def _is_asked(term: Term, plan: WavePlan, year: int) -> bool:
    if term.kind == Term.Kind.SCHOOLS:
        return True
    if term.event is not None and not term.event.runs_in(year):
        return False
    key = (term.kind, _code(term))
    if term.kind == CellKind.EVENT_WITH_DISABILITIES:
        return key in plan.named
    return plan.asks(*key)


def _code(term: Term) -> str:
    definition = term.event or term.metric
    return definition.code if definition is not None else ""


def _label(term: Term) -> str:
    if term.event is not None:
        more = ": с ОВЗ и инвалидностью" if term.kind == CellKind.EVENT_WITH_DISABILITIES else ""
        return f"{term.event.label}{more}"
    return term.metric.label if term.metric is not None else PUPIL_LABELS[CellKind(term.kind)]


@dataclass(frozen=True)
class Ending:
    """An indicator of the old year that is not valid in the new one, and what takes its place, if anything."""

    indicator: Indicator
    successors: Sequence[Indicator]

    @property
    def words(self) -> str:
        if not self.successors:
            return "преемника нет"
        kind = "сопоставим" if any(one.comparable for one in self.successors) else "не сопоставим"
        return f"вместо него «{self.successors[0].heading}» ({kind})"


@dataclass(frozen=True)
class EndingPage:
    """`gone` lose their event: valid, but with nothing to count."""

    into: int
    ending: Sequence[Ending]
    beginning: Sequence[Indicator]
    gone: Sequence[tuple[Indicator, str]]
    staying: int

    @property
    def heading(self) -> str:
        if not self.ending and not self.gone:
            return f"Все показатели действуют и дальше: {self.staying}"
        found = []
        if self.ending:
            found.append(f"заканчивают действовать: {len(self.ending)}")
        if self.gone:
            found.append(f"остаются без мероприятия: {len(self.gone)}")
        return f"Показатели – {', '.join(found)}"


def ending_page(municipality: Municipality, year: int, into: int) -> EndingPage:
    """Two queries: which indicators of `year` do not go on in `into`, and which are new there."""
    all_of_them = list(
        Indicator.objects.available_to(municipality)
        .prefetch_related(with_terms())
        .order_by("position", "code")
    )
    now = [one for one in all_of_them if one.valid_in(year)]
    then = [one for one in all_of_them if one.valid_in(into)]
    ending = [
        Ending(one, [next_one for next_one in then if next_one.predecessor_id == one.pk])
        for one in now
        if not one.valid_in(into)
    ]
    replacing = {successor.pk for line in ending for successor in line.successors}
    beginning = [one for one in then if not one.valid_in(year) and one.pk not in replacing]
    gone = [(one, names) for one in then if (names := _ended_events(one, into))]
    return EndingPage(into, ending, beginning, gone, len(then))


def _ended_events(indicator: Indicator, year: int) -> str:
    events = (term.event for term in indicator.terms.all() if term.event is not None)
    return ", ".join(dict.fromkeys(event.label for event in events if not event.runs_in(year)))

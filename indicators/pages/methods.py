"""Methods and sources (position 3): how each indicator is collected, and what each event and metric counts.

Four queries; nothing is computed.
"""

from __future__ import annotations

from dataclasses import dataclass

from indicators.formula import formula_in_words
from indicators.models import Indicator, Term
from indicators.queries import indicators_of
from monitoring.models import Event, Metric
from schools.models import Municipality


@dataclass(frozen=True)
class Method:
    indicator: Indicator
    formula: str


@dataclass(frozen=True)
class Asked:
    """An event or a metric, in how many of the year's indicators it stands, and who answers."""

    name: str
    counts: str
    who: str
    used: int


@dataclass(frozen=True)
class MethodsPage:
    methods: list[Method]
    events: list[Asked]
    metrics: list[Asked]

    @property
    def without_source(self) -> int:
        return sum(not (m.indicator.source or m.indicator.method) for m in self.methods)


def methods_page(municipality: Municipality, year: int) -> MethodsPage:
    indicators = indicators_of(municipality.pk, year)
    terms = [term for indicator in indicators for term in indicator.terms.all()]
    return MethodsPage(
        [Method(indicator, formula_in_words(indicator)) for indicator in indicators],
        [
            Asked(
                event.name,
                _event_counts(event),
                f"{event.get_audience_display()}, {event.grades.label}",
                used,
            )
            for event in Event.objects.available_to(municipality).active_in(year)
            if (used := _used(terms, event_id=event.pk)) or event.municipality_id
        ],
        [
            Asked(metric.name, _metric_counts(metric), metric.kinds_label, used)
            for metric in Metric.objects.available_to(municipality)
            if (used := _used(terms, metric_id=metric.pk)) or metric.municipality_id
        ],
    )


def _used(terms: list[Term], **which: int) -> int:
    ((name, key),) = which.items()
    return len({term.indicator_id for term in terms if getattr(term, name) == key})


def _event_counts(event: Event) -> str:
    return event.get_counts_display()


def _metric_counts(metric: Metric) -> str:
    return ", ".join(word for word in (metric.get_type_display(), metric.unit) if word)

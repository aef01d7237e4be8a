"""What is to be computed in a year: indicators and their terms, with every «does it apply» resolved to numbers.

Input: the indicators valid in the year. Output: frozen specifications, the same for all municipalities unless one
owns indicators, and their fingerprint: equal fingerprints give equal values from equal facts.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from indicators.models import Indicator, Term
from monitoring.models import Event, Population
from schools.grades import EVERYTHING_MASK


@dataclass(frozen=True)
class TermSpec:
    """One summand. `mask` holds the grades it covers in this year; `kinds` limits a metric to those asked.

    `of_disabled`: only pupils with disabilities can take part (event for them, or that part of the participants).
    """

    kind: str
    population: int = Population.ALL
    event_id: int = 0
    metric_id: int = 0
    mask: int = 0
    of_disabled: bool = False
    kinds: tuple[str, ...] = ()
    counts_schools: bool = False


@dataclass(frozen=True)
class IndicatorSpec:
    indicator_id: int
    by_municipality: bool
    numerator: tuple[TermSpec, ...]
    denominator: tuple[TermSpec, ...]


@dataclass(frozen=True)
class Definitions:
    """The specifications of one year; `owned` adds those that belong to one municipality."""

    year: int
    shared: tuple[IndicatorSpec, ...]
    owned: dict[int, tuple[IndicatorSpec, ...]]

    def of(self, municipality_id: int) -> tuple[IndicatorSpec, ...]:
        return self.shared + self.owned.get(municipality_id, ())

    def fingerprint(self, municipality_id: int) -> str:
        return hashlib.sha256(repr((self.year, self.of(municipality_id))).encode()).hexdigest()


def term_spec(term: Term, year: int) -> TermSpec:
    mask = EVERYTHING_MASK if term.grades is None else term.grades.mask
    if term.event is not None:
        mask = mask & term.event.covered.mask if term.event.runs_in(year) else 0
    disabled = term.kind in (Term.Kind.PUPILS_WITH_DISABILITIES, Term.Kind.EVENT_WITH_DISABILITIES)
    return TermSpec(
        kind=term.kind,
        population=Population.DISABILITIES if disabled else Population.ALL,
        event_id=term.event_id or 0,
        metric_id=term.metric_id or 0,
        mask=0 if term.kind in (Term.Kind.METRIC, Term.Kind.SCHOOLS) else mask,
        of_disabled=term.event is not None
        and (disabled or term.event.audience == Event.Audience.DISABILITIES),
        kinds=tuple(sorted(term.metric.kinds)) if term.metric is not None else (),
        counts_schools=term.counts_schools,
    )


def spec_of(indicator: Indicator, terms: Iterable[Term], year: int) -> IndicatorSpec:
    """An indicator that is not saved yet has the number 0."""
    ordered = sorted(terms, key=lambda term: term.position)
    sides = {
        side: tuple(term_spec(term, year) for term in ordered if term.side == side)
        for side in Term.Side.values
    }
    return IndicatorSpec(
        indicator_id=indicator.pk or 0,
        by_municipality=indicator.level == Indicator.Level.MUNICIPALITY,
        numerator=sides[Term.Side.NUMERATOR],
        denominator=sides[Term.Side.DENOMINATOR],
    )


def specs_of(indicators: Iterable[Indicator], year: int) -> tuple[IndicatorSpec, ...]:
    """The specifications of indicators read `with_terms`; no query."""
    specs = (spec_of(indicator, indicator.terms.all(), year) for indicator in indicators)
    return tuple(spec for spec in specs if spec.numerator)


def definitions_of(year: int) -> Definitions:
    """All indicators valid in the year that have a numerator; three queries."""
    indicators = (
        Indicator.objects.valid_in(year).prefetch_related("terms__event", "terms__metric").order_by("pk")
    )
    shared: list[IndicatorSpec] = []
    owned: dict[int, list[IndicatorSpec]] = defaultdict(list)
    for indicator in indicators:
        specs = shared if indicator.municipality_id is None else owned[indicator.municipality_id]
        specs += specs_of([indicator], year)
    return Definitions(year, tuple(shared), {key: tuple(specs) for key, specs in owned.items()})

"""What is to be computed in a year: indicators and their terms, with every «does it apply» resolved to numbers.

Input: the indicators valid in the year. Output: frozen specifications, the same for all municipalities unless one
owns indicators, and their fingerprint: equal fingerprints give equal values from equal facts.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection

from indicators.models import Indicator, Term
from monitoring.models import Event, Metric, Population
from schools.grades import EVERYTHING_MASK, Grades


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
        return self._digest(self.owned[municipality_id]) if municipality_id in self.owned else self._of_shared

    @cached_property
    def _of_shared(self) -> str:
        return self._digest(())

    def _digest(self, owned: tuple[IndicatorSpec, ...]) -> str:
        return hashlib.sha256(repr((self.year, self.shared + owned)).encode()).hexdigest()

    def grouped(self, municipality_ids: Iterable[int]) -> dict[tuple[IndicatorSpec, ...], list[int]]:
        """Municipalities by what is computed for them."""
        groups: dict[tuple[IndicatorSpec, ...], list[int]] = defaultdict(list)
        for municipality_id in municipality_ids:
            groups[self.owned.get(municipality_id, ())].append(municipality_id)
        return {self.shared + owned: members for owned, members in groups.items()}


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


TERMS = """
SELECT i.id, i.municipality_id, i.level, t.side, t.position, t.kind, t.grades, t.counts_schools,
    e.id, e.grades, e.audience, e.first_year, e.last_year, m.id, CAST(m.kinds AS text)
FROM indicators_term t
JOIN indicators_indicator i ON i.id = t.indicator_id
LEFT JOIN monitoring_event e ON e.id = t.event_id
LEFT JOIN monitoring_metric m ON m.id = t.metric_id
WHERE (i.first_year IS NULL OR i.first_year <= %(year)s) AND (i.last_year IS NULL OR i.last_year >= %(year)s)
ORDER BY i.id, t.side, t.position"""


def definitions_of(year: int) -> Definitions:
    """All indicators valid in the year that have a numerator; one query, built anew only when it gives other rows."""
    with connection.cursor() as cursor:
        cursor.execute(TERMS, {"year": year})
        return _built(year, tuple(cursor.fetchall()))


@lru_cache(maxsize=32)
def _built(year: int, rows: tuple[tuple[Any, ...], ...]) -> Definitions:
    """Rows of `TERMS`, by indicator."""
    by_indicator: dict[tuple[int, int | None, str], list[Term]] = defaultdict(list)
    for pk, owner, level, side, position, kind, grades, counts, *rest in rows:
        event_id, event_grades, audience, first, last, metric_id, kinds = rest
        event = metric = None
        if event_id is not None:
            event = Event(
                pk=event_id, grades=Grades(event_grades), audience=audience, first_year=first, last_year=last
            )
        if metric_id is not None:
            metric = Metric(pk=metric_id, kinds=json.loads(kinds))
        by_indicator[pk, owner, level].append(
            Term(
                side=side,
                position=position,
                kind=kind,
                counts_schools=bool(counts),
                event=event,
                metric=metric,
                grades=None if grades is None else Grades(grades),
            )
        )
    shared: list[IndicatorSpec] = []
    owned: dict[int, list[IndicatorSpec]] = defaultdict(list)
    for (pk, owner, level), terms in by_indicator.items():
        spec = spec_of(Indicator(pk=pk, level=level), terms, year)
        if spec.numerator:
            (shared if owner is None else owned[owner]).append(spec)
    return Definitions(year, tuple(shared), {key: tuple(specs) for key, specs in owned.items()})

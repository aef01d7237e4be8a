"""Figures of a situation into frozen evidence: for one rule and organisation, or for an officer's own recommendation.

With `scope: municipality` the main figures are the municipality's, and the grades are the indicator's; otherwise both
are the organisation's. Figures that are unknown stay out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

from indicators.analysis import Judged, unit_name_of
from indicators.models import Indicator, Term
from monitoring.models import Event
from recommendations.evidence import Evidence
from recommendations.models import Rule
from recommendations.situation import Sides, Situation
from schools.grades import ALL_GRADES_MASK, Grades
from schools.models import School
from schools.numbers import round_half_up

EVENTS = (Term.Kind.EVENT, Term.Kind.EVENT_WITH_DISABILITIES)
PUPILS = (Term.Kind.PUPILS, Term.Kind.PUPILS_WITH_DISABILITIES)
CLASSES = Grades(ALL_GRADES_MASK)


@dataclass(frozen=True)
class Shape:
    """What a formula counts, in the words of evidence."""

    event: str
    counts: str
    of: str
    disabilities: bool
    grades: Grades


def shape_of(indicator: Indicator) -> Shape:
    """Read the terms of an indicator (prefetch `terms__event`)."""
    terms = list(indicator.terms.all())
    over = [term for term in terms if term.side == Term.Side.NUMERATOR]
    under = [term for term in terms if term.side == Term.Side.DENOMINATOR]
    events = {term.event_id: term.event for term in over if term.event is not None}
    only_events = bool(over) and all(term.kind in EVENTS for term in over)
    of_pupils = bool(under) and all(term.kind in PUPILS for term in under)
    about_grades = [term for term in over if term.kind in EVENTS] or [t for t in under if t.kind in PUPILS]
    return Shape(
        event=_title(next(iter(events.values()))) if len(events) == 1 and only_events else "",
        counts=_counts(over, only_events),
        of="pupils" if of_pupils else "",
        disabilities=bool(under) and all(term.kind == Term.Kind.PUPILS_WITH_DISABILITIES for term in under),
        grades=reduce(Grades.__or__, (_covers(term) for term in about_grades), Grades()),
    )


def _title(event: Event) -> str:
    """A proper name in quotes, as it stands in the full name; otherwise the plain label."""
    quoted = f"«{event.label}»"
    return quoted if quoted in event.name else event.label


def _counts(over: list[Term], only_events: bool) -> str:
    if any(term.counts_schools or term.kind == Term.Kind.SCHOOLS for term in over):
        return "schools"
    return "participants" if only_events else "people"


def _covers(term: Term) -> Grades:
    grades = CLASSES if term.grades is None else term.grades & CLASSES
    return grades & term.event.grades if term.event is not None else grades


def evidence_of(
    rule: Rule | None, school: School, situation: Situation, judged: Judged | None = None
) -> Evidence:
    """What stands behind a recommendation to the organisation; without an indicator only who, when and which rule."""
    origin: dict[str, Any] = {
        "year": situation.year,
        "trigger": rule.trigger if rule else "own",
        "scope": rule.scope if rule else Rule.Scope.SCHOOL.value,
        "rule": rule.code if rule else "",
        "rule_version": rule.version if rule else 0,
        "run": situation.run,
    }
    indicator_id = rule.indicator_id if rule else judged and judged.indicator.pk
    indicator = situation.indicators.get(indicator_id) if indicator_id else None
    if indicator is None:
        return Evidence(**origin)
    of_municipality = origin["scope"] == Rule.Scope.MUNICIPALITY
    municipal = situation.municipal.get(indicator.pk)
    if judged is None:
        judged = municipal if of_municipality else situation.judged.get((school.pk, indicator.pk))
    shape = situation.kept.get(("shape", indicator.pk)) or shape_of(indicator)
    situation.kept["shape", indicator.pk] = shape
    return Evidence(
        **origin,
        **_definition(indicator, shape),
        grades=str(shape.grades if of_municipality else shape.grades & school.grades),
        **_figures(judged),
        municipality_numerator=municipal.numerator if municipal else None,
        municipality_denominator=municipal.denominator if municipal else None,
        **_previous(situation, school, indicator, of_municipality=of_municipality),
    )


def _definition(indicator: Indicator, shape: Shape) -> dict[str, Any]:
    return {
        "indicator": indicator.code,
        "name": indicator.name,
        "heading": indicator.heading,
        "unit": indicator.unit,
        "unit_name": unit_name_of(indicator),
        "decimals": indicator.decimals,
        "better": indicator.better,
        "outcome": indicator.outcome,
        "label": indicator.label,
        "event": shape.event,
        "counts": shape.counts,
        "of": shape.of,
        "disabilities": shape.disabilities,
    }


def _figures(judged: Judged | None) -> dict[str, Any]:
    if judged is None:
        return {}
    return {
        "status": judged.status.value,
        "numerator": judged.numerator,
        "denominator": judged.denominator,
        "target": judged.target,
        "target_version": judged.target_version,
        "short": _amount(judged),
    }


def _amount(judged: Judged) -> Decimal | None:
    """Whole people for a share; else the gap, to the four decimals the database keeps."""
    if judged.short is None:
        return None
    return round_half_up(judged.short, 0 if judged.indicator.is_percent else 4)


def _previous(
    situation: Situation, school: School, indicator: Indicator, *, of_municipality: bool
) -> dict[str, Any]:
    sides: Sides | None
    if of_municipality:
        sides = situation.earlier_municipal.get((indicator.pk, 1))
    else:
        sides = situation.earlier.get((school.pk, indicator.pk, 1))
    return {"previous_numerator": sides[0], "previous_denominator": sides[1]} if sides else {}

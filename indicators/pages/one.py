"""One indicator of a municipality and year with its terms, in one query; a second one where it has no formula."""

from __future__ import annotations

from django.db.models import QuerySet

from indicators.models import Indicator, Term

CHAIN = "predecessor__predecessor__predecessor"


def one_indicator(municipality_id: int, year: int, code: str) -> Indicator | None:
    """With its goal and its predecessors; None = there is no such indicator."""
    found = Indicator.objects.available_to(municipality_id).valid_in(year).filter(code=code)
    return indicator_with_terms(found, "goal", CHAIN)


def indicator_with_terms(found: QuerySet[Indicator], *related: str) -> Indicator | None:
    """The one of these rows with what is `related` to it; None = there is none."""
    joined = ("municipality", "predecessor", *related)
    terms = Term.objects.filter(indicator__in=found).select_related(
        *(f"indicator__{name}" for name in joined), "event", "metric"
    )
    return owner_of(terms) or found.select_related(*joined).first()


def owner_of(terms: QuerySet[Term]) -> Indicator | None:
    """The indicator of these terms, with them as if prefetched; None without terms."""
    read = list(terms)
    if not read:
        return None
    indicator = read[0].indicator
    indicator._prefetched_objects_cache = {"terms": read}  # type: ignore[attr-defined]  # where a prefetch puts them
    return indicator

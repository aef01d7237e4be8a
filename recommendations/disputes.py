"""Disputes that nobody has settled, and the reports that hold a disputed number.

A school that says «не согласен с числом» waits for the officers, not they for it: nothing reminds it until the
dispute is settled. It is when every report that was opened by it has been accepted since; when the numbers became
others (the portal's note); when an officer has replied to it; or when the school says something newer.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from indicators.models import Term
from monitoring.columns import columns_of, wave_plans
from monitoring.models import CellKind, Submission
from recommendations.models import Answer, Recommendation
from recommendations.steps import NOTE
from schools.grades import EVERYTHING
from schools.models import Transition

SETTLING = ("uphold", NOTE)


def in_dispute(recommendation: str = "pk") -> Exists:
    """Whether what the row's field leads to waits for its school and its newest answer is such a dispute."""
    newer = Answer.objects.filter(recommendation=OuterRef("recommendation"), pk__gt=OuterRef("pk"))
    said = Transition.objects.filter(
        entity="recommendation",
        entity_id=OuterRef("recommendation"),
        step__in=SETTLING,
        at__gt=OuterRef("at"),
    )
    opened = Answer.reports.through.objects.filter(answer=OuterRef("pk"))
    not_accepted = opened.filter(
        Q(submission__accepted_at__isnull=True) | Q(submission__accepted_at__lte=F("answer__at"))
    )
    return Exists(
        Answer.objects.filter(
            ~Exists(newer),
            ~Exists(said),
            Exists(not_accepted) | ~Exists(opened),
            recommendation=OuterRef(recommendation),
            recommendation__state__in=Recommendation.WAITING,
            disputes_number=True,
        )
    )


def reports_holding(recommendation: Recommendation) -> list[Submission]:
    """The school's reports of the waves that hold its number; all of the year where no indicator says which."""
    rows = Submission.objects.filter(
        school=recommendation.school_id, wave__campaign__year=recommendation.year_id
    ).select_related("wave__campaign", "school")
    holding = _waves_of(recommendation)
    return [row for row in rows.order_by("wave__number") if holding is None or row.wave_id in holding]


def _waves_of(recommendation: Recommendation) -> set[int] | None:
    """The waves that ask for a cell of the indicator which exists for the school; none where no wave asks for it.

    None where there is no indicator, or one that counts no cells.
    """
    place = (recommendation.municipality_id, recommendation.year_id)
    plan = wave_plans([place[0]], [place[1]]).get(place)
    if plan is None or recommendation.indicator_id is None:
        return None
    terms = Term.objects.filter(indicator=recommendation.indicator_id).exclude(kind=Term.Kind.SCHOOLS)
    known = list(terms.select_related("event", "metric"))
    columns = {(column.kind, column.code): column for column in columns_of(
        municipality_id=place[0], year=place[1], plan=plan
    )}  # fmt: skip
    waves = {
        column.wave_id
        for term in known
        if (column := columns.get((term.kind, _code(term)))) is not None
        and plan.asks(column.kind, column.code)
        and column.applicable(recommendation.school) & (EVERYTHING if term.grades is None else term.grades)
    }
    return {wave for wave in waves if wave is not None} if known else None


def _code(term: Term) -> str:
    if term.kind == CellKind.METRIC and term.metric is not None:
        return term.metric.code
    return term.event.code if term.event is not None else ""

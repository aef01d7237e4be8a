"""Disputes that nobody has settled: an expression for querysets.

A school that says «не согласен с числом» waits for the officers, not they for it: nothing reminds it until a report of
the year is accepted after the dispute, or somebody says something newer.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from monitoring.models import Submission
from recommendations.models import Answer, Recommendation


def in_dispute(recommendation: str = "pk") -> Exists:
    """Whether what the row's field leads to is in progress and its newest answer such a dispute."""
    newer = Answer.objects.filter(recommendation=OuterRef("recommendation"), pk__gt=OuterRef("pk"))
    accepted = Submission.objects.filter(
        school=OuterRef("recommendation__school"),
        wave__campaign__year=OuterRef("recommendation__year"),
        accepted_at__gt=OuterRef("at"),
    )
    disputes = Answer.objects.filter(
        ~Exists(newer),
        ~Exists(accepted),
        recommendation=OuterRef(recommendation),
        recommendation__state=Recommendation.State.IN_PROGRESS,
        disputes_number=True,
    )
    return Exists(disputes)

"""What organisations said to recommendations: rows in, answers and the reports these wait for out.

One query, however many rows there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from monitoring.models import Submission
from recommendations.models import Answer, Recommendation

OPEN = (Submission.State.DRAFT, Submission.State.RETURNED)


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report with a disputed number that has not been handed in yet: name and number of its wave, its year."""

    wave: str
    number: int
    year: int


def answers_of(rows: Sequence[Recommendation]) -> dict[int, list[Answer]]:
    """What schools said, in the order they did; one query. Few of many are answered: no list for each of the others."""
    found: dict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(recommendation__in=rows).select_related("person"):
        found[answer.recommendation_id].append(answer)
    return found


def answers_and_reports(
    rows: Sequence[Recommendation],
) -> tuple[dict[int, list[Answer]], dict[int, list[OpenReport]]]:
    """The same, and what the newest answers still wait for; one query, a row for each report of an answer."""
    answers: dict[int, list[Answer]] = defaultdict(list)
    reports: dict[int, list[OpenReport]] = {}
    joined = Answer.objects.filter(recommendation__in=rows).select_related("person").annotate(
        state=F("reports__state"), wave=F("reports__wave__name"), number=F("reports__wave__number"),
        year=F("reports__wave__campaign__year"),
    )  # fmt: skip
    for answer in joined.order_by("pk", "number"):
        said, about = answers[answer.recommendation_id], vars(answer)
        if not said or said[-1].pk != answer.pk:
            said.append(answer)
            reports[answer.recommendation_id] = []
        if about["state"] in OPEN:
            reports[answer.recommendation_id].append(
                OpenReport(about["wave"], about["number"], about["year"])
            )
    return answers, reports

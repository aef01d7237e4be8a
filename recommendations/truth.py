"""What a digest or a reminder may still say when its turn comes: its row in, the lines that are true now out.

Left out: what has been answered or taken back, what a school disputes, organisations that are closed or that the
person no longer heads; of a digest also «новая» that somebody has taken note of, and a day that has come, gone by or
been moved meanwhile: its own turn tells it under the right head.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from recommendations.disputes import in_dispute
from recommendations.models import Digest, DigestLine, Recommendation
from schools.models import Role

SOON = dt.timedelta(days=7)
Kind = DigestLine.Kind


def true_lines(digest: Digest, *, now: dt.datetime) -> list[DigestLine]:
    """One query."""
    lines = DigestLine.objects.filter(
        ~in_dispute("recommendation"),
        digest=digest,
        recommendation__state__in=Recommendation.WAITING,
        recommendation__school__memberships__user=F("person"),
        recommendation__school__memberships__role=Role.HEAD,
    )
    found = lines.select_related("recommendation__school__municipality").order_by("pk")
    return [line for line in found if _is_true(line, now)]


def _is_true(line: DigestLine, now: dt.datetime) -> bool:
    made, school = line.recommendation, line.recommendation.school
    today = now.astimezone(school.municipality.zone).date()
    if school.closed is not None and school.closed <= today:
        return False
    if line.kind == Kind.NEW:
        return made.state == Recommendation.State.ISSUED
    if line.kind == Kind.OVERDUE:
        return made.due is not None and made.due < today
    return line.kind == Kind.REMINDED or (made.due is not None and today <= made.due <= today + SOON)

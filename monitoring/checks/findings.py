"""Reports → their doubtful cells as `Finding` rows, which keep the school's explanations.

Guaranteed: a doubt that is gone disappears unless it was explained; one that stays keeps its explanation and says
today's sentence. Set-based: sheets are read for all schools of a municipality and year at once, 200 at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from monitoring.checks import doubts
from monitoring.checks.problem import Problem
from monitoring.chunks import in_chunks
from monitoring.columns import wave_plans
from monitoring.models import Finding, Submission
from monitoring.sheet import read_sheets

CHUNK = 200


@transaction.atomic
def record_findings(submissions: Sequence[Submission]) -> int:
    """Write what the checks find today; returns how many doubts there are."""
    found = 0
    for keys in in_chunks([submission.pk for submission in submissions], CHUNK):
        rows = (
            Submission.objects.filter(pk__in=keys).select_related("wave__campaign", "school").order_by("pk")
        )
        groups: dict[tuple[int, int, int], list[Submission]] = {}
        for row in rows:
            campaign = row.wave.campaign
            groups.setdefault((campaign.municipality_id, campaign.year_id, row.wave_id), []).append(row)
        doubtful: dict[int, list[Problem]] = {}
        for (municipality, year, wave), members in groups.items():
            plan = wave_plans([municipality], [year])[municipality, year]
            schools = [row.school for row in members]
            sheets = read_sheets(schools=schools, year=year, wave_id=wave, plan=plan, with_peers=True)
            doubtful |= {row.pk: doubts(sheet) for row, sheet in zip(members, sheets, strict=True)}
        found += _replace(doubtful)
    return found


def _replace(doubtful: dict[int, list[Problem]]) -> int:
    """Make the findings of these submissions what was found."""
    wanted = {(pk, *problem.key): problem for pk, problems in doubtful.items() for problem in problems}
    there = Finding.objects.filter(submission_id__in=doubtful)
    gone = [
        finding.pk
        for finding in there
        if not finding.explanation
        and (finding.submission_id, finding.check_code, finding.kind, finding.code, finding.grade)
        not in wanted
    ]
    for part in in_chunks(gone):
        Finding.objects.filter(pk__in=part).delete()
    Finding.objects.bulk_create(
        [
            Finding(
                submission_id=pk,
                check_code=problem.check,
                kind=problem.ref.kind,
                code=problem.ref.code,
                grade=problem.ref.grade,
                message=problem.message,
            )
            for (pk, *_), problem in wanted.items()
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["submission", "check_code", "kind", "code", "grade"],
        update_fields=["message"],
    )
    return len(wanted)

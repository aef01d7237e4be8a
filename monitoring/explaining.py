"""Why doubtful figures of a report are right: one line each, kept with the report and the figure it was given for.

A changed figure makes its explanation stale: it is to be confirmed or written anew before the report is handed in. One
on unchanged figures survives every return and re-submit. Skipped: what is no doubt any more.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from monitoring.checks import blocking_problems, doubts
from monitoring.checks.explained import holds, value_at
from monitoring.checks.problem import Problem
from monitoring.models import Finding, Submission
from monitoring.rules import why_not_step
from monitoring.sheet import Ref, Sheet, read_sheet
from monitoring.steps import STEPS
from schools.models import User
from schools.workflow import StepRefused


def problems_of(submission: Submission) -> list[Problem]:
    """What stands in the way of submitting: blocking problems, and doubts without an explanation that holds."""
    sheet = _sheet(submission)
    explained = {
        (finding.check_code, finding.kind, finding.code, finding.grade)
        for finding in submission.findings.exclude(explanation="")
        if holds(finding, sheet)
    }
    return [*blocking_problems(sheet), *(doubt for doubt in doubts(sheet) if doubt.key not in explained)]


@transaction.atomic
def explain(*, submission: Submission, check: str, ref: Ref, text: str, person: User | None) -> Finding:
    """One line why a doubtful cell is right; allowed to whoever may submit the report, in the same states."""
    found = explain_all(submission=submission, texts={(check, *ref): text}, person=person)
    if not found:
        raise StepRefused("Этого замечания больше нет: обновите страницу.")
    return found[0]


@transaction.atomic
def explain_all(
    *, submission: Submission, texts: Mapping[tuple[str, str, str, int], str], person: User | None
) -> list[Finding]:
    """The same for many doubts, by `Problem.key`; what is no doubt any more is skipped."""
    check_step(submission, "submit", person)
    if submission.state not in STEPS["submit"].sources:
        raise StepRefused(f"Пояснить можно черновик; отчёт сейчас – «{submission.get_state_display()}».")
    sheet = _sheet(submission)
    findings = [
        Finding(
            submission=submission,
            check_code=doubt.check,
            kind=doubt.ref.kind,
            code=doubt.ref.code,
            grade=doubt.ref.grade,
            message=doubt.message,
            explanation=" ".join(texts[doubt.key].split())[:1000],
            explained_value=value_at(sheet, doubt.ref),
        )
        for doubt in doubts(sheet)
        if doubt.key in texts
    ]
    return Finding.objects.bulk_create(
        findings,
        update_conflicts=True,
        unique_fields=["submission", "check_code", "kind", "code", "grade"],
        update_fields=["message", "explanation", "explained_value"],
    )


def check_step(submission: Submission, step: str, person: User | None) -> None:
    """Raises StepRefused where the person may not take the step; the pipeline (None) may."""
    reason = "" if person is None else why_not_step(person, submission, step)
    if reason:
        raise StepRefused(reason)


def _sheet(submission: Submission) -> Sheet:
    year = submission.wave.campaign.year_id
    return read_sheet(school=submission.school, year=year, wave_id=submission.wave_id, with_peers=True)

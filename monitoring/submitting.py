"""A school's report through its states: start, submit, return, accept, reopen, dispute (`STEPS`).

Every step goes through `schools.workflow.take` and is refused in words to those whose role may not take it. Accepting
copies the working values of the report's cells to the accepted ones in SQL, counts one revision and tells
`after_accept`. Skipped: cells that are accepted already. `person` None = the pipeline or the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from monitoring.accepting import accept_cells
from monitoring.checks import blocking_problems, doubts
from monitoring.checks.findings import record_findings
from monitoring.checks.problem import Problem
from monitoring.models import Campaign, CellKind, Finding, Remark, Submission, Wave
from monitoring.revisions import bump
from monitoring.rules import is_officer_of, roles_in
from monitoring.sheet import Ref, read_sheet
from monitoring.steps import HEAD, STEPS
from schools.grades import UNGRADED
from schools.models import School, Transition, User
from schools.workflow import StepRefused, take

after_accept: list[Callable[[int, int], None]] = []
"""Called with (municipality id, year) once accepted values are written; filled by `config.pipeline`."""


class SubmitRefused(Exception):
    """The report cannot be handed in yet; `problems` says why, cell by cell."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("Отчёт не отправлен: исправьте или поясните отмеченное.")


@dataclass(frozen=True, slots=True)
class RemarkText:
    """A remark to a cell, or to the whole report when `kind` is empty."""

    text: str
    kind: str = ""
    code: str = ""
    grade: int = UNGRADED


@transaction.atomic
def start(*, wave: Wave, school: School) -> Submission:
    """The school's report for the wave, a draft if there was none."""
    return Submission.objects.get_or_create(wave=wave, school=school)[0]


@transaction.atomic
def submit(*, submission: Submission, person: User | None) -> Transition:
    """Hand in for checking; raises SubmitRefused with what is missing, contradictory or doubtful without a word."""
    _check_role(submission, "submit", person)
    Submission.objects.select_for_update().get(
        pk=submission.pk
    )  # nobody changes a number while it is checked
    problems = problems_of(submission) if submission.state in STEPS["submit"].sources else []
    if problems:
        raise SubmitRefused(problems)
    transition = _take(submission, "submit", person, fields={"submitted_at": timezone.now()})
    record_findings([submission])
    return transition


def problems_of(submission: Submission) -> list[Problem]:
    """What stands in the way of submitting: blocking problems, and doubts that nobody has explained."""
    year = submission.wave.campaign.year_id
    sheet = read_sheet(school=submission.school, year=year, wave_id=submission.wave_id)
    explained = {
        (finding.check_code, finding.kind, finding.code, finding.grade)
        for finding in submission.findings.exclude(explanation="")
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
    _check_role(submission, "submit", person)
    if submission.state not in STEPS["submit"].sources:
        raise StepRefused(f"Пояснить можно черновик; отчёт сейчас – «{submission.get_state_display()}».")
    findings = [
        Finding(
            submission=submission,
            check_code=doubt.check,
            kind=doubt.ref.kind,
            code=doubt.ref.code,
            grade=doubt.ref.grade,
            message=doubt.message,
            explanation=" ".join(texts[doubt.key].split())[:1000],
        )
        for doubt in _doubts_of(submission)
        if doubt.key in texts
    ]
    return Finding.objects.bulk_create(
        findings,
        update_conflicts=True,
        unique_fields=["submission", "check_code", "kind", "code", "grade"],
        update_fields=["message", "explanation"],
    )


def _doubts_of(submission: Submission) -> list[Problem]:
    year = submission.wave.campaign.year_id
    return doubts(read_sheet(school=submission.school, year=year, wave_id=submission.wave_id))


@transaction.atomic
def return_(*, submission: Submission, person: User | None, remarks: Iterable[RemarkText]) -> Transition:
    """Send back with remarks on cells or on the whole; without a remark nobody would know what to do."""
    texts = [remark for remark in remarks if remark.text.strip()]
    if not texts:
        raise StepRefused("Напишите хотя бы одно замечание: что исправить.")
    _check_known_kinds(texts)
    transition = _take(submission, "return", person, note=_in_one_line(texts))
    Remark.objects.bulk_create(
        [
            Remark(
                submission=submission,
                kind=r.kind,
                code=r.code,
                grade=r.grade,
                text=r.text.strip(),
                author=person,
            )
            for r in texts
        ]
    )
    return transition


def _in_one_line(remarks: Iterable[RemarkText]) -> str:
    texts = [remark.text.strip() for remark in remarks]
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)


def _check_known_kinds(remarks: Iterable[RemarkText]) -> None:
    for remark in remarks:
        if remark.kind and remark.kind not in CellKind.values:
            raise StepRefused("Замечание относится к неизвестной графе: обновите страницу.")


@transaction.atomic
def accept(*, submission: Submission, person: User | None) -> Transition:
    """Take the report's working values as official ones; its remarks are settled."""
    now = timezone.now()
    transition = _take(submission, "accept", person, fields={"accepted_at": now})
    accept_cells(submission)
    submission.remarks.filter(resolved_at__isnull=True).update(resolved_at=now)
    campaign = submission.wave.campaign
    bump([(campaign.municipality_id, campaign.year_id)])
    for hook in after_accept:
        hook(campaign.municipality_id, campaign.year_id)
    return transition


@transaction.atomic
def reopen(*, submission: Submission, person: User | None, reason: str) -> Transition:
    """Back to draft for corrections; accepted values stay official until the next acceptance."""
    return _back_to_draft(submission, "reopen", person, reason)


@transaction.atomic
def dispute(*, submission: Submission, person: User | None, reason: str) -> Transition:
    """«Не согласен с числом»: the school itself reopens its report, with the reason."""
    return _back_to_draft(submission, "dispute", person, reason)


def _back_to_draft(submission: Submission, step: str, person: User | None, reason: str) -> Transition:
    if not reason.strip():
        raise StepRefused("Напишите причину: что в отчёте неверно.")
    return _take(submission, step, person, note=reason.strip())


def allowed_steps(submission: Submission, person: User) -> list[str]:
    """The names of the steps this person may take now, for buttons."""
    names = [name for name, step in STEPS.items() if submission.state in step.sources]
    return [name for name in names if not _why_not(submission, name, person)]


def _take(
    submission: Submission,
    step: str,
    person: User | None,
    *,
    note: str = "",
    fields: dict[str, Any] | None = None,
) -> Transition:
    _check_role(submission, step, person)
    return take(
        submission,
        STEPS[step],
        person=person,
        note=note,
        fields={**(fields or {}), "changed_at": timezone.now()},
    )


def _check_role(submission: Submission, step: str, person: User | None) -> None:
    reason = "" if person is None else _why_not(submission, step, person)
    if reason:
        raise StepRefused(reason)


def _why_not(submission: Submission, step: str, person: User) -> str:
    """Why this person may not take the step; heads submit only while the campaign is open."""
    if not roles_in(person, submission.school) & set(STEPS[step].roles):
        return f"Шаг «{STEPS[step].label}» может сделать только: {_who(step)}."
    if step == "submit" and not is_officer_of(person, submission.school):
        campaign = submission.wave.campaign
        if campaign.state != Campaign.State.OPEN:
            return f"Сбор за этот год – «{campaign.get_state_display()}»: обратитесь к специалисту муниципалитета."
    return ""


def _who(step: str) -> str:
    roles = STEPS[step].roles
    if not roles:
        return "сам портал"
    return (
        "руководитель организации или специалист муниципалитета"
        if HEAD in roles
        else "специалист муниципалитета"
    )

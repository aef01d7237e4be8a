"""A school's report through its states: start, submit, recall, return, accept, reopen, dispute (`STEPS`).

Every step goes through `schools.workflow.take` and is refused in words to those whose role may not take it. Accepting
copies the working values of the report's cells to the accepted ones in SQL, counts one revision and tells
`after_accept`. Skipped: cells that are accepted already. `person` None = the pipeline or the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from monitoring.accepting import accept_cells
from monitoring.checks.findings import record_findings
from monitoring.checks.problem import Problem
from monitoring.explaining import check_step, problems_of
from monitoring.models import CellKind, Remark, Submission, Wave
from monitoring.remarks import unanswered
from monitoring.revisions import bump
from monitoring.rules import why_not_step, writes_on_behalf
from monitoring.steps import STEPS
from schools.grades import UNGRADED
from schools.models import School, Transition, User
from schools.workflow import StepRefused, take

ON_BEHALF = "За организацию"
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
    """Hand in for checking; raises SubmitRefused with what is missing, contradictory, or without a word said to it."""
    check_step(submission, "submit", person)
    Submission.objects.select_for_update().get(
        pk=submission.pk
    )  # nobody changes a number while it is checked
    due = submission.state in STEPS["submit"].sources
    problems = [*problems_of(submission), *unanswered(submission)] if due else []
    if problems:
        raise SubmitRefused(problems)
    note = ON_BEHALF if writes_on_behalf(person, submission.school) else ""
    transition = _take(submission, "submit", person, note=note, fields={"submitted_at": timezone.now()})
    record_findings([submission])
    return transition


@transaction.atomic
def recall(*, submission: Submission, person: User | None, reason: str = "") -> Transition:
    """The school takes back what nobody has checked yet; it counts as not handed in until it is again."""
    return _take(submission, "recall", person, note=reason.strip(), fields={"submitted_at": None})


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
    return [name for name in names if not why_not_step(person, submission, name)]


def _take(
    submission: Submission,
    step: str,
    person: User | None,
    *,
    note: str = "",
    fields: dict[str, Any] | None = None,
) -> Transition:
    check_step(submission, step, person)
    return take(
        submission,
        STEPS[step],
        person=person,
        note=note,
        fields={**(fields or {}), "changed_at": timezone.now()},
    )

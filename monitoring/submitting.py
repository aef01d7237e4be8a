"""A school's report through its states: start, submit, recall, return, accept, reopen, dispute (`STEPS`).

Every step goes through `schools.workflow.take` and is refused in words to those whose role may not take it. Accepting
copies the working values of the report's cells to the accepted ones in SQL, counts one revision and tells
`after_accept`. Skipped: cells that are accepted already. `person` None = the pipeline or the command line. What was
looked at is what is accepted or returned: `seen` is the stamp of the page, another one is refused (None: not compared).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from monitoring.accepting import accept_cells
from monitoring.checks.findings import record_findings
from monitoring.checks.problem import Problem
from monitoring.chunks import in_chunks
from monitoring.explaining import check_step, problems_of
from monitoring.models import CellKind, Remark, Submission, Wave
from monitoring.remarks import unanswered
from monitoring.revisions import bump_schools
from monitoring.rules import why_not_step, writes_on_behalf
from monitoring.steps import STEPS
from schools.grades import UNGRADED
from schools.models import School, Transition, User
from schools.workflow import StepRefused, take

ON_BEHALF = "За организацию"
after_accept: list[Callable[[int, int, frozenset[int]], None]] = []
"""Called with (municipality id, year, school ids) once accepted values are written; filled by `config.pipeline`."""


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
def return_(
    *, submission: Submission, person: User | None, remarks: Iterable[RemarkText], seen: str | None = None
) -> Transition:
    """Send back with remarks on cells or on the whole; without a remark nobody would know what to do."""
    texts = [remark for remark in remarks if remark.text.strip()]
    if not texts:
        raise StepRefused("Напишите хотя бы одно замечание: что исправить.")
    _check_known_kinds(texts)
    _check_seen(_locked([submission]).get(submission.pk), seen)
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
def accept(*, submission: Submission, person: User | None, seen: str | None = None) -> Transition:
    """Take the report's working values as official ones; its remarks are settled."""
    _check_seen(_locked([submission]).get(submission.pk), seen)
    transition = _accept(submission, person)
    _tell_accepted([submission])
    return transition


@transaction.atomic
def accept_many(
    *, submissions: Sequence[Submission], person: User | None, seen: Mapping[int, str] | None = None
) -> dict[int, str]:
    """The same for several, each by itself; returns by report why it was not accepted, empty where it was.

    `seen` is by report. One that has moved on does not hold up the others; revision and `after_accept` come once for
    a municipality and year, however many reports.
    """
    stamps, locked = seen or {}, _locked(submissions)
    refused = dict.fromkeys((submission.pk for submission in submissions), "")
    for submission in submissions:
        try:
            _check_seen(locked.get(submission.pk), stamps.get(submission.pk))
            _accept(submission, person)
        except StepRefused as reason:
            refused[submission.pk] = str(reason)
    _tell_accepted([submission for submission in submissions if not refused[submission.pk]])
    return refused


def _accept(submission: Submission, person: User | None) -> Transition:
    now = timezone.now()
    transition = _take(submission, "accept", person, fields={"accepted_at": now})
    accept_cells(submission)
    submission.remarks.filter(resolved_at__isnull=True).update(resolved_at=now)
    return transition


def _tell_accepted(submissions: Iterable[Submission]) -> None:
    """Of a school that has moved hears the municipality it is in today: its numbers of all years are counted there."""
    schools: dict[tuple[int, int], set[int]] = defaultdict(set)
    for submission in submissions:
        year = submission.wave.campaign.year_id
        schools[submission.school.municipality_id, year].add(submission.school_id)
    bump_schools((place, school) for place, accepted in schools.items() for school in accepted)
    for (municipality, year), accepted in sorted(schools.items()):
        for hook in after_accept:
            hook(municipality, year, frozenset(accepted))


def _locked(submissions: Iterable[Submission]) -> dict[int, Submission]:
    """As they are now, by key; nobody changes them until this is done. Locked in one order."""
    found: dict[int, Submission] = {}
    for keys in in_chunks(submission.pk for submission in submissions):
        rows = Submission.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
        found |= {row.pk: row for row in rows}
    return found


def _check_seen(now: Submission | None, seen: str | None) -> None:
    if now is not None and seen is not None and seen != now.stamp:
        raise StepRefused("Пока страница была открыта, отчёт изменился. Посмотрите его ещё раз.")


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

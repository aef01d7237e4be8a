"""Remarks of a returned report and the school's answers: «исправлено» or a line of its own, one by one.

A remark on a cell or a column answers itself when a number there changes, by whatever door; one on the whole report
wants a word. A report with a remark without an answer is not handed in. Acceptance settles them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from monitoring.checks.problem import Problem
from monitoring.explaining import check_step
from monitoring.models import Remark, Submission
from monitoring.sheet import Ref
from monitoring.steps import STEPS
from monitoring.storing import Write
from monitoring.values import CellValue
from schools.grades import UNGRADED
from schools.models import User
from schools.workflow import StepRefused

CORRECTED = "Исправлено"


def unanswered(submission: Submission) -> list[Problem]:
    """One problem for each remark that nobody has answered."""
    return [
        Problem("remark", "missing", Ref(remark.kind, remark.code, remark.grade), remark.text)
        for remark in submission.remarks.filter(resolved_at__isnull=True, answered_at__isnull=True)
    ]


@transaction.atomic
def answer_remarks(*, submission: Submission, texts: Mapping[int, str], person: User | None) -> int:
    """Answer open remarks of the report, by their keys; an empty text takes an answer back. Others are skipped."""
    check_step(submission, "submit", person)
    if submission.state not in STEPS["submit"].sources:
        raise StepRefused(f"Отвечают в черновике; отчёт сейчас – «{submission.get_state_display()}».")
    now = timezone.now()
    remarks = list(submission.remarks.filter(pk__in=texts, resolved_at__isnull=True))
    for remark in remarks:
        _answer(remark, " ".join(texts[remark.pk].split())[:1000], person, now)
    return Remark.objects.bulk_update(remarks, ["answer", "answered_at", "answered_by"])


def answer_changed(
    writes: Iterable[tuple[Submission | None, Write]], *, person: User | None, at: dt.datetime
) -> int:
    """Remarks of returned reports whose numbers were just changed are «исправлено»; two queries at most."""
    changed: dict[int, list[Write]] = {}
    for submission, write in writes:
        if submission is not None and submission.state == Submission.State.RETURNED:
            changed.setdefault(submission.pk, []).append(write)
    if not changed:
        return 0
    answered = []
    for remark in Remark.objects.filter(
        submission__in=changed, resolved_at__isnull=True, answered_at__isnull=True
    ):
        if text := _correction(remark, changed[remark.submission_id]):
            _answer(remark, text, person, at)
            answered.append(remark)
    return Remark.objects.bulk_update(answered, ["answer", "answered_at", "answered_by"])


def _correction(remark: Remark, writes: Collection[Write]) -> str:
    """«Исправлено: 25 → 26» for a cell, «Исправлено» for a column, nothing where its numbers stayed."""
    for write in writes:
        if write.entry.ref == (remark.kind, remark.code, remark.grade):
            return f"{CORRECTED}: {_said(write.held.working)} → {_said(write.value)}"[:1000]
    column = (remark.kind, remark.code) if remark.grade == UNGRADED else None
    return CORRECTED if any(write.entry.ref[:2] == column for write in writes) else ""


def _said(value: CellValue) -> str:
    return str(value) or "пусто"


def _answer(remark: Remark, text: str, person: User | None, at: dt.datetime) -> None:
    remark.answer = text
    remark.answered_at = at if text else None
    remark.answered_by = person if text else None

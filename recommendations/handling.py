"""What people do with a recommendation: one verb per step of `recommendations.steps`, each in one transaction.

In: the recommendation and the person; out: the `Transition`, or what was answered (`Answered`). Refused in words
(StepRefused): a step the role does not permit, a state that has changed meanwhile, an empty reason. Guaranteed: an
answer is only added, never changed; «не согласен с числом» reopens the school's accepted reports that hold the
number, with the reason, and says nothing of whether the school works on the recommendation.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from monitoring import submitting
from monitoring.models import Submission
from recommendations.attachments import check_file, check_link
from recommendations.disputes import in_dispute, reports_holding
from recommendations.models import Answer, Recommendation
from recommendations.rules import why_not
from recommendations.sending import date_anew
from recommendations.steps import STEPS
from schools.models import Transition, User
from schools.workflow import StepRefused, take


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the reports its dispute has opened, and those that hold the number (some may be open already)."""

    answer: Answer
    reopened: tuple[Submission, ...] = ()
    holding: tuple[Submission, ...] = ()


@transaction.atomic
def approve(*, recommendation: Recommendation, person: User) -> Transition:
    """Send a prepared one to its school as it reads now; its term counts from today."""
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)  # whoever words it anew is first
    recommendation.refresh_from_db(fields=["text", "reworded", "due"])
    date_anew([recommendation], today=timezone.localdate(timezone=recommendation.municipality.zone))
    due, text = recommendation.due, recommendation.text
    return _take(recommendation, "approve", person, issued_at=timezone.now(), due=due, text=text)


def decline(*, recommendation: Recommendation, person: User, reason: str) -> Transition:
    """Do not send it; it is not prepared again on the same numbers."""
    note = _needed(reason, "Напишите, почему рекомендация отклонена.")
    return _take(recommendation, "decline", person, note=note, closed_reason=note)


def acknowledge(*, recommendation: Recommendation, person: User) -> Transition:
    return _take(recommendation, "acknowledge", person)


def start(*, recommendation: Recommendation, person: User) -> Transition:
    return _take(recommendation, "start", person)


@transaction.atomic
def take_up(*, recommendation: Recommendation, person: User) -> Transition:
    """«Ознакомлен(а), беру в работу»: both steps at once, or the second alone where the first was taken."""
    if recommendation.state in STEPS["acknowledge"].sources:
        acknowledge(recommendation=recommendation, person=person)
    return start(recommendation=recommendation, person=person)


def confirm(*, recommendation: Recommendation, person: User, note: str = "") -> Transition:
    return _take(recommendation, "confirm", person, note=note.strip())


def send_back(*, recommendation: Recommendation, person: User, note: str) -> Transition:
    """Not done yet: back to the school with what is missing."""
    return _take(
        recommendation, "send_back", person, note=_needed(note, "Напишите, чего не хватает в ответе.")
    )


def recall(*, recommendation: Recommendation, person: User, reason: str) -> Transition:
    """Take it back; what the school has answered stays readable, and it is not issued again on the same numbers."""
    note = _needed(reason, "Напишите, почему рекомендация отозвана.")
    return _take(recommendation, "recall", person, note=note, closed_reason=note)


@transaction.atomic
def answer(
    *,
    recommendation: Recommendation,
    person: User,
    text: str = "",
    link: str = "",
    file: File | None = None,
    disputes_number: bool = False,
) -> Answered:
    """The school's answer: done, with text, link or file; or «не согласен с числом», with the reason in the text.

    Raises ValidationError for an empty answer, a wrong link or a file that may not be kept.
    """
    text, link = text.strip(), link.strip()
    if disputes_number and not text:
        raise ValidationError("Напишите, с каким числом вы не согласны и почему.")
    if not (text or link or file):
        raise ValidationError("Напишите, что сделано, или приложите ссылку или файл.")
    if link:
        check_link(link)
    file_name = check_file(file) if file else ""
    if disputes_number and recommendation.state in STEPS["acknowledge"].sources:
        acknowledge(recommendation=recommendation, person=person)  # who disputes has read it, and no more
    _take(recommendation, "dispute" if disputes_number else "answer", person, note=text)
    holding = reports_holding(recommendation) if disputes_number else []
    reopened = [report for report in holding if report.state in submitting.STEPS["dispute"].sources]
    for report in reopened:
        submitting.dispute(submission=report, person=person, reason=text)
    given = Answer.objects.create(
        recommendation=recommendation,
        person=person,
        text=text,
        link=link,
        file=file or "",
        file_name=file_name,
        disputes_number=disputes_number,
    )
    given.reports.set(holding)
    return Answered(given, tuple(reopened), tuple(holding))


@transaction.atomic
def uphold(*, recommendation: Recommendation, person: User, note: str) -> Transition:
    """Reply to a dispute: the number stands, or what becomes of it; the school is asked for its answer again."""
    words = _needed(note, "Напишите организации, почему число верно или что с ним сделано.")
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)  # who replies first is the one
    if not Recommendation.objects.filter(in_dispute(), pk=recommendation.pk).exists():
        raise StepRefused("Возражение уже рассмотрено: обновите страницу и посмотрите, что сделано.")
    return _take(recommendation, "uphold", person, note=words)


def _take(
    recommendation: Recommendation, step: str, person: User, *, note: str = "", **fields: object
) -> Transition:
    reason = why_not(person, step, recommendation)
    if reason:
        raise StepRefused(reason)
    return take(recommendation, STEPS[step], person=person, note=note, fields=fields)


def _needed(text: str, otherwise: str) -> str:
    if not text.strip():
        raise StepRefused(otherwise)
    return text.strip()

"""What people do with a recommendation: one verb per step of `recommendations.steps`, each in one transaction.

In: the recommendation and the person; out: the `Transition`, or what was answered (`Answered`). Refused in words
(StepRefused): a step the role does not permit, a state that has changed meanwhile, an empty reason. Guaranteed: an
answer is only added, never changed; «не согласен с числом» reopens the school's accepted reports that hold the
number, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from indicators.models import Term
from monitoring import submitting
from monitoring.columns import wave_plans
from monitoring.models import CellKind, Submission
from recommendations.attachments import check_file, check_link
from recommendations.models import Answer, Recommendation
from recommendations.rules import why_not
from recommendations.sending import date_anew
from recommendations.steps import STEPS
from schools.models import Transition, User
from schools.workflow import StepRefused, take


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and what its dispute has opened; `in_reports`: does any report of the year ask for the number?"""

    answer: Answer
    reopened: tuple[Submission, ...] = ()
    in_reports: bool = True


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
    _take(recommendation, "dispute" if disputes_number else "answer", person, note=text)
    holding = _waves_of(recommendation) if disputes_number else set()
    reopened = _reports_to_reopen(recommendation, holding) if disputes_number else []
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
    return Answered(given, tuple(reopened), in_reports=holding is None or bool(holding))


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


def _reports_to_reopen(recommendation: Recommendation, holding: set[int] | None) -> list[Submission]:
    """What a dispute opens: the submitted or accepted reports of the waves that hold the number, all for None.

    Drafts are open already. Where no wave asks for the number, correcting a report would not change it: none is opened.
    """
    reports = list(
        Submission.objects.filter(school=recommendation.school, wave__campaign__year=recommendation.year_id)
        .select_related("wave__campaign", "school")
        .order_by("wave__number")
    )
    return [
        report
        for report in reports
        if report.state in submitting.STEPS["dispute"].sources
        and (holding is None or report.wave_id in holding)
    ]


def _waves_of(recommendation: Recommendation) -> set[int] | None:
    """The waves that ask for a cell of the indicator; None where there is no indicator, or one that counts no cells."""
    place = (recommendation.municipality_id, recommendation.year_id)
    plan = wave_plans([place[0]], [place[1]]).get(place)
    if plan is None or recommendation.indicator_id is None:
        return None
    terms = Term.objects.filter(indicator=recommendation.indicator_id).exclude(kind=Term.Kind.SCHOOLS)
    cells = {(term.kind, _code(term)) for term in terms.select_related("event", "metric")}
    waves = {plan.wave_of(kind, code) for kind, code in cells if plan.asks(kind, code)}
    return {wave for wave in waves if wave is not None} if cells else None


def _code(term: Term) -> str:
    if term.kind == CellKind.METRIC and term.metric is not None:
        return term.metric.code
    return term.event.code if term.event is not None else ""

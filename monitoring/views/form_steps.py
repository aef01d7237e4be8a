"""What the buttons of a school's form do: each step takes the request, and gives what it was refused for, or nothing.

Done once, done: a second click finds the report where the first has brought it and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from monitoring import submitting
from monitoring.confirming import confirm_contingent
from monitoring.entering import EntryRefused, enter, is_saved
from monitoring.forms import ReasonForm, ReturnForm
from monitoring.models import Submission, Wave
from monitoring.pages.cells import column_options, grade_options
from monitoring.registers.counting import recount
from monitoring.school_reports import SchoolReports, school_reports
from monitoring.sheet import Sheet, read_sheets
from monitoring.steps import STEPS as TABLE
from monitoring.submitting import SubmitRefused
from monitoring.typed import NOTHING_TYPED, Typed, read_typed, shown_pupils
from schools.numbers import counted
from schools.workflow import StepRefused


@dataclass(frozen=True)
class Refusal:
    """What the page has to show again; `reports` is read anew where something was saved before the refusal."""

    typed: Typed = NOTHING_TYPED
    refused: EntryRefused | None = None
    complain: bool = False
    returning: ReturnForm | None = None
    reason: ReasonForm | None = None
    reports: SchoolReports | None = None


def save(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    """Keep the draft."""
    typed = read_typed(request.POST)
    return _enter(request, reports, wave, typed)


def submit(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    """Count what registers count, save, check, hand in; what was typed stays saved when the check refuses."""
    typed = read_typed(request.POST)
    if is_saved(sheet=_sheet(reports, wave), typed=typed) and _is_done(request, reports.of(wave), "submit"):
        return None
    recount(schools=[reports.school], person=request.user)
    if refusal := _enter(request, reports, wave, typed, quietly=True):
        return refusal
    try:
        submission = submitting.start(wave=wave, school=reports.school)
        submitting.submit(submission=submission, person=request.user)
    except SubmitRefused:
        return Refusal(complain=True, reports=school_reports(reports.school, wave.campaign.year_id))
    except StepRefused as refused:
        messages.error(request, str(refused))
        return None
    messages.success(request, "Отчёт направлен на проверку.")
    return None


def confirm(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    """Save what was typed; the rest of the pupils of a contingent file is right as the page has shown it."""
    if refusal := _enter(request, reports, wave, read_typed(request.POST), quietly=True):
        return refusal
    try:
        submission = submitting.start(wave=wave, school=reports.school)
        shown = shown_pupils(request.POST)
        confirmed, left = confirm_contingent(submission=submission, person=request.user, shown=shown)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return None
    if confirmed:
        words = f"Контингент подтверждён: {counted(confirmed, 'ячейка', 'ячейки', 'ячеек')}."
        messages.success(request, words)
    if left:
        cells = counted(left, "ячейке", "ячейках", "ячейках")
        messages.warning(
            request, f"Пока вы смотрели, из файла внесены другие числа в {cells}: проверьте и подтвердите их."
        )
    elif not confirmed:
        messages.success(request, "Подтверждать нечего: контингент уже подтверждён.")
    return None


def accept(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    words = "Отчёт принят: числа вошли в показатели."
    _take(request, reports.of(wave), "accept", words, seen=request.POST.get("seen"))
    return None


def recall(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    _take(request, reports.of(wave), "recall", "Отчёт отозван: он снова черновик.")
    return None


def return_(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    sheet = _sheet(reports, wave)
    form = ReturnForm(request.POST, columns=column_options(sheet), grades=grade_options(sheet))
    if not form.is_valid():
        return Refusal(returning=form)
    said = {"remarks": form.remarks(), "seen": request.POST.get("seen")}
    if _take(request, reports.of(wave), "return", "Отчёт возвращён на доработку.", **said):
        return None
    texts = "; ".join(remark.text for remark in form.remarks())
    messages.warning(request, f"Замечания не отправлены: {texts}")
    return Refusal(returning=form)


def reopen(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    return _back_to_draft(request, reports, wave, "reopen")


def dispute(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    return _back_to_draft(request, reports, wave, "dispute")


def _back_to_draft(request: HttpRequest, reports: SchoolReports, wave: Wave, step: str) -> Refusal | None:
    form = ReasonForm(request.POST, auto_id="reason-%s")
    if not form.is_valid():
        return Refusal(reason=form)
    words = "Отчёт открыт для исправлений. Принятые числа действуют до нового принятия."
    _take(request, reports.of(wave), step, words, reason=form.cleaned_data["reason"])
    return None


STEPS: dict[str, Callable[[HttpRequest, SchoolReports, Wave], Refusal | None]] = {
    "save": save,
    "submit": submit,
    "confirm": confirm,
    "recall": recall,
    "accept": accept,
    "return": return_,
    "reopen": reopen,
    "dispute": dispute,
}
_VERBS = {
    "recall": submitting.recall,
    "accept": submitting.accept,
    "return": submitting.return_,
    "reopen": submitting.reopen,
    "dispute": submitting.dispute,
}


def _sheet(reports: SchoolReports, wave: Wave) -> Sheet:
    return read_sheets(
        schools=[reports.school], year=wave.campaign.year_id, wave_id=wave.pk, plan=reports.plan
    )[0]


def _enter(
    request: HttpRequest, reports: SchoolReports, wave: Wave, typed: Typed, *, quietly: bool = False
) -> Refusal | None:
    try:
        receipt = enter(wave=wave, school=reports.school, typed=typed, person=request.user)
    except EntryRefused as refused:
        return Refusal(typed=typed, refused=refused)
    except StepRefused as refused:
        return Refusal(typed=typed, refused=EntryRefused({}, {}, whole=str(refused)))
    written = receipt.created + receipt.changed
    if not quietly:
        _say_saved(request, written, anything=bool(written or typed.arrived or typed.explanations))
    return None


def _say_saved(request: HttpRequest, written: int, *, anything: bool) -> None:
    numbers = f": {counted(written, 'ячейка', 'ячейки', 'ячеек')}" if written else ""
    if anything:
        messages.success(request, f"Черновик сохранён{numbers}.")
    else:
        messages.info(request, "Изменений нет.")


def _take(request: HttpRequest, submission: Submission | None, step: str, done: str, **words: object) -> bool:
    """Says what became of it; false = refused."""
    if submission is None:
        messages.error(request, "Отчёт ещё не начат.")
        return False
    if _is_done(request, submission, step):
        return True
    try:
        _VERBS[step](submission=submission, person=request.user, **words)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return True


def _is_done(request: HttpRequest, submission: Submission | None, step: str) -> bool:
    """A second click: the report stands where the step would take it."""
    if submission is None or submission.state != TABLE[step].target:
        return False
    messages.info(request, f"Уже сделано: отчёт – «{submission.get_state_display()}».")
    return True

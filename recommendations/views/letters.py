"""Letters: the register, a new one or a batch, the text of a draft; what a head received and has read."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recommendations.letter_forms import EACH, BatchForm, LetterForm, NewLetterForm
from recommendations.letters.drafting import COMMON, FIELDS, change, change_batch, draft_once
from recommendations.letters.grounds import warning
from recommendations.letters.sending import acknowledge as take_note
from recommendations.models import Letter, LetterRecipient
from recommendations.pages.letters import batch_page, letters_of, letters_page
from recommendations.pages.write import WritePage, write_page
from recommendations.rules import may_answer
from recommendations.views.letter_steps import letters_in
from schools.access import Permission
from schools.mail import mail_goes_out
from schools.models import School
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Permission.READ)
def letters(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    context = {"page": letters_page(place.municipality, year), "year": year, "acts": _acts(request)}
    return render(request, "recommendations/letters.html", context)


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def new(request: HttpRequest, year: int) -> HttpResponse:
    """`?school=CODE` marks an organisation beforehand."""
    place = place_of(request)
    page = write_page(place.municipality, year)
    form = NewLetterForm(request.POST or None, schools=page.schools, initial=page.initial(request.GET))
    if form.is_valid() and (made := _drafted(place, page, form)):
        if made[0].batch:
            return redirect("recommendations:letter_batch", year=year, batch=made[0].batch)
        return redirect("recommendations:letter_edit", year=year, pk=made[0].pk)
    context = {"page": page, "form": form, "year": year}
    return render(request, "recommendations/letter_new.html", context, status=422 if form.errors else 200)


def _drafted(place: Place, page: WritePage, form: NewLetterForm) -> list[Letter]:
    """Empty where it was refused; the form says why."""
    given = form.cleaned_data
    keys = page.chosen(given["schools"], everybody=given["everybody"])
    try:
        return draft_once(
            municipality=place.municipality, year=place.year, each=given["how"] == EACH, person=place.person,
            schools=[school for school in page.schools if school.pk in keys], now=timezone.now(),
        )  # fmt: skip
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return []


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def edit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    letter = _letter(request, year, pk)
    if letter.state != Letter.State.DRAFT:
        return redirect("reports:letter", year=year, pk=pk)
    now = {name: getattr(letter, name) for name in FIELDS}
    form = LetterForm(request.POST or None, initial={**now, "seen": letter.version})
    if form.is_valid() and _saved(request, letter, form):
        if request.POST.get("action") == "register":
            return redirect("recommendations:letter_step", year=year, pk=pk, step="register")
        messages.success(request, "Проект письма сохранён.")
        return redirect("recommendations:letter_edit", year=year, pk=pk)
    context = {"letter": letter, "form": form, "year": year, "warning": warning(letter)}
    return render(request, "recommendations/letter_edit.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, letter: Letter, form: LetterForm) -> bool:
    """What somebody else saved meanwhile is said once; the next save goes over it."""
    given = form.cleaned_data
    try:
        change(letter=letter, person=request.user, seen=given["seen"], fields=given)
    except StepRefused as refused:
        form.add_error(None, str(refused))
        form.data = {**form.data.dict(), "seen": str(Letter.objects.get(pk=letter.pk).version)}
        return False
    return True


@require_safe
@needs(Permission.READ)
def batch(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    page = batch_page(letters_in(request, year).filter(batch=batch))
    if page is None:
        raise Http404("Таких писем нет.")
    context = {"page": page, "batch": batch, "year": year, "acts": _acts(request)}
    return render(request, "recommendations/letter_batch.html", context)


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def batch_edit(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    """What all drafts of the batch have in common."""
    drafts = list(letters_in(request, year).filter(batch=batch, state=Letter.State.DRAFT).order_by("pk"))
    if not drafts:
        raise Http404("В этой рассылке больше нет проектов.")
    form = BatchForm(request.POST or None, initial=_common(drafts[0]))
    if form.is_valid():
        written = change_batch(letters=drafts, person=request.user, fields=form.cleaned_data)
        messages.success(request, f"Общий текст записан, писем: {written}.")
        return redirect("recommendations:letter_batch", year=year, batch=batch)
    context = {"form": form, "batch": batch, "count": len(drafts), "year": year}
    return render(
        request, "recommendations/letter_batch_edit.html", context, status=422 if form.errors else 200
    )


def _common(letter: Letter) -> Mapping[str, str]:
    return {name: getattr(letter, name) for name in COMMON}


@require_safe
def mine(request: HttpRequest, year: int) -> HttpResponse:
    """What a head's organisation received; others have the register."""
    place = place_of(request)
    if place.school is None or not place.is_head:
        return redirect("recommendations:letters", year=year)
    lines = letters_of(place.school)
    unread = sum(1 for line in lines if line.recipient.acknowledged_at is None)
    return render(
        request,
        "recommendations/letters_mine.html",
        {"lines": lines, "unread": unread, "year": year, "mails": mail_goes_out()},
    )


@require_POST
def acknowledge(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """«Ознакомлен(а)» for the organisation the person works for."""
    letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk, year=year)
    rows = LetterRecipient.objects.filter(letter=letter).select_related("school__municipality", "letter")
    own = [row for row in rows if may_answer(request.user, row.school)]
    chosen: School | None = place_of(request).school
    row = next((row for row in own if row.school == chosen), own[0] if own else None)
    if row is None:
        raise Http404("Это письмо адресовано не вашей организации.")
    if take_note(recipient=row, person=request.user):
        messages.success(request, "Ознакомление отмечено.")
    else:
        messages.info(request, "Ознакомление уже отмечено.")
    return redirect("reports:letter", year=year, pk=pk)


def _letter(request: HttpRequest, year: int, pk: int) -> Letter:
    return get_object_or_404(letters_in(request, year), pk=pk)


def _acts(request: HttpRequest) -> bool:
    return place_of(request).may(Permission.RECOMMEND)

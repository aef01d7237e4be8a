"""Letters: the register, a new one, the text of a draft; what a head received and has read."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recommendations.letter_forms import EACH, LetterForm, NewLetterForm
from recommendations.letters.drafting import FIELDS, change, draft_once
from recommendations.letters.grounds import warning
from recommendations.letters.ordering import order
from recommendations.letters.sending import acknowledge as take_note
from recommendations.models import Letter, LetterRecipient
from recommendations.pages.letters import letters_of, letters_page
from recommendations.pages.write import WritePage, write_page
from recommendations.rules import may_answer
from recommendations.views.letter_steps import letters_in
from schools.access import Permission
from schools.mail import mail_goes_out
from schools.models import Municipality, School, User
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused

METHODS = ["GET", "HEAD", "POST"]


class Whom(TypedDict):
    """What a letter and an order of many begin with."""

    municipality: Municipality
    year: int
    schools: list[School]
    person: User
    now: dt.datetime


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
    if form.is_valid() and (leads := _begun(place, page, form)):
        return redirect(leads)
    context = {"page": page, "form": form, "year": year}
    return render(request, "recommendations/letter_new.html", context, status=422 if form.errors else 200)


def _begun(place: Place, page: WritePage, form: NewLetterForm) -> str:
    """Where the letter, or the batch that is ordered, is found; empty where it was refused: the form says why."""
    given = form.cleaned_data
    keys = page.chosen(given["schools"], everybody=given["everybody"])
    whom: Whom = {
        "municipality": place.municipality, "year": place.year, "person": place.person, "now": timezone.now(),
        "schools": [school for school in page.schools if school.pk in keys],
    }  # fmt: skip
    try:
        if given["how"] == EACH and len(whom["schools"]) > 1:
            return reverse("recommendations:letter_batch", args=[place.year, order(**whom)])
        return reverse("recommendations:letter_edit", args=[place.year, draft_once(**whom).pk])
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return ""


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

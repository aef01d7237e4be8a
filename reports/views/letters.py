"""A letter as it reads: the page of everybody who sees it, its files, the preview of what is being written."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from recommendations.letters.drafting import FIELDS
from recommendations.letters.sending import recipients_of
from recommendations.models import Letter
from reports import jobs
from reports.documents import DocumentFailed
from reports.letter_document import file_stem, letter_document
from reports.letter_sheet import sheet_document
from reports.pages.letter import letter_page
from reports.views.documents import download
from schools.access import Permission
from schools.parsing import read_key
from schools.place import needs, place_of

LONGEST = 20_000


@require_safe
def letter(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = _letter(request, year, pk)
    page = letter_page(found, request.user, now=timezone.now())
    return render(request, "reports/letter.html", {"page": page, "year": year})


@require_safe
def letter_file(request: HttpRequest, year: int, pk: int, kind: str) -> HttpResponse:
    found = _letter(request, year, pk)
    back = reverse("reports:letter", args=[year, pk])
    try:
        document = letter_document(found)
    except DocumentFailed:  # the page says so itself
        return redirect(back)
    return download(request, document, kind, stem=file_stem(found), otherwise=back)


@require_safe
@needs(Permission.READ)
def sheet_file(request: HttpRequest, year: int, pk: int, kind: str) -> HttpResponse:
    """The sheet of acknowledgement, as of now."""
    found = _letter(request, year, pk)
    if found.state != Letter.State.SENT:
        raise Http404("Письмо ещё не отправлено: знакомиться не с чем.")
    document = sheet_document(found, recipients_of([found]), now=timezone.now())
    back = reverse("reports:letter", args=[year, pk])
    return download(request, document, kind, stem=f"list-oznakomleniya-{file_stem(found)}", otherwise=back)


@require_POST
@needs(Permission.RECOMMEND)
def preview(request: HttpRequest, year: int) -> HttpResponse:
    """What is in the form, unsaved: a fragment beside it, or a page of its own without scripts."""
    own = Letter.objects.filter(municipality=place_of(request).municipality, year=year)
    found = get_object_or_404(
        own.select_related("municipality"), pk=read_key(request.POST.get("letter", "")) or 0
    )
    for name in FIELDS:
        setattr(found, name, request.POST.get(name, "")[:LONGEST].strip())
    context: dict[str, object] = {"year": year, "letter": found}
    try:
        context["document"] = letter_document(found)
    except DocumentFailed as failed:
        context["problem"] = str(failed)
    fragment = request.headers.get("HX-Request") == "true"
    template = "reports/_letter_preview.html" if fragment else "reports/letter_preview.html"
    return render(request, template, context)


@require_POST
@needs(Permission.RECOMMEND)
def archive(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    """DOCX and PDF of all letters of a batch, made in the background."""
    place = place_of(request)
    own = Letter.objects.filter(municipality=place.municipality, year=year, batch=batch)
    keys = list(own.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise Http404("Таких писем нет.")
    parameters = {"year": year, "letters": keys, "count": len(keys)}
    job = jobs.order(report="letters", parameters=parameters, owner=place.person, place=place.municipality)
    return redirect("reports:file", pk=job.pk)


def _letter(request: HttpRequest, year: int, pk: int) -> Letter:
    """404 for what the person does not see; drafts and registered ones are for those who read the municipality."""
    seen = Letter.objects.visible_to(request.user).select_related("municipality")
    return get_object_or_404(seen, pk=pk, year=year)

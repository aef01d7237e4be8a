"""«Книга Excel»: the workbook out, and a filled-in one or a contingent file in; of one organisation or of all."""

from __future__ import annotations

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.campaigns import participants
from monitoring.pages.books import BooksPage, books_page
from monitoring.rules import roles_in
from monitoring.upload_forms import BOOK, CONTINGENT, UploadForm
from monitoring.uploading import keep
from monitoring.workbook.writing import BookFile, write_book
from schools.access import Permission
from schools.place import Place, needs, place_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def books(request: HttpRequest, year: int) -> HttpResponse:
    """All organisations at once: the officer's page."""
    return _books(request, place_of(request), None)


@require_http_methods(["GET", "HEAD", "POST"])
def school_book(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = _filling(request)
    return _books(request, place, place.school)


@require_safe
@needs(Permission.REVIEW)
def book_file(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = books_page(place.municipality, None, year, place.person, request.GET.get("wave", ""))
    if page is None:
        return redirect("monitoring:board", year=year)
    schools = list(participants(page.wave.campaign).select_related("municipality"))
    now = timezone.localtime(timezone=place.municipality.zone)
    return attachment(write_book(wave=page.wave, schools=schools, person=place.person, now=now, whole=True))


@require_safe
def school_book_file(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = _filling(request)
    assert place.school is not None  # named by the address
    page = books_page(place.municipality, place.school, year, place.person, request.GET.get("wave", ""))
    if page is None:
        return redirect("monitoring:form", year=year, school=school)
    now = timezone.localtime(timezone=place.municipality.zone)
    return attachment(write_book(wave=page.wave, schools=[place.school], person=place.person, now=now))


def _filling(request: HttpRequest) -> Place:
    """The place of those who fill in the organisation's form; readers have no use for the workbook."""
    place = place_of(request)
    assert place.school is not None  # named by the address
    if not roles_in(place.person, place.school):
        raise PermissionDenied
    return place


def _books(request: HttpRequest, place: Place, school: object) -> HttpResponse:
    page = books_page(
        place.municipality,
        place.school if school else None,
        place.year,
        place.person,
        request.GET.get("wave", ""),
    )
    if page is None:
        return render(request, "monitoring/no_campaign.html", {"place": place, "crumbs": []})
    sent = request.POST.get("kind", "") if request.method == "POST" else ""
    forms = {
        kind: UploadForm(request.POST, request.FILES, kind=kind) if kind == sent else UploadForm(kind=kind)
        for kind in (BOOK, CONTINGENT)
    }
    form = forms.get(sent)
    if form is not None and form.is_valid():
        return redirect("monitoring:upload", year=place.year, pk=_keep(page, form, place))
    context = {
        "page": page, "place": place, "year": place.year, "crumbs": _crumbs(place, page),
        "book_form": forms[BOOK], "contingent_form": forms[CONTINGENT] if page.contingent else None,
        "error_form": form,
    }  # fmt: skip
    return render(request, "monitoring/books.html", context, status=422 if form is not None else 200)


def _keep(page: BooksPage, form: UploadForm, place: Place) -> int:
    wave = page.contingent if form.kind == CONTINGENT and page.contingent else page.wave
    file = form.cleaned_data["file"]
    return keep(
        kind=form.kind, file=file, name=form.name, wave=wave, school=page.school, person=place.person
    ).pk  # fmt: skip


def _crumbs(place: Place, page: BooksPage) -> list[dict[str, str]]:
    crumbs = []
    if place.may(Permission.READ):
        crumbs.append(
            {"title": "Мониторинг: сбор данных", "url": reverse("monitoring:board", args=[place.year])}
        )
    if page.school is not None:
        address = reverse("monitoring:form", args=[place.year, page.school.code])
        crumbs.append({"title": "Отчёт организации", "url": f"{address}?wave={page.wave.number}"})
    return crumbs


def attachment(file: BookFile) -> HttpResponse:
    """A Russian name for those who read it, an ASCII one for the others."""
    response = HttpResponse(file.content, content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{file.ascii_name}\"; filename*=UTF-8''{quote(file.name)}"
    )
    return response

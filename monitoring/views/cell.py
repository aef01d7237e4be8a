"""One number of a form: a page of its own, and asked by static/js/cell-panel.js the inside of the panel."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from monitoring.commenting import CommentRefused, comment
from monitoring.pages.cell import CellPage, cell_page
from monitoring.rules import roles_in
from monitoring.school_reports import SchoolReports, school_reports
from monitoring.views.form import crumbs, form_url
from schools.place import Place, place_of


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = place_of(request)
    assert place.school is not None  # named by the address
    if request.method == "POST" and not roles_in(place.person, place.school):
        raise PermissionDenied
    reports = school_reports(place.school, year)
    if reports is None:
        return render(request, "monitoring/no_campaign.html", {"place": place, "crumbs": crumbs(place)})
    page = _page(request, place, reports)
    if request.method == "POST":
        return _comment(request, place, page)
    return _show(request, place, page)


def _page(request: HttpRequest, place: Place, reports: SchoolReports) -> CellPage:
    page = cell_page(reports, place.person, request.GET)
    if page is None:
        raise Http404("Такой ячейки в форме нет.")
    return page


def _comment(request: HttpRequest, place: Place, page: CellPage) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        comment(
            school=page.reports.school, year=place.year, ref=page.cell.ref, text=text, person=place.person
        )
    except CommentRefused as refused:
        return _show(request, place, page, problem=str(refused), text=text)
    if request.htmx:
        return _show(request, place, _page(request, place, page.reports), said="Комментарий добавлен.")
    messages.success(request, "Комментарий добавлен.")
    return redirect(_url(place, page))


def _url(place: Place, page: CellPage) -> str:
    ref = page.cell.ref
    address = reverse("monitoring:cell", args=[place.year, page.reports.school.code])
    return f"{address}?column={ref.kind}.{ref.code}&grade={ref.grade}"


def _show(request: HttpRequest, place: Place, page: CellPage, **said: str) -> HttpResponse:
    """`problem` with the `text` it is about, or what was `said` of a comment that is written."""
    back = {"title": "Отчёт организации", "url": form_url(place, page.wave)}
    context = {
        "page": page, "place": place, "year": place.year, "url": _url(place, page), "back": back["url"],
        "crumbs": [*crumbs(place), back], **said,
    }  # fmt: skip
    template = "monitoring/_cell.html" if request.htmx else "monitoring/cell.html"
    return render(request, template, context, status=422 if said.get("problem") else 200)

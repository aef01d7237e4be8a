"""The officer's check of reports: accepting several at once; what changed since acceptance; the receipt of one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from monitoring import submitting
from monitoring.models import Submission, Wave
from monitoring.pages.accepting import left_out, previews, reports_to_accept
from monitoring.pages.board import back_to
from monitoring.pages.changes import changes_page
from monitoring.pages.form import choose_wave
from monitoring.pages.receipt import receipt_page
from monitoring.school_reports import SchoolReports, school_reports
from monitoring.views.form import crumbs, form_url
from schools.access import Permission
from schools.numbers import counted
from schools.parsing import read_key, read_keys
from schools.place import Place, needs, place_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def accept(request: HttpRequest, year: int) -> HttpResponse:
    """Accept several reports at once: which ones, and what there is to know of them, is shown first."""
    place = place_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    reports = reports_to_accept(place.municipality, year, _chosen(asked))
    back = back_to(year, asked)
    if request.method == "POST":
        _accept(request, reports, gone=len(set(request.POST.getlist("report"))) - len(reports))
        return redirect(back)
    context = {
        "previews": previews(reports, year),
        "left_out": left_out(place.municipality, asked.getlist("school"), reports),
        "year": year,
        "back": asked.get("back", ""),
        "wave": asked.get("wave", ""),
        "cancel_url": back,
    }
    return render(request, "monitoring/accept.html", context)


def _chosen(asked: QueryDict) -> Q:
    """Reports named by their keys, or by the wave and the codes of the organisations, as the board sends them."""
    of_wave = Q(wave__number=read_key(asked.get("wave", "")) or 0)
    return Q(pk__in=read_keys(asked.getlist("report"))) | (
        of_wave & Q(school__code__in=asked.getlist("school"))
    )


def _accept(request: HttpRequest, reports: list[Submission], *, gone: int) -> None:
    """Each by itself: one that has moved on (`gone`) or changed since it was shown does not hold up the others."""
    stamps = {report.pk: request.POST.get(f"seen.{report.pk}") for report in reports}
    seen = {key: stamp for key, stamp in stamps.items() if stamp is not None}
    refused = submitting.accept_many(submissions=reports, person=request.user, seen=seen)
    for report in reports:
        if reason := refused[report.pk]:
            messages.error(request, f"{report.school}: {reason}")
    done = sum(1 for reason in refused.values() if not reason)
    if done:
        messages.success(request, f"{counted(done, 'отчёт принят', 'отчёта принято', 'отчётов принято')}.")
    if done and gone:
        messages.info(request, f"{counted(gone, 'отчёт', 'отчёта', 'отчётов')} уже не на проверке.")
    elif not reports:
        messages.info(request, "Принимать нечего: выбранные отчёты уже не на проверке.")


@require_safe
def changes(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = place_of(request)
    reports, wave = _of_school(request, place)
    page = changes_page(reports, wave)
    return render(request, "monitoring/changes.html", _context(page, place, wave))


@require_safe
def receipt(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = place_of(request)
    reports, wave = _of_school(request, place)
    page = receipt_page(reports, wave)
    return render(request, "monitoring/receipt.html", _context(page, place, wave))


def _of_school(request: HttpRequest, place: Place) -> tuple[SchoolReports, Wave]:
    """The reports of the school of the address and the wave it names; else the one its form would show."""
    assert place.school is not None  # named by the address
    reports = school_reports(place.school, place.year)
    if reports is None:
        raise Http404
    today = timezone.localdate(timezone=place.municipality.zone)
    reviews = place.may(Permission.REVIEW)
    return reports, choose_wave(reports, request.GET.get("wave", ""), reviews=reviews, today=today)


def _context(page: object, place: Place, wave: Wave) -> dict[str, object]:
    back = {"title": "Отчёт организации", "url": form_url(place, wave)}
    return {"page": page, "place": place, "year": place.year, "crumbs": [*crumbs(place), back]}

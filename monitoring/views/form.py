"""The yearly form of a school: shown, filled in, handed in, checked. Works without JavaScript.

Whoever reads the organisation reads the form; the place of the request answers 404 to everybody else. What is done is
`monitoring.views.form_steps`: a refused step shows the same page with everything typed, status 422.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.checks.unconfirmed import unconfirmed_grades
from monitoring.extending import may_extend
from monitoring.forms import ReasonForm, ReturnForm
from monitoring.models import Wave
from monitoring.pages.cells import column_options, grade_options
from monitoring.pages.form import FormPage, choose_wave, form_page
from monitoring.pages.history import history_page
from monitoring.pages.ways import ways_through
from monitoring.rules import roles_in
from monitoring.school_reports import SchoolReports, school_reports
from monitoring.views.form_steps import STEPS, Refusal
from schools.access import Permission
from schools.place import Place, place_of


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = place_of(request)
    assert place.school is not None  # named by the address
    if request.method == "POST" and not roles_in(place.person, place.school):
        raise PermissionDenied
    reports = school_reports(place.school, year)
    if reports is None or (place.is_head and reports.campaign.is_planned):
        return render(request, "monitoring/no_campaign.html", {"place": place, "crumbs": crumbs(place)})
    wave = wave_of(request, place, reports)
    refusal = _act(request, reports, wave) if request.method == "POST" else None
    if refusal is None and request.method == "POST":
        return redirect(form_url(place, wave))
    return _show(request, place, reports, wave, refusal)


def wave_of(request: HttpRequest, place: Place, reports: SchoolReports) -> Wave:
    today = timezone.localdate(timezone=place.municipality.zone)
    return choose_wave(
        reports, request.GET.get("wave", ""), reviews=place.may(Permission.REVIEW), today=today
    )


def _act(request: HttpRequest, reports: SchoolReports, wave: Wave) -> Refusal | None:
    step = STEPS.get(request.POST.get("action", ""), STEPS["save"])
    return step(request, reports, wave)


def _show(
    request: HttpRequest, place: Place, reports: SchoolReports, wave: Wave, refusal: Refusal | None
) -> HttpResponse:
    said = refusal or Refusal()
    page = form_page(
        said.reports or reports,
        wave,
        place.person,
        typed=said.typed,
        refused=said.refused,
        complain=said.complain,
    )
    context = {
        "page": page,
        "place": place,
        "year": place.year,
        "crumbs": crumbs(place),
        "unconfirmed": unconfirmed_grades(page.sheet),
        "may_extend": may_extend(place.person, reports.school, wave, reports.of(wave)),
        "ways": ways_through(page),
        **_forms(page, said, request.GET),
    }
    return render(request, "monitoring/form.html", context, status=422 if refusal else 200)


def _forms(page: FormPage, said: Refusal, asked: Mapping[str, str]) -> dict[str, object]:
    return {
        "return_form": said.returning or _return_form(page, asked),
        "reason_form": said.reason or ReasonForm(auto_id="reason-%s"),
    }


def _return_form(page: FormPage, asked: Mapping[str, str]) -> ReturnForm:
    """The first line for the number whose page asked for a remark."""
    first = (
        {"column_1": asked.get("remark", ""), "grade_1": asked.get("grade", "")} if "remark" in asked else {}
    )
    return ReturnForm(columns=column_options(page.sheet), grades=grade_options(page.sheet), initial=first)


@require_safe
def cell_history(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """Who wrote which number when."""
    place = place_of(request)
    assert place.school is not None  # named by the address
    page = history_page(place.school, year, request.GET)
    back = {"title": "Отчёт организации", "url": reverse("monitoring:form", args=[year, place.school.code])}
    context = {"page": page, "place": place, "year": year, "crumbs": [*crumbs(place), back]}
    return render(request, "monitoring/cell_history.html", context)


def form_url(place: Place, wave: Wave) -> str:
    assert place.school is not None
    return f"{reverse('monitoring:form', args=[place.year, place.school.code])}?wave={wave.number}"


def crumbs(place: Place) -> list[dict[str, str]]:
    """The way back to the board, for those who read the whole municipality."""
    if not place.may(Permission.READ):
        return []
    return [{"title": "Мониторинг: сбор данных", "url": reverse("monitoring:board", args=[place.year])}]

"""Numbers copied from a spreadsheet into the form of a school: shown first, written on a second word.

The same address is a page without JavaScript and, asked by static/js/paste.js, the inside of a dialog; what was written
then comes back in JSON, for the fields that show it.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from monitoring.clipboard import ClipboardRefused
from monitoring.intake import Receipt
from monitoring.pages.cells import column_options, grade_options
from monitoring.pages.form import Asked, choose_wave
from monitoring.pages.pasting import PreviewView
from monitoring.paste_forms import PasteForm, promise
from monitoring.pasting import PasteRefused, paste, preview
from monitoring.rules import roles_in
from monitoring.school_reports import SchoolReports, school_reports
from monitoring.sheet import Sheet, read_sheets
from monitoring.typed import cell_name
from monitoring.views.form import crumbs, form_url
from schools.access import Permission
from schools.numbers import counted
from schools.place import Place, place_of


@require_http_methods(["GET", "HEAD", "POST"])
def pasting(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = place_of(request)
    assert place.school is not None  # named by the address
    if not roles_in(place.person, place.school):
        raise PermissionDenied
    reports = school_reports(place.school, year)
    if reports is None:
        return render(request, "monitoring/no_campaign.html", {"place": place, "crumbs": crumbs(place)})
    asked = _asked(request, place, reports)
    form = _form(request, _sheet(asked))
    if request.method != "POST" or asked.why_read_only or not form.is_valid():
        return _show(request, place, asked, form, refused=request.method == "POST")
    if request.POST.get("action") == "write":
        return _write(request, place, asked, form)
    return _preview(request, place, asked, form)


def _asked(request: HttpRequest, place: Place, reports: SchoolReports) -> Asked:
    today = timezone.localdate(timezone=place.municipality.zone)
    wave = choose_wave(
        reports, request.GET.get("wave", ""), reviews=place.may(Permission.REVIEW), today=today
    )
    return Asked(reports, wave, place.person, today)


def _sheet(asked: Asked) -> Sheet:
    year = asked.reports.campaign.year_id
    return read_sheets(schools=[asked.school], year=year, wave_id=asked.wave.pk, plan=asked.reports.plan)[0]


def _form(request: HttpRequest, sheet: Sheet) -> PasteForm:
    form = PasteForm(request.POST or None, columns=column_options(sheet), grades=grade_options(sheet))
    form.sheet = sheet
    return form


def _preview(
    request: HttpRequest, place: Place, asked: Asked, form: PasteForm, *, problem: str = ""
) -> HttpResponse:
    data = form.cleaned_data
    try:
        found = preview(
            sheet=form.sheet,
            person=place.person,
            text=data["text"],
            start=form.start,
            first=data["first"] or "auto",
        )
    except ClipboardRefused as refused:
        form.add_error("text", str(refused))
        return _show(request, place, asked, form, refused=True)
    view = PreviewView(form.sheet, found)
    form.data = {**form.data.dict(), "cells": promise(view.promise)}
    return _show(request, place, asked, form, refused=bool(problem), view=view, problem=problem)


def _write(request: HttpRequest, place: Place, asked: Asked, form: PasteForm) -> HttpResponse:
    promised = form.promised()
    try:
        receipt = paste(wave=asked.wave, school=asked.school, cells=promised, person=place.person)
    except PasteRefused as refused:
        form.sheet = _sheet(asked)
        return _preview(
            request, place, asked, form, problem=f"{refused} Ниже – как стало: проверьте ещё раз."
        )
    said = _said(receipt)
    if request.htmx:
        return JsonResponse(
            {"cells": {cell_name(ref): entered.text for ref, entered in promised.items()}, "said": said}
        )
    messages.success(request, said)
    return redirect(form_url(place, asked.wave))


def _said(receipt: Receipt) -> str:
    written = receipt.created + receipt.changed
    return f"Вставлено: {counted(written, 'ячейка', 'ячейки', 'ячеек')}." if written else "Изменений нет."


def _show(
    request: HttpRequest, place: Place, asked: Asked, form: PasteForm, *, refused: bool,
    view: PreviewView | None = None, problem: str = "",
) -> HttpResponse:  # fmt: skip
    back = {"title": "Отчёт организации", "url": form_url(place, asked.wave)}
    context = {
        "asked": asked, "form": form, "view": view, "problem": problem, "place": place, "year": place.year,
        "back": back["url"], "crumbs": [*crumbs(place), back],
    }  # fmt: skip
    template = "monitoring/_paste.html" if request.htmx else "monitoring/paste.html"
    return render(request, template, context, status=422 if refused else 200)

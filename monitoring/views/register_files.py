"""A file into a register: choose it, look at what it would do, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from monitoring.facts import FactsUnreadable
from monitoring.pages.register_file import preview
from monitoring.register_forms import TableForm
from monitoring.registers.kinds import Around, Register, around
from monitoring.registers.loading import LoadRefused, load
from monitoring.registers.planning import Plan, plan
from monitoring.registers.reading import MOST_BYTES, Line, read_table, unpack
from monitoring.views.registers import register_of
from schools.access import Permission
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.FILL)
def file(request: HttpRequest, year: int, register: str) -> HttpResponse:
    """Without JavaScript, without a stored file: the preview carries the lines it has read."""
    kind, place = register_of(register), place_of(request)
    if request.method != "POST":
        return _ask(request, kind, TableForm())
    places = around(place.municipality, place.school if place.is_head else None)
    if "lines" in request.POST:
        return _load(request, kind, places)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, kind, form)
    try:
        content = form.cleaned_data["file"].read(MOST_BYTES + 1)
        lines = read_table(kind, content, own_school=places.own is not None)
    except FactsUnreadable as unreadable:
        form.add_error("file", str(unreadable))
        return _ask(request, kind, form)
    return _show(request, kind, lines, plan(register=kind, lines=lines, places=places))


def _load(request: HttpRequest, kind: Register, places: Around) -> HttpResponse:
    place = place_of(request)
    try:
        lines = unpack(kind, request.POST["lines"])
        loaded = load(register=kind, lines=lines, places=places, person=place.person)
    except LoadRefused as refused:
        return _show(request, kind, lines, refused.plan)
    except (FactsUnreadable, StepRefused) as refused:
        messages.error(request, str(refused))
        return redirect("monitoring:register_file", year=place.year, register=kind.slug)
    messages.success(request, loaded.summary)
    return redirect(kind.page, year=place.year)


def _ask(request: HttpRequest, kind: Register, form: TableForm) -> HttpResponse:
    context = {**_frame(kind, place_of(request)), "form": form}
    return render(request, "monitoring/register_file.html", context, status=422 if form.errors else 200)


def _show(request: HttpRequest, kind: Register, lines: list[Line], made: Plan) -> HttpResponse:
    context = {**_frame(kind, place_of(request)), "page": preview(kind, lines, made)}
    status = 422 if made.errors else 200
    return render(request, "monitoring/register_preview.html", context, status=status)


def _frame(kind: Register, place: Place) -> dict[str, Any]:
    list_url = reverse(kind.page, args=[place.year])
    return {
        "register": kind,
        "year": place.year,
        "own": place.school if place.is_head else None,
        "list_url": list_url,
        "crumbs": [{"title": kind.title, "url": list_url}],
    }

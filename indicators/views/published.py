"""Published documents: the list, a new one, its columns, its findings, erased."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from indicators.forms import DocumentForm
from indicators.models import PublishedDocument
from indicators.pages.published import published_page
from indicators.pages.published_columns import fields_of, read_layouts
from indicators.pages.published_document import document_page
from indicators.published.keeping import (
    ColumnsRefused,
    erase,
    keep,
    layouts_of,
    name_columns,
    tables_of,
)
from indicators.rules import can_publish
from schools.access import Permission
from schools.parsing import read_key
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused

ANY = ["GET", "HEAD", "POST"]


@require_safe
@needs(Permission.READ)
def published(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    context = {"page": published_page(place.municipality), **_frame(place)}
    return render(request, "indicators/published.html", context)


@require_http_methods(ANY)
def new(request: HttpRequest, year: int) -> HttpResponse:
    """A file or a pasted table; read at once: pandoc takes a tenth of a second for a report."""
    place = publisher(request)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid():
        kept = keep(
            tables=form.tables, name=form.document_name, file_name=form.file_name, size=form.size,
            municipality=place.municipality, person=place.person,
        )  # fmt: skip
        return redirect("indicators:published_columns", year=year, pk=kept.pk)
    context = {"form": form, **_frame(place)}
    return render(request, "indicators/published_new.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.READ)
def document(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The findings; a document whose columns nobody has confirmed has none yet."""
    place = place_of(request)
    found = document_of(request, pk)
    if found.state == PublishedDocument.State.READ:
        if can_publish(place.person, place.municipality):
            return redirect("indicators:published_columns", year=year, pk=pk)
        raise Http404("Столбцы этого документа ещё не подтверждены.")
    context = {"page": document_page(found), **_frame(place)}
    return render(request, "indicators/published_document.html", context)


@require_http_methods(ANY)
def columns(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What was sent is shown again with what has to be corrected."""
    publisher(request)
    found = document_of(request, pk)
    tables, layouts = tables_of(found), layouts_of(found)
    problems: list[tuple[int, str]] = []
    if request.method == "POST":
        layouts, problems = read_layouts(tables, request.POST)
        try:
            if not problems:
                _name(request, found, layouts)
                return redirect("indicators:published_document", year=year, pk=pk)
        except ColumnsRefused as refused:
            problems = refused.problems
        except StepRefused as refused:
            messages.error(request, str(refused))
            return redirect("indicators:published_columns", year=year, pk=pk)
    context = {"document": found, "tables": fields_of(tables, layouts, problems), **_frame(place_of(request))}
    context["errors"] = [{"text": f"{_title(tables, at)}: {text}", "id": f"t{at}"} for at, text in problems]
    return render(request, "indicators/published_columns.html", context, status=422 if problems else 200)


@require_http_methods(ANY)
def erase_document(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    place = publisher(request)
    if request.method == "POST" and not PublishedDocument.objects.filter(pk=pk).exists():
        messages.info(request, "Этой проверки уже нет: её удалили.")
        return redirect("indicators:published", year=year)
    found = document_of(request, pk)
    if request.method == "POST":
        erase(document=found, person=place.person)
        messages.success(request, f"Удалено: {found.name}.")
        return redirect("indicators:published", year=year)
    question = {
        "question": f"Удалить проверку документа «{found.name}»?",
        "consequence": "Таблицы документа и замечания исчезнут. Значения, уже внесённые из него в ряды, останутся; "
        "кто удалил проверку, останется в журнале.",
        "submit": "Удалить проверку",
        "cancel_url": reverse("indicators:published", args=[year]),
    }
    return render(request, "confirm.html", question)


def publisher(request: HttpRequest) -> Place:
    place = place_of(request)
    if not can_publish(place.person, place.municipality):
        raise PermissionDenied
    return place


def document_of(request: HttpRequest, pk: int) -> PublishedDocument:
    """Of the place of the request; elsewhere it does not exist."""
    found = PublishedDocument.objects.filter(pk=pk, municipality=place_of(request).municipality)
    document = found.select_related("municipality__region").first()
    if document is None:
        raise Http404("Такого документа нет: возможно, его удалили.")
    return document


def _name(request: HttpRequest, found: PublishedDocument, layouts: Any) -> None:
    seen = read_key(request.POST.get("seen", ""))
    name_columns(
        document=found, layouts=layouts, seen=-1 if seen is None else seen, person=place_of(request).person
    )


def _title(tables: Any, place: int) -> str:
    number = tables[place].number
    return f"Таблица {number}" if number else f"{place + 1}-я таблица документа"


def _frame(place: Place) -> dict[str, Any]:
    return {"year": place.year, "place": place, "keeps": can_publish(place.person, place.municipality)}

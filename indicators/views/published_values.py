"""Published values: from a checked document, by hand, and out of the series again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from indicators.forms import ValueForm
from indicators.models import PublishedDocument, PublishedValue
from indicators.pages.published_record import BEFORE, RecordPage, record_page
from indicators.published.recording import in_words, record_one, remove
from indicators.published.recording import record as write
from indicators.published.tables import clean
from indicators.views.published import ANY, document_of, publisher
from schools.numbers import counted
from schools.parsing import read_keys
from schools.place import Place
from schools.workflow import StepRefused

VALUES = ("значение", "значения", "значений")


@require_http_methods(ANY)
def record(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What would be recorded is shown first; only a list that was seen is written."""
    place = publisher(request)
    found = document_of(request, pk)
    if found.state == PublishedDocument.State.READ:
        return redirect("indicators:published_columns", year=year, pk=pk)
    sent = request.POST if request.method == "POST" else None
    page = record_page(found, this_year=place.years[0], sent=sent)
    said = ""
    if sent is not None and sent.get("action") == "record":
        said = _why_not_yet(page, sent.get("seen", ""))
        if not said:
            return _write(request, place, page)
    context = {"page": page, "year": year, "place": place, "said": said}
    return render(request, "indicators/published_record.html", context, status=422 if said else 200)


def _why_not_yet(page: RecordPage, seen: str) -> str:
    if page.plan.problems:
        return "Ничего не внесено: исправьте то, что сказано ниже."
    if seen != page.plan.fingerprint:
        return "Ничего ещё не внесено: список ниже изменился. Посмотрите его и подтвердите."
    return "" if page.plan.lines else "Ничего не внесено: выберите показатели и годы."


def _write(request: HttpRequest, place: Place, page: RecordPage) -> HttpResponse:
    try:
        written = write(
            document=page.document,
            choice=page.choice,
            made=page.plan,
            seen=page.plan.fingerprint,
            person=place.person,
        )
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("indicators:published_record", year=place.year, pk=page.document.pk)
    if written:
        messages.success(request, f"Внесено в ряды: {counted(written, *VALUES)}.")
    else:
        messages.info(request, "Всё уже внесено: ничего не изменилось.")
    return redirect("indicators:published", year=place.year)


@require_http_methods(ANY)
def new(request: HttpRequest, year: int) -> HttpResponse:
    """One value by hand, also «план достигнут» without a number; what it would replace is said once."""
    place = publisher(request)
    first = min(place.years) - BEFORE
    form = ValueForm(
        request.POST if request.method == "POST" else None,
        municipality=place.municipality,
        year=place.years[0],
        first=first,
        initial={"year": year},
    )
    stands = ""
    if request.method == "POST" and form.is_valid():
        value = form.value()
        try:
            done = record_one(value=value, seen=request.POST.get("stands", ""), person=place.person)
            messages.success(request, f"Внесено: {in_words(value)}." if done else "Так уже внесено.")
            return redirect("indicators:published", year=year)
        except StepRefused as refused:
            form.add_error(None, str(refused))
            stands = _stands(value)
    context = {"form": form, "year": year, "place": place, "stands": stands}
    return render(request, "indicators/published_value.html", context, status=422 if form.errors else 200)


def _stands(value: PublishedValue) -> str:
    same = {"indicator": value.indicator, "municipality": value.municipality, "year": value.year}
    old = PublishedValue.objects.filter(**same, document=value.document).first()
    return in_words(old) if old else ""


@require_http_methods(ANY)
def remove_values(request: HttpRequest, year: int) -> HttpResponse:
    """Some values of the place, named by `value`; asked in words, with a reason."""
    place = publisher(request)
    data = request.POST if request.method == "POST" else request.GET
    mine = PublishedValue.objects.filter(
        municipality=place.municipality, pk__in=read_keys(data.getlist("value"))
    )
    values = list(mine.select_related("indicator").order_by("document", "indicator__position", "year"))
    if request.method == "POST" and not values:
        messages.info(request, "Этих значений в рядах уже нет.")
        return redirect("indicators:published", year=year)
    if not values:
        raise Http404("Таких значений в рядах нет: возможно, их уже убрали.")
    said = ""
    if request.method == "POST":
        try:
            gone = remove(values=values, reason=clean(request.POST.get("reason")), person=place.person)
            messages.success(request, f"Убрано из рядов: {counted(gone, *VALUES)}.")
            return redirect("indicators:published", year=year)
        except StepRefused as refused:
            said = str(refused)
    lines = [(value, value.indicator.year_label(value.year), in_words(value)) for value in values]
    context = {
        "lines": lines,
        "year": year,
        "place": place,
        "said": said,
        "back": reverse("indicators:published", args=[year]),
    }
    return render(request, "indicators/published_remove.html", context, status=422 if said else 200)

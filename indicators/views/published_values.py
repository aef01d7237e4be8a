"""Published values: from a checked document, by hand, and out of the series again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from indicators.forms import ValueForm
from indicators.models import PublishedDocument, PublishedValue
from indicators.pages.published_record import BEFORE, RecordPage, record_page
from indicators.published.keeping import MEANWHILE
from indicators.published.planning import in_words
from indicators.published.recording import choose, record_one, remove
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
    """What would be recorded is shown first; only a list that was seen is written, and of it what is ticked."""
    place = publisher(request)
    found = document_of(request, pk)
    if found.state == PublishedDocument.State.READ:
        return redirect("indicators:published_columns", year=year, pk=pk)
    if request.method == "POST":
        return _decided(request, place, found)
    return _shown(request, place, record_page(found, this_year=place.years[0]))


def _decided(request: HttpRequest, place: Place, found: PublishedDocument) -> HttpResponse:
    """«Обновить список» keeps what was chosen; «Внести в ряды» writes it. Rows that changed meanwhile: shown anew."""
    sent = request.POST
    if sent.get("seen", "").partition(":")[0] != str(found.version):
        messages.error(request, MEANWHILE)
        return redirect("indicators:published_record", year=place.year, pk=found.pk)
    page = record_page(found, this_year=place.years[0], sent=sent, ticks=_ticks(sent))
    if sent.get("action") != "record":
        choose(document=found, choice=page.choice, person=place.person)
        return redirect("indicators:published_record", year=place.year, pk=found.pk)
    said = _why_not_yet(page, sent.get("seen", ""))
    return _shown(request, place, page, said) if said else _write(request, place, page)


def _shown(request: HttpRequest, place: Place, page: RecordPage, said: str = "") -> HttpResponse:
    context = {"page": page, "year": place.year, "place": place, "said": said}
    return render(request, "indicators/published_record.html", context, status=422 if said else 200)


def _ticks(sent: QueryDict) -> dict[int, bool]:
    """Of the rows that were offered; others go as they are proposed."""
    kept = set(read_keys(sent.getlist("keep")))
    return {key: key in kept for key in read_keys(sent.getlist("offered"))}


def _why_not_yet(page: RecordPage, seen: str) -> str:
    if page.plan.problems:
        return "Ничего не внесено: исправьте то, что сказано ниже."
    if not page.plan.lines:
        return "Ничего не внесено: выберите показатели и годы."
    if not page.plan.kept:
        return "Ничего не внесено: отметьте хотя бы одну строку."
    if seen != page.seen and page.plan.to_write:
        return "Ничего ещё не внесено: список ниже изменился. Посмотрите его и подтвердите."
    return ""


def _write(request: HttpRequest, place: Place, page: RecordPage) -> HttpResponse:
    try:
        seen = page.plan.fingerprint
        written = write(document=page.document, choice=page.choice, seen=seen, person=place.person)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("indicators:published_record", year=place.year, pk=page.document.pk)
    if written:
        messages.success(request, f"Внесено в ряды: {counted(written, *VALUES)}.")
    else:
        messages.info(request, "Всё отмеченное уже внесено: ничего не изменилось.")
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

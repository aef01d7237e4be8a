"""Position 6: the officer's list, and steps with many at once after a page that says what will happen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from recommendations.batch import take_batch
from recommendations.forms import ReasonForm
from recommendations.models import Recommendation
from recommendations.pages.board import Asked, board_page
from recommendations.pages.together import Together, done_words, together
from recommendations.views.steps import ALREADY
from schools.access import Permission
from schools.place import needs, place_of

NONE_DONE = "Ничего не изменилось: состояние уже другое или на том же месте стоит новая рекомендация."


@require_safe
@needs(Permission.READ)
def board(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = board_page(
        place.municipality,
        year,
        of=Recommendation.objects.visible_to(place.person),
        asked=Asked.of(request.GET),
        today=timezone.localdate(timezone=place.municipality.zone),
        acts=place.may(Permission.RECOMMEND),
    )
    file_url = f"{reverse('reports:recommendations_xlsx', args=[year])}?{page.query}"
    return render(request, "recommendations/list.html", {"page": page, "year": year, "file_url": file_url})


@require_POST
@needs(Permission.RECOMMEND)
def batch(request: HttpRequest, year: int) -> HttpResponse:
    """First the question, then (with `confirmed`) the step."""
    page = _asked(request, year)
    if page is None:
        raise Http404("Такого шага нет.")
    back = f"{reverse('recommendations:list', args=[year])}?{page.query}"
    if not page.keys:
        messages.info(
            request, ALREADY if "confirmed" in request.POST else "Отметьте хотя бы одну рекомендацию."
        )
        return redirect(back)
    form = ReasonForm(
        request.POST if "confirmed" in request.POST else None, label=page.label, needed=page.needed
    )
    if form.is_valid():
        _take(request, page, form.cleaned_data["note"])
        return redirect(back)
    context = {"page": page, "form": form, "year": year, "back": back}
    return render(request, "recommendations/together.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, year: int) -> Together | None:
    data, municipality = request.POST, place_of(request).municipality
    return together(
        do=data.get("do", ""),
        marked=data.getlist("pk"),
        query=data.get("query", ""),
        of=Recommendation.objects.filter(municipality=municipality),
        year=year,
        today=timezone.localdate(timezone=municipality.zone),
    )


def _take(request: HttpRequest, page: Together, note: str) -> None:
    place = place_of(request)
    keys = take_batch(
        municipality=place.municipality, keys=page.keys, step=page.step, person=place.person, note=note
    )
    if keys:
        messages.success(request, done_words(page.step, len(keys)))
    else:
        messages.info(request, NONE_DONE)

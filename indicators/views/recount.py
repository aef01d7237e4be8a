"""How far a recompute is: a line on the pages that show values, a page of its own without htmx."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.recount import recount_of
from indicators.rules import reads_region
from schools.models import Municipality
from schools.place import place_of


@require_safe
def of_municipality(request: HttpRequest, year: int) -> HttpResponse:
    return _show(request, year, [place_of(request).municipality.pk])


@require_safe
def of_region(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    if not reads_region(place.person, place.municipality.region_id):
        raise PermissionDenied
    of_it = Municipality.objects.filter(region=place.municipality.region_id)
    return _show(request, year, list(of_it.values_list("pk", flat=True)))


def _show(request: HttpRequest, year: int, municipality_ids: Collection[int]) -> HttpResponse:
    """Nothing for a page that asks once and has fresh values; `?again` = it has shown that they are not."""
    page, again = recount_of(municipality_ids, year), "again" in request.GET
    if request.headers.get("HX-Request") != "true":
        return render(request, "indicators/recount.html", {"page": page, "year": year})
    if page.is_over and not again:
        return HttpResponse()
    return render(request, "indicators/_recount.html", {"page": page, "url": request.path})

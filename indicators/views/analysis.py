"""Position 5: the heatmap, one indicator, municipalities of a region side by side."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.heatmap import Asked, heatmap_page
from indicators.pages.indicator import indicator_page
from indicators.pages.links import address
from indicators.pages.region import region_page
from indicators.rules import can_define, can_write_some, reads_region
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def heatmap(request: HttpRequest, year: int) -> HttpResponse:
    page = heatmap_page(place_of(request).municipality, year, Asked.of(request.GET))
    context = {"page": page, "year": year, "export_url": address("reports:values_xlsx", year=year)}
    return render(request, "indicators/heatmap.html", context)


@require_safe
def indicator(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """Heads see what concerns the municipality, not the other organisations."""
    place = place_of(request)
    reads_schools = place.may(Permission.READ)
    page = indicator_page(place.municipality, year, indicator, with_schools=reads_schools)
    if page is None:
        raise Http404("Такого показателя в этом учебном году нет.")
    context = {
        "page": page,
        "year": year,
        "plans": place.may(Permission.PLAN),
        "edits": can_define(place.person, page.indicator.municipality),
        "copies": can_write_some(place.person, place.municipality),
        "reads_schools": reads_schools,
    }
    return render(request, "indicators/indicator.html", context)


@require_safe
def region(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    if not reads_region(place.person, place.municipality.region_id):
        raise PermissionDenied
    page = region_page(place.municipality.region_id, year)
    return render(request, "indicators/region.html", {"page": page, "year": year})

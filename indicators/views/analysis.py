"""Position 5: the heatmap, one indicator, municipalities of a region side by side."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.filters import OF_INDICATORS, OF_SCHOOLS, Asked
from indicators.pages.heatmap import heatmap_page
from indicators.pages.indicator import indicator_page
from indicators.pages.printing import options
from indicators.pages.region import region_page
from indicators.pages.region_views import VIEWS, view_asked
from indicators.pages.tabs import analysis_tabs
from indicators.rules import can_define, can_write_some, reads_region
from indicators.views.chart_files import chart_file
from indicators.views.years import in_asked_year
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@in_asked_year
@needs(Permission.READ)
def heatmap(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = heatmap_page(place.municipality, year, Asked.of(request.GET, sort="name"))
    filters, tabs = page.asked.selects(year, place.years), analysis_tabs(place, "indicators:heatmap")
    context = {"page": page, "year": year, "filters": filters, "tabs": tabs}
    return render(request, "indicators/heatmap.html", context)


@require_safe
@in_asked_year
def indicator(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """Heads see what concerns the municipality, not the other organisations."""
    place = place_of(request)
    reads_schools = place.may(Permission.READ)
    asked = Asked.of(request.GET, *OF_SCHOOLS)
    page = indicator_page(place.municipality, year, indicator, with_schools=reads_schools, asked=asked)
    if page is None:
        raise Http404("Такого показателя в этом учебном году нет.")
    if (file := chart_file(request, page.figures, title=page.indicator.name)) is not None:
        return file
    context = {
        "page": page,
        "year": year,
        "filters": asked.selects(year, place.years),
        "plans": place.may(Permission.PLAN),
        "edits": can_define(place.person, page.indicator.municipality),
        "copies": can_write_some(place.person, place.municipality),
        "reads_schools": reads_schools,
    }
    return render(request, "indicators/indicator.html", context)


@require_safe
@in_asked_year
def region(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    if not reads_region(place.person, place.municipality.region_id):
        raise PermissionDenied
    view = view_asked(request.GET)
    asked = replace(Asked.of(request.GET, *OF_INDICATORS), kept=(("view", view),) if view else ())
    page = region_page(place.municipality.region_id, year, asked, view)
    title = "Рейтинг муниципалитетов: средний балл"
    if (file := chart_file(request, page.figures, title=title, region=page.region)) is not None:
        return file
    filters = [*asked.selects(year, place.years), options("view", "Показать", VIEWS[0][1], VIEWS[1:], view)]
    tabs = analysis_tabs(place, "indicators:region")
    context = {"page": page, "year": year, "filters": filters, "tabs": tabs}
    return render(request, "indicators/region.html", context)

"""Position 9: what changed in the year after the measures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.views.chart_files import chart_file
from roadmap.pages.effect import effect_page
from schools.access import Permission
from schools.calendar import year_label
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def effect(request: HttpRequest, year: int) -> HttpResponse:
    """`year` is the year after: it is compared with the one before it."""
    place = place_of(request)
    page = effect_page(place.municipality, year, years=place.years, topic=request.GET.get("topic", ""))
    title = f"До и после: {year_label(year - 1)} и {year_label(year)}"
    if (file := chart_file(request, {"effect": page.figure}, title=title)) is not None:
        return file
    return render(request, "roadmap/effect.html", {"page": page, "year": year})

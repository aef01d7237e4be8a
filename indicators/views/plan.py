"""Positions 1–3: goals, indicators with their plan, methods. Read by everybody of the place, heads included."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.catalogue import catalogue_page
from indicators.pages.declared import declared_page
from indicators.pages.filters import OF_INDICATORS, Asked
from indicators.pages.goals import goals_page
from indicators.pages.methods import methods_page
from indicators.pages.printing import finding
from indicators.rules import can_write_some
from indicators.views.years import in_asked_year
from schools.access import Permission
from schools.place import place_of


@require_safe
def goals(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    return render(
        request, "indicators/goals.html", {"page": goals_page(place.municipality, year), "year": year}
    )


@require_safe
@in_asked_year
def catalogue(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    asked = Asked.of(request.GET, *OF_INDICATORS)
    page = catalogue_page(place.municipality, year, asked)
    context = {
        "page": page,
        "year": year,
        "filters": asked.selects(year, place.years),
        "heading": finding(page.judged),
        "plans": place.may(Permission.PLAN),
        "defines": can_write_some(place.person, place.municipality),
    }
    return render(request, "indicators/catalogue.html", context)


@require_safe
def declared(request: HttpRequest, year: int) -> HttpResponse:
    """Indicators of the year without a value, and why."""
    lines = declared_page(place_of(request).municipality, year)
    return render(request, "indicators/declared.html", {"lines": lines, "year": year})


@require_safe
def methods(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    return render(
        request, "indicators/methods.html", {"page": methods_page(place.municipality, year), "year": year}
    )

"""Fragments for the pages of a campaign, each a page of its own without htmx."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.collecting import ending_page, unasked_page
from schools.access import Permission
from schools.calendar import LAST_YEAR
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def unasked(request: HttpRequest, year: int) -> HttpResponse:
    """Indicators of the year for which no wave asks what they need."""
    page = unasked_page(place_of(request).municipality, year)
    return _show(request, "indicators/_unasked.html", {"page": page, "year": year})


@require_safe
@needs(Permission.READ)
def ending(request: HttpRequest, year: int) -> HttpResponse:
    """Indicators that do not go on in the year `?into=`, the next one by default."""
    asked = request.GET.get("into", "")
    into = int(asked) if asked.isdecimal() and year < int(asked) <= LAST_YEAR else year + 1
    page = ending_page(place_of(request).municipality, year, into)
    return _show(request, "indicators/_ending.html", {"page": page, "year": year})


def _show(request: HttpRequest, fragment: str, context: dict[str, object]) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return render(request, fragment, context)
    return render(request, "indicators/collecting.html", {**context, "fragment": fragment})

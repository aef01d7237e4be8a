"""The plan in people: of the municipality for who reads it, of one organisation for its head."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.pages.filters import OF_SCHOOLS, Asked
from indicators.pages.own_people import own_people_page
from indicators.pages.people import people_page
from indicators.pages.tabs import analysis_tabs
from indicators.views.years import in_asked_year
from schools.access import Permission
from schools.calendar import school_year_of
from schools.place import needs, place_of


@require_safe
@in_asked_year
@needs(Permission.READ)
def plan_in_people(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    asked = Asked.of(request.GET, *OF_SCHOOLS, sort="-left")
    code = request.GET.get("indicator", "")
    page = people_page(place.municipality, year, asked, indicator=code, this_year=_this_year())
    context = {
        "page": page,
        "year": year,
        "tabs": analysis_tabs(place, "indicators:people"),
        "filters": [*page.choice, *asked.selects(year, place.years)],
    }
    return render(request, "indicators/people.html", context)


@require_safe
def own(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """For htmx what is left, to stand in other pages; a page of its own for everybody else."""
    place = place_of(request)
    assert place.school is not None  # named by the address
    page = own_people_page(place.school, year, this_year=_this_year())
    brief = request.headers.get("HX-Request") == "true"
    template = "indicators/_own_people.html" if brief else "indicators/own_people.html"
    context = {"page": page, "year": year, "of_head": place.is_head, "brief": brief}
    return render(request, template, context)


def _this_year() -> int:
    return school_year_of(timezone.localdate())

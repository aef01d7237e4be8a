"""Pages of one organisation: passport, what a number is made of, live percentages of its form.

Read by whoever may read the organisation; the place of the request answers 404 to everybody else.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.links import address
from indicators.pages.live import live_page
from indicators.pages.passport import passport_page
from indicators.pages.trace import trace_page
from indicators.rules import can_plan, takes_target
from schools.access import Permission
from schools.models import School
from schools.place import Place, place_of


@require_safe
def passport(request: HttpRequest, year: int, school: str) -> HttpResponse:
    place = place_of(request)
    page = passport_page(_school(place), year)
    context = {
        "page": page,
        "year": year,
        "recommendations_url": _recommendations(place),
        **_ways_back(place),
    }
    return render(request, "indicators/passport.html", context)


@require_safe
def trace(request: HttpRequest, year: int, school: str, indicator: str) -> HttpResponse:
    place = place_of(request)
    page = trace_page(_school(place), year, indicator)
    if page is None:
        raise Http404("Такого показателя в этом учебном году нет.")
    plans = takes_target(page.indicator, of_school=True) and can_plan(place.person, page.school)
    context = {"page": page, "year": year, "plans": plans, **_ways_back(place)}
    return render(request, "indicators/trace.html", context)


@require_safe
def live(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """A fragment for htmx, a page of its own for everybody else."""
    fragment = request.headers.get("HX-Request") == "true"
    context = {"page": live_page(_school(place_of(request)), year), "year": year}
    return render(request, "indicators/_live.html" if fragment else "indicators/live.html", context)


def _school(place: Place) -> School:
    assert place.school is not None  # named by the address
    return place.school


def _ways_back(place: Place) -> dict[str, object]:
    return {"reads_all": place.may(Permission.READ), "of_head": place.is_head}


def _recommendations(place: Place) -> str:
    """The head's own list, or the officer's list of this organisation; empty while there is no such page."""
    school = _school(place)
    if place.is_head:
        url = address("recommendations:mine", year=place.year) or address("recommendations:mine")
        return f"{url}?school={school.code}" if url else ""
    url = address("recommendations:list", year=place.year)
    return f"{url}?school={school.code}" if url else ""

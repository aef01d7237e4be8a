"""Position 5 over the years: dynamics of the municipality, of an organisation, of one indicator; two years compared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.asked import AskedComparison, AskedDynamics
from indicators.pages.comparison import comparison_page
from indicators.pages.dynamics import dynamics_page, indicator_dynamics, school_dynamics
from indicators.pages.tabs import analysis_tabs
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def dynamics(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = dynamics_page(place.municipality, year, AskedDynamics.of(request.GET))
    tabs = analysis_tabs(place, "indicators:dynamics")
    return render(request, "indicators/dynamics.html", {"page": page, "year": year, "tabs": tabs})


@require_safe
def of_school(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """Read by whoever may read the organisation."""
    place = place_of(request)
    assert place.school is not None  # named by the address
    page = school_dynamics(place.school, year, AskedDynamics.of(request.GET))
    context = {"page": page, "year": year, "school": place.school, "of_head": place.is_head}
    return render(request, "indicators/school_dynamics.html", context)


@require_safe
@needs(Permission.READ)
def of_indicator(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    page = indicator_dynamics(place_of(request).municipality, year, indicator, AskedDynamics.of(request.GET))
    if page is None:
        raise Http404("Такого показателя в этом учебном году нет.")
    return render(request, "indicators/indicator_dynamics.html", {"page": page, "year": year})


@require_safe
@needs(Permission.READ)
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = comparison_page(place.municipality, year, AskedComparison.of(request.GET))
    tabs = analysis_tabs(place, "indicators:comparison")
    return render(request, "indicators/comparison.html", {"page": page, "year": year, "tabs": tabs})

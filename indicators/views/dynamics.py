"""Position 5 over the years: dynamics of the municipality, of an organisation, of one indicator; two years compared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.asked import AskedComparison, AskedDynamics
from indicators.pages.comparison import comparison_page
from indicators.pages.dynamics import dynamics_page, indicator_dynamics, school_dynamics
from indicators.pages.filters import OF_INDICATORS, OF_SCHOOLS
from indicators.pages.tabs import analysis_tabs
from indicators.views.chart_files import chart_file
from indicators.views.years import in_asked_year
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@in_asked_year
@needs(Permission.READ)
def dynamics(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    asked = AskedDynamics.of(request.GET, *OF_INDICATORS)
    context = {
        "page": dynamics_page(place.municipality, year, asked),
        "year": year,
        "filters": asked.selects(year, place.years),
        "tabs": analysis_tabs(place, "indicators:dynamics"),
    }
    return render(request, "indicators/dynamics.html", context)


@require_safe
@in_asked_year
def of_school(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """Read by whoever may read the organisation."""
    place = place_of(request)
    assert place.school is not None  # named by the address
    asked = AskedDynamics.of(request.GET, *OF_INDICATORS)
    context = {
        "page": school_dynamics(place.school, year, asked),
        "year": year,
        "school": place.school,
        "of_head": place.is_head,
        "filters": asked.selects(year, place.years),
    }
    return render(request, "indicators/school_dynamics.html", context)


@require_safe
@in_asked_year
@needs(Permission.READ)
def of_indicator(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    place = place_of(request)
    asked = AskedDynamics.of(request.GET, *OF_SCHOOLS, sort="name")
    page = indicator_dynamics(place.municipality, year, indicator, asked)
    if page is None:
        raise Http404("Такого показателя в этом учебном году нет.")
    if (file := chart_file(request, {"years": page.figure}, title=page.indicator.name)) is not None:
        return file
    context = {"page": page, "year": year, "filters": asked.selects(year, place.years)}
    return render(request, "indicators/indicator_dynamics.html", context)


@require_safe
@in_asked_year
@needs(Permission.READ)
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = comparison_page(place.municipality, year, AskedComparison.of(request.GET))
    if (file := chart_file(request, page.figures, title=page.title)) is not None:
        return file
    context = {
        "page": page,
        "year": year,
        "filters": page.selects(place.years),
        "tabs": analysis_tabs(place, "indicators:comparison"),
    }
    return render(request, "indicators/comparison.html", context)

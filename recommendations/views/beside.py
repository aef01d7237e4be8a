"""What stands beside a recommendation: how others did it, the plan on the new contingent, a sheet to pass on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recommendations.models import Audience, Recommendation
from recommendations.pages.new_contingent import new_contingent, newest_year
from recommendations.pages.others import others_page
from recommendations.views.steps import address_of_school, recommendation_of
from schools.calendar import school_year_of
from schools.place import place_of


@require_safe
def others(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """For htmx what goes into the card; a page of its own for everybody else."""
    page = others_page(Recommendation.objects.visible_to(request.user).filter(year=year), pk)
    if page is None:
        raise Http404("Такой рекомендации нет, она вам не открыта или сравнивать в ней не с кем.")
    part = request.headers.get("HX-Request") == "true"
    template = "recommendations/_others.html" if part else "recommendations/others.html"
    context = {
        "page": page,
        "year": year,
        "of_school_url": address_of_school(request, year, page.made.school),
    }
    return render(request, template, context)


@require_safe
def people(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """For htmx the plan in people of the newest year, and its lines for the cards; others get its page."""
    found = place_of(request).school
    assert found is not None  # named by the address
    this_year = school_year_of(timezone.localdate())
    if request.headers.get("HX-Request") != "true":
        newest = newest_year(found, year, this_year=this_year)
        return redirect("indicators:own_people", year=newest, school=school)
    page = new_contingent(found, year, this_year=this_year)
    return render(request, "recommendations/_new_contingent.html", {"page": page})


@require_safe
def leaflet(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The text alone, for those it is meant for: to print or to copy."""
    made = recommendation_of(request, year, pk)
    context = {"made": made, "year": year, "audience": Audience(made.audience).label}
    return render(request, "recommendations/leaflet.html", context)

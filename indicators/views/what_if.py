"""«Что если»: the question stands in the address, so it can be kept and shared; nothing is ever written."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.pages.what_if import what_if_page
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def what_if(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """For htmx only the answer, with the shortest address of the question; without it the page, 422 if refused."""
    page = what_if_page(place_of(request).municipality, year, indicator, request.GET)
    if page is None:
        raise Http404("Такого показателя нет, или организации по нему не оцениваются.")
    context = {"page": page, "year": year}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "indicators/_what_if_answer.html", context)
        response.headers["HX-Replace-Url"] = (
            f"{request.path}?{page.address}" if page.address else request.path
        )
        return response
    return render(request, "indicators/what_if.html", context, status=422 if page.errors else 200)

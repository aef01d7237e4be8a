"""Where an indicator is used; read by everybody who reads the whole municipality."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from reports.uses import uses_of
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def indicator_uses(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    place = place_of(request)
    found = Indicator.objects.available_to(place.municipality).filter(code=indicator).first()
    if found is None:
        raise Http404("Такого показателя нет.")
    context = {"uses": uses_of(place.municipality, found), "year": year, "valid": found.valid_in(year)}
    return render(request, "reports/indicator_uses.html", context)

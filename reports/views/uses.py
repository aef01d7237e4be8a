"""Where an indicator is used, and deleting one that is used nowhere."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from indicators.defining import RemovalRefused, remove
from indicators.models import Indicator
from indicators.rules import can_define
from reports.uses import uses_of, why_keep
from schools.access import Permission
from schools.place import Place, needs, place_of


@require_safe
@needs(Permission.READ)
def indicator_uses(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    place = place_of(request)
    found = _found(place, indicator)
    context = {"uses": uses_of(place.municipality, found), "year": year, "valid": found.valid_in(year)}
    return render(request, "reports/indicator_uses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_delete(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """Asked in words; what is in use says where instead."""
    place = place_of(request)
    found = _found(place, indicator)
    if not can_define(place.person, found.municipality):
        raise PermissionDenied
    back = reverse("indicators:edit", args=[year, found.code])
    reason = why_keep(found)
    if request.method == "POST" and not reason:
        try:
            remove(indicator=found, person=place.person)
        except RemovalRefused as refused:
            reason = str(refused)
        else:
            messages.success(request, f"Показатель «{found.heading}» удалён.")
            return redirect("indicators:catalogue", year=year)
    if reason:
        messages.error(request, reason)
        return redirect(back)
    question = {
        "question": f"Удалить показатель «{found.heading}»?",
        "consequence": "Его значения всех лет исчезнут. Ни рекомендаций, ни планов, ни мероприятий по нему нет.",
        "submit": "Удалить показатель",
        "cancel_url": back,
    }
    return render(request, "confirm.html", question)


def _found(place: Place, code: str) -> Indicator:
    mine = Indicator.objects.available_to(place.municipality).select_related("goal")
    found = mine.filter(code=code).first()
    if found is None:
        raise Http404("Такого показателя нет.")
    return found

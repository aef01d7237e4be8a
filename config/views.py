"""The first page: everybody is sent to what they see first."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from config.navigation import address
from schools.access import Permission
from schools.place import place_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A head sees the recommendations first, everybody else what goes on in the municipality."""
    try:
        place = place_of(request)
    except PermissionDenied:
        if request.user.is_superuser:  # an administrator of an empty portal
            return redirect("start")
        raise
    if place.is_head:
        first = address("recommendations:mine", place)
        return redirect(first or address("schools:detail", place, school=place.school) or "password_change")
    if place.may(Permission.REVIEW) and not place.municipality.schools.exists():
        return redirect("start")  # nothing to show yet
    return redirect(address("reports:home", place) or "schools:list")

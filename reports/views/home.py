"""The first page of officers, analysts, regional operators and administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.dashboard import home_of
from reports.regional import region_lines
from reports.todo import MOST_TASKS
from schools.access import Permission
from schools.models import Role
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def home(request: HttpRequest, year: int) -> HttpResponse:
    """A regional operator who has chosen no municipality yet sees all of them side by side."""
    place = place_of(request)
    if place.role == Role.REGION and "municipality" not in request.GET:
        lines = region_lines(place.person, year)
        return render(request, "reports/region.html", {"lines": lines, "place": place})
    today = timezone.localdate(timezone=place.municipality.zone)
    page = home_of(place.municipality, year, today=today)
    context = {
        "home": page,
        "lead": page.lead(today),
        "tasks": page.tasks[:MOST_TASKS],
        "more_tasks": max(len(page.tasks) - MOST_TASKS, 0),
        "may_act": place.may(Permission.REVIEW),
        "place": place,
    }
    return render(request, "reports/home.html", context)

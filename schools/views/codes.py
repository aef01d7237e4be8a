"""The officer's page «Доступ организаций»: who can log in, printable one-time codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from schools.access import Permission
from schools.codes import VALID, CodeRefused, issue_codes, issue_reset
from schools.models import Membership, School
from schools.place import needs, place_of
from schools.queries import access_of_schools

MANAGE = Permission.MANAGE_PEOPLE


@require_safe
@needs(MANAGE)
def access(request: HttpRequest) -> HttpResponse:
    rows = access_of_schools(place_of(request).municipality, now=timezone.now())
    without = [row for row in rows if not row.has_account]
    counts = {
        "all": len(rows),
        "without": len(without),
        "waiting": sum(1 for row in without if row.code_until),
    }
    context = {"rows": rows, "counts": counts, "started": request.GET.get("from") == "start"}
    return render(request, "schools/access.html", context)


@require_POST
@never_cache
@needs(MANAGE)
def issue(request: HttpRequest) -> HttpResponse:
    """Codes for one organisation (`school`) or all without an account; they are seen in this answer only."""
    place = place_of(request)
    if code := request.POST.get("school"):
        schools = [get_object_or_404(School, municipality=place.municipality, code=code)]
    else:
        rows = access_of_schools(place.municipality, now=timezone.now())
        schools = [row.school for row in rows if not row.has_account]
    if not schools:
        messages.info(request, "Учётные записи есть у всех организаций: новые коды не нужны.")
        return redirect("schools:codes")
    issued = issue_codes(municipality=place.municipality, schools=schools, person=place.person)
    return _sheet(request, [{"school": school, "code": code} for school, code in issued])


@require_POST
@never_cache
@needs(MANAGE)
def reset(request: HttpRequest, role: int) -> HttpResponse:
    """A code with which one head chooses a new password."""
    place = place_of(request)
    roles = Membership.objects.select_related("user", "school__municipality")
    held = get_object_or_404(roles, pk=role, school__municipality=place.municipality)
    try:
        code = issue_reset(role=held, person=place.person)
    except CodeRefused as refused:
        messages.error(request, str(refused))
        return redirect("schools:codes")
    return _sheet(request, [{"school": held.school, "code": code, "account": held.user}])


def _sheet(request: HttpRequest, blocks: list[dict[str, object]]) -> HttpResponse:
    until = timezone.localdate() + VALID
    context = {
        "blocks": blocks,
        "until": until,
        "address": request.build_absolute_uri("/code/"),
        "started": request.GET.get("from") == "start",
    }
    return render(request, "schools/code_sheet.html", context)

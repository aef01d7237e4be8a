"""Positions 7 and 8: the roadmap, one measure with its marks, decisions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.pages.links import address
from roadmap.forms import MarkForm
from roadmap.marking import MarkRefused, mark_done, take_back
from roadmap.pages.measure import MeasurePage, measure_page
from roadmap.pages.table import table_page
from roadmap.queries import decisions_of
from schools.access import Permission
from schools.models import School
from schools.place import Place, needs, place_of


@require_safe
def roadmap(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    own = _own_school(place)
    asked, today = request.GET, timezone.localdate()
    page = table_page(place.municipality, year, person=place.person, school=own, today=today, asked=asked)
    file = address("reports:roadmap_xlsx", year=year)
    export_url = f"{file}?{asked.urlencode()}" if file and page.shown else ""
    return render(request, "roadmap/table.html", {"page": page, "year": year, "export_url": export_url})


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, year: int, measure: int) -> HttpResponse:
    """The card of a measure; whoever may mark it does it here."""
    page = _page(request, year, measure)
    if request.method == "POST" and not page.may_mark:
        raise PermissionDenied
    first = {name: getattr(page.mark, name) for name in MarkForm.base_fields} if page.mark else {}
    form = MarkForm(request.POST or None, initial={"done_on": timezone.localdate(), **first})
    if request.method == "POST" and form.is_valid() and _mark(request, page, form):
        return redirect(_back(year, page))
    context = {"page": page, "form": form if page.may_mark else None, "year": year, "back": _back(year, page)}
    return render(request, "roadmap/measure.html", context, status=422 if form.errors else 200)


@require_POST
def take_mark_back(request: HttpRequest, year: int, measure: int, mark: int) -> HttpResponse:
    """Take a mark back: the one of the page's subject, so nobody takes back another's."""
    page = _page(request, year, measure)
    if not page.may_mark:
        raise PermissionDenied
    if page.mark is None or page.mark.pk != mark:
        messages.info(request, "Этой отметки уже нет.")
    else:
        take_back(measure=page.measure, mark_id=mark, person=place_of(request).person)
        messages.success(request, f"Отметка об исполнении мероприятия {page.line.number} снята.")
    return redirect(_back(year, page))


@require_safe
@needs(Permission.READ)
def decisions(request: HttpRequest, year: int) -> HttpResponse:
    found = decisions_of(place_of(request).municipality.pk, year)
    return render(request, "roadmap/decisions.html", {"decisions": found, "year": year})


def _own_school(place: Place) -> School | None:
    """A head's own organisation; others must read the whole municipality."""
    if place.is_head:
        return place.school
    if not place.may(Permission.READ):
        raise PermissionDenied
    return None


def _page(request: HttpRequest, year: int, measure: int) -> MeasurePage:
    place = place_of(request)
    own, today = _own_school(place), timezone.localdate()
    wanted = "" if own else request.POST.get("for") or request.GET.get("for", "")
    page = measure_page(
        place.municipality, year, measure, person=place.person, school=own, wanted=wanted, today=today
    )
    if page is None:
        raise Http404("Такого мероприятия в дорожной карте нет.")
    return page


def _mark(request: HttpRequest, page: MeasurePage, form: MarkForm) -> bool:
    person, today = place_of(request).person, timezone.localdate()
    try:
        mark_done(measure=page.measure, person=person, today=today, school=page.subject, **form.cleaned_data)
    except MarkRefused as refused:
        form.add_error(refused.field, str(refused))
        return False
    whose = f" ({page.who})" if page.subject else ""
    messages.success(request, f"Мероприятие {page.line.number} отмечено исполненным{whose}.")
    return True


def _back(year: int, page: MeasurePage) -> str:
    """The line of the table one came from; officers who mark for schools stay with the measure."""
    if page.subject is not None and page.schools:
        return f"{reverse('roadmap:measure', args=[year, page.measure.pk])}#schools"
    code = page.measure.section.roadmap.code
    return f"{reverse('roadmap:roadmap', args=[year])}?roadmap={code}#m{page.measure.pk}"

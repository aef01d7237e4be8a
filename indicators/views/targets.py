"""Setting a plan: of a municipality, or an own one of an organisation that is judged by itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from indicators.forms import TargetForm
from indicators.pages.target import TargetPage, target_page
from indicators.rules import can_plan, takes_target
from indicators.targets import set_target
from schools.models import School
from schools.place import Place, place_of
from schools.queue import enqueue


@require_http_methods(["GET", "HEAD", "POST"])
def municipal(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    return _target(request, place_of(request), year, indicator, None)


@require_http_methods(["GET", "HEAD", "POST"])
def of_school(request: HttpRequest, year: int, school: str, indicator: str) -> HttpResponse:
    place = place_of(request)
    return _target(request, place, year, indicator, place.school)


def _target(request: HttpRequest, place: Place, year: int, code: str, school: School | None) -> HttpResponse:
    if not can_plan(place.person, school or place.municipality):
        raise PermissionDenied
    page = target_page(place.municipality, year, code, school=school)
    if page is None or not takes_target(page.indicator, of_school=school is not None):
        raise Http404("Такого показателя в этом учебном году нет, или план здесь не задаётся.")
    form = TargetForm(request.POST or None, indicator=page.indicator, target=page.target)
    if request.method == "POST" and form.is_valid():
        _save(request, place, year, page, form)
        back = "indicators:trace" if school else "indicators:indicator"
        return redirect(back, year=year, indicator=code, **({"school": school.code} if school else {}))
    context = {"page": page, "form": form, "year": year, "place": place}
    return render(request, "indicators/target.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, place: Place, year: int, page: TargetPage, form: TargetForm) -> None:
    before = page.target.version if page.target else 0
    target = set_target(
        indicator=page.indicator,
        year=year,
        municipality=None if page.school else place.municipality,
        school=page.school,
        person=place.person,
        **form.cleaned_data,
    )
    enqueue("pipeline.advance")  # a new plan may call for recommendations, or make them pointless
    same = target.version == before and not form.has_changed()
    messages.success(request, "План не изменился." if same else "План сохранён.")

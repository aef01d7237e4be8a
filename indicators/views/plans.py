"""Plans in grids: many at once, with one basis and one reason; what was typed stays when something is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from indicators.forms import PlanWordsForm
from indicators.pages.plan_grid import PlanCell, TypedPlans, read_plans
from indicators.pages.plans import plans_page, read_plus
from indicators.pages.school_plans import school_plans_page
from indicators.rules import can_plan
from indicators.targets import PlansMeanwhile, set_targets
from schools.numbers import counted
from schools.place import Place, place_of
from schools.queue import enqueue

Page = Callable[[Mapping[str, PlanCell] | None], Any]


@require_http_methods(["GET", "HEAD", "POST"])
def by_years(request: HttpRequest, year: int) -> HttpResponse:
    """Indicators × years; `?plus=2` proposes last year's value and 2 п.п. more where no plan is set."""
    place = _planner(request)
    plus = read_plus(request.GET.get("plus", ""))

    def page(typed: Mapping[str, PlanCell] | None) -> Any:
        return plans_page(place.municipality, year, plus=plus, typed=typed)

    context = {"plus": request.GET.get("plus", "")}
    return _answer(request, place, page, "indicators/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def by_schools(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """Organisations × one indicator; `?way=` splits a count or an amount among them."""
    place = _planner(request)
    way = request.GET.get("way", "")

    def page(typed: Mapping[str, PlanCell] | None) -> Any:
        found = school_plans_page(place.municipality, year, indicator, way=way, typed=typed)
        if found is None:
            raise Http404(
                "Такого показателя в этом учебном году нет, или организации по нему не оцениваются."
            )
        return found

    context = {"way": way, "code": indicator}
    return _answer(request, place, page, "indicators/school_plans.html", context)


def _planner(request: HttpRequest) -> Place:
    place = place_of(request)
    if not can_plan(place.person, place.municipality):
        raise PermissionDenied
    return place


def _answer(
    request: HttpRequest, place: Place, page: Page, template: str, context: dict[str, Any]
) -> HttpResponse:
    shown = page(None)
    words = PlanWordsForm(request.POST or None)
    typed = TypedPlans()
    if request.method == "POST":
        typed = read_plans(shown.cells, request.POST)
        if _saves(request, place, typed, words):
            return redirect(request.get_full_path().partition("?")[0])
        shown = page(typed.cells)
    context |= {"page": shown, "words": words, "errors": typed.errors, "year": place.year, "place": place}
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _saves(request: HttpRequest, place: Place, typed: TypedPlans, words: PlanWordsForm) -> bool:
    if typed.changes_stored and not request.POST.get("reason", "").strip():
        words.add_error("reason", "Напишите, почему план меняется: прежние значения останутся в истории.")
    if not words.is_valid() or typed.errors:
        return False
    if not typed.plans:
        messages.info(request, "Изменений нет.")
        return True
    try:
        changes = set_targets(plans=_worded(typed, words), person=place.person)
    except PlansMeanwhile as meanwhile:
        typed.refuse(meanwhile.stands)
        return False
    enqueue("pipeline.advance")  # new plans may call for recommendations, or make them pointless
    changed = len(changes.created) + len(changes.updated)
    messages.success(request, f"Сохранено: {counted(changed, 'план', 'плана', 'планов')}.")
    return True


def _worded(typed: TypedPlans, words: PlanWordsForm) -> Iterable[Any]:
    basis, reason = words.cleaned_data["basis"], words.cleaned_data["reason"]
    return [replace(plan, basis=basis or None, reason=reason) for plan in typed.plans]

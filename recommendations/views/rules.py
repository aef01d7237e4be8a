"""Rules written by officers: listed, new, changed, copied from a shared one; tried before they are saved."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from indicators.models import Indicator
from indicators.queries import indicators_of
from recommendations.models import Rule
from recommendations.pages.rules import rules_page, versions_of
from recommendations.pages.uncovered import uncovered
from recommendations.rehearsal import Rehearsal, rehearse
from recommendations.rule_forms import RuleForm
from recommendations.rulebook import write_rule
from recommendations.rules import may_write_rule
from schools.access import Permission
from schools.models import Municipality
from schools.place import Place, needs, place_of
from schools.queue import enqueue


@require_safe
@needs(Permission.READ)
def rules(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    own, shared = (may_write_rule(place.person, owner) for owner in (place.municipality, None))
    context = {"year": year, "writes": own or shared, "uncovered": uncovered(place.municipality, year)}
    if _is_fragment(request):
        return render(request, "recommendations/_uncovered.html", context)
    context["page"] = rules_page(place.municipality, year, own=own, shared=shared)
    return render(request, "recommendations/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, year: int) -> HttpResponse:
    """From nothing, with the words of another rule (`?from=CODE`), or on an indicator (`?indicator=CODE`)."""
    place = place_of(request)
    owner = _owner_of_new(place)
    rule = Rule(municipality=owner, trigger=Rule.Trigger.BELOW_TARGET)
    if code := request.GET.get("indicator"):
        rule.indicator = next((row for row in _indicators(place, rule) if row.code == code), None)
        of_whole = request.GET.get("scope") == Rule.Scope.MUNICIPALITY
        rule.scope = Rule.Scope.MUNICIPALITY if of_whole else Rule.Scope.SCHOOL
    if request.GET.get("from"):
        rule = copy.copy(_found(place, request.GET["from"]))
        rule.pk, rule.code, rule.version, rule.municipality = None, "", 1, owner
    return _answer(request, place, rule)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int, rule: str) -> HttpResponse:
    place = place_of(request)
    found = _found(place, rule)
    if not may_write_rule(place.person, found.municipality):
        raise PermissionDenied
    return _answer(request, place, found)


def _found(place: Place, code: str) -> Rule:
    found = Rule.objects.available_to(place.municipality).select_related("municipality", "indicator")
    rule = found.filter(code=code).first()
    if rule is None:
        raise Http404("Такого правила нет.")
    return rule


def _owner_of_new(place: Place) -> Municipality | None:
    if may_write_rule(place.person, place.municipality):
        return place.municipality
    if may_write_rule(place.person, None):
        return None
    raise PermissionDenied


def _answer(request: HttpRequest, place: Place, rule: Rule) -> HttpResponse:
    stored = rule.version if rule.pk else 0
    form = RuleForm(request.POST or None, instance=rule, indicators=_indicators(place, rule))
    sent, saves = request.method == "POST", request.POST.get("action", "save") == "save"
    valid = sent and form.is_valid() and not (saves and _changed_meanwhile(request, form, stored))
    if valid and saves:
        write_rule(rule=form.instance, person=place.person)
        enqueue("pipeline.advance")  # what it calls for is prepared or sent within a minute
        messages.success(request, "Правило сохранено: рекомендации обновятся в течение минуты.")
        return redirect("recommendations:rules", year=place.year)
    context = {
        "form": form, "rule": rule, "stored": stored, "year": place.year, "place": place, "wrong": sent and not valid,
        "rehearsal": _rehearsed(place, form.instance) if valid else None,
        "history": versions_of(rule) if rule.pk and not _is_fragment(request) else [],
    }  # fmt: skip
    if _is_fragment(request):
        return render(request, "recommendations/_rehearsal.html", context)
    return render(request, "recommendations/rule.html", context, status=422 if sent and not valid else 200)


def _indicators(place: Place, rule: Rule) -> list[Indicator]:
    """Those of the year; a shared rule names shared ones only."""
    offered = indicators_of(place.municipality.pk, place.year)
    return [row for row in offered if rule.municipality is not None or row.municipality_id is None]


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _changed_meanwhile(request: HttpRequest, form: RuleForm, stored: int) -> bool:
    """Somebody else saved it while it was being written: said once, the next save goes over it."""
    if not stored or request.POST.get("seen") in (None, str(stored)):
        return False
    form.add_error(None, "Пока вы писали, правило изменили: посмотрите версии внизу и сохраните ещё раз.")
    return True


def _rehearsed(place: Place, rule: Rule) -> Rehearsal:
    today = timezone.localdate(timezone=place.municipality.zone)
    return rehearse(rule=rule, municipality_id=place.municipality.pk, year=place.year, today=today)

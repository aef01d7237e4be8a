"""Writing an indicator: new, changed, copied for a new year; the preview is a fragment, too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from indicators.catalogue_terms import SIDES
from indicators.compute import recompute
from indicators.defining import define
from indicators.forms import MORE, Choices, Formula, IndicatorForm
from indicators.models import Indicator
from indicators.pages.define import Preview, copy_of, history_of, preview_of, terms_of
from indicators.pages.one import indicator_with_terms
from indicators.rules import can_define
from schools.models import Municipality, School
from schools.place import Place, place_of
from schools.queue import enqueue


@dataclass
class Asked:
    """The form with its formula as one thing; `stored` is None for a new indicator."""

    place: Place
    owner: Municipality | None
    form: IndicatorForm
    formula: Formula
    stored: Indicator | None = None
    source: Indicator | None = None
    seen: str = ""

    def is_valid(self) -> bool:
        own = self.form.is_valid()
        return self.formula.is_valid(self.form.cleaned_data.get("unit", "")) and own

    @cached_property
    def schools(self) -> list[School]:
        mine = School.objects.filter(municipality=self.place.municipality).open_in(self.place.year)
        return list(mine.order_by("name_key"))

    def preview(self, code: str) -> Preview:
        """On the named school, else on the first one."""
        school = next((one for one in self.schools if one.code == code), next(iter(self.schools), None))
        return preview_of(
            indicator=self.form.instance, formula=self.formula, municipality=self.place.municipality,
            year=self.place.year, school=school,
        )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, year: int) -> HttpResponse:
    """From nothing, or (`?from=CODE`) from another indicator of the place."""
    place = place_of(request)
    source = _found(place, request.GET["from"]) if request.GET.get("from") else None
    owner = _owner_of_new(place, request)
    start = copy_of(source, owner=owner, year=year) if source else Indicator(municipality=owner)
    return _answer(request, _asked(request, place, start, source=source))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    place = place_of(request)
    stored = _found(place, indicator)
    if not can_define(place.person, stored.municipality):
        raise PermissionDenied
    return _answer(request, _asked(request, place, stored, stored=stored))


def _found(place: Place, code: str) -> Indicator:
    """Of any year: an indicator that has ended is still edited and copied."""
    found = indicator_with_terms(Indicator.objects.available_to(place.municipality).filter(code=code))
    if found is None:
        raise Http404("Такого показателя нет.")
    return found


def _owner_of_new(place: Place, request: HttpRequest) -> Municipality | None:
    """The municipality for its officers; whoever may write shared ones chooses by `?shared=1`."""
    own = can_define(place.person, place.municipality)
    if not own and not can_define(place.person, None):
        raise PermissionDenied
    shared = can_define(place.person, None) and (request.GET.get("shared") == "1" or not own)
    return None if shared else place.municipality


def _asked(
    request: HttpRequest, place: Place, start: Indicator, *, stored: Indicator | None = None,
    source: Indicator | None = None,
) -> Asked:  # fmt: skip
    owner = start.municipality
    data = request.POST if request.method == "POST" else None
    typed = None
    if data is not None and data.get("action", "").startswith(MORE):
        typed = {name: data.get(name, "") for name in IndicatorForm.base_fields}
    form = IndicatorForm(
        None if typed else data,
        initial=typed,
        instance=start,
        owner=owner,
        formula_only=_is_fragment(request),
        may_end=lambda previous: can_define(place.person, previous.municipality),
    )
    read = stored or source
    formula = Formula(Choices.of(owner), terms=terms_of(read) if read else None, data=data)
    return Asked(
        place, owner, form, formula, stored, source, seen=stored.changed_at.isoformat() if stored else ""
    )


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    action = request.POST.get("action", "save")
    sent = request.method == "POST" and not action.startswith(MORE)
    valid = sent and asked.is_valid() and (action != "save" or not _changed_meanwhile(request, asked))
    if valid and action == "save":
        return _save(request, asked)
    place = asked.place
    bound = request.method == "POST"
    context = {
        "asked": asked, "form": asked.form, "formula": asked.formula, "year": place.year, "place": place,
        "preview": asked.preview(request.POST.get("on", "")) if valid else None, "wrong": sent and not valid,
        "history": history_of(asked.stored) if asked.stored and not _is_fragment(request) else [],
        "schools": asked.schools if bound else [], "on": request.POST.get("on", ""),
    }  # fmt: skip
    if _is_fragment(request):
        return render(request, "indicators/_preview.html", context)
    return render(request, "indicators/define.html", context, status=422 if sent and not valid else 200)


def _changed_meanwhile(request: HttpRequest, asked: Asked) -> bool:
    """Somebody else saved it while it was being written: said once, the next save goes over it."""
    if asked.stored is None or request.POST.get("seen") in (None, asked.seen):
        return False
    last = next(iter(history_of(asked.stored)), None)
    who = f" ({last['who']})" if last else ""
    asked.form.add_error(
        None,
        f"Пока вы писали, показатель изменили{who}. Посмотрите историю внизу; новое сохранение заменит её итог.",
    )
    return True


def _save(request: HttpRequest, asked: Asked) -> HttpResponse:
    place = asked.place
    end = asked.form.cleaned_data["predecessor"] if asked.form.cleaned_data.get("end_predecessor") else None
    saved = define(
        indicator=asked.form.instance,
        formula={side: asked.formula.drafts(side) for side in SIDES},
        person=place.person,
        end=end,
    )
    recompute(municipality_id=place.municipality.pk, year=place.year)
    enqueue("pipeline.advance")  # other years and, of a shared indicator, other municipalities
    messages.success(request, "Показатель сохранён, значения пересчитаны.")
    if not saved.valid_in(place.year):
        return redirect("indicators:catalogue", year=place.year)
    return redirect("indicators:indicator", year=place.year, indicator=saved.code)

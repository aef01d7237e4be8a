"""«Начать новый учебный год»: last year's campaign as a proposal, looked at first, then created."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from monitoring.models import Campaign
from monitoring.preparing import prepare_campaign
from monitoring.proposal import propose
from monitoring.rollover_form import RolloverForm
from monitoring.views.campaign import METHODS, crumbs
from schools.access import Permission
from schools.calendar import LAST_YEAR, year_label
from schools.place import needs, place_of


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def rollover(request: HttpRequest, year: int) -> HttpResponse:
    """From the campaign of `year` to the one of `?into=`, the next year by default."""
    into = _into(request, year)
    municipality = place_of(request).municipality
    found = Campaign.objects.filter(municipality=municipality, year__in=(year, into))
    by_year = {campaign.year_id: campaign for campaign in found}
    if (source := by_year.get(year)) is None:
        raise Http404("За этот учебный год сбора не было.")
    source.municipality = municipality
    if into in by_year:
        messages.info(request, f"Сбор за {year_label(into)} уже есть: вот он.")
        return redirect("monitoring:campaign", year=into)
    form = RolloverForm(propose(source, into), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _create(request, source, into, form)
    context = {"form": form, "proposal": form.proposal, "year": year, "into": into, "crumbs": crumbs(year)}
    return render(request, "monitoring/rollover.html", context, status=422 if form.errors else 200)


def _create(request: HttpRequest, source: Campaign, into: int, form: RolloverForm) -> HttpResponse:
    _, created = prepare_campaign(
        municipality=source.municipality,
        year=into,
        person=place_of(request).person,
        waves=form.new_waves(),
        schools=form.schools.chosen(),
        after=source,
        note=f"Сбор подготовлен по образцу {year_label(source.year_id)}",
        **form.settings.cleaned_data,
    )
    if created:
        messages.success(request, "Сбор создан. Организации увидят его, когда вы его откроете.")
    else:
        messages.info(request, "Этот сбор только что создали: вот он.")
    return redirect("monitoring:campaign", year=into)


def _into(request: HttpRequest, year: int) -> int:
    asked = request.GET.get("into", "") or str(year + 1)
    if not asked.isdecimal() or not year < int(asked) <= LAST_YEAR:
        raise Http404("Новый год – следующий за годом образца.")
    return int(asked)

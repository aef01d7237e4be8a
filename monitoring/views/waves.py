"""The waves of a campaign: add, change, delete, put in order."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.campaign_forms import WaveForm
from monitoring.columns import columns_of
from monitoring.models import Campaign, Wave
from monitoring.pages.campaign import column_tables, waves_with_reports
from monitoring.views.campaign import METHODS, campaign_of, crumbs, seen_and_meanwhile
from monitoring.waves import WaveRefused, add_wave, change_wave, delete_wave, move_wave, why_not_delete
from schools.access import Permission
from schools.calendar import format_date
from schools.place import needs, place_of


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def new(request: HttpRequest, year: int) -> HttpResponse:
    return _edit(request, campaign_of(request, year), None)


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def change(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = campaign_of(request, year)
    return _edit(request, found, _wave(found, pk))


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def delete(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Asked in words; a wave that cannot be deleted says why."""
    found = campaign_of(request, year)
    waves, _ = waves_with_reports(found)
    wave, reports = next(((one, count) for one, count in waves if one.pk == pk), (None, 0))
    if wave is None:
        raise Http404("Такого этапа нет.")
    if request.method != "POST" and not why_not_delete(wave, reports=reports, waves=len(waves)):
        question = {
            "question": f"Удалить этап «{wave.name}»?",
            "consequence": "Отчётов по нему нет, числа не пропадут. Его графы больше не спросит никто, "
            "если у другого этапа нет отметки «все остальные графы».",
            "submit": "Удалить этап",
            "cancel_url": reverse("monitoring:campaign", args=[year]),
        }
        return render(request, "confirm.html", question)
    try:
        delete_wave(wave=wave, person=place_of(request).person)
        messages.success(request, f"Этап «{wave.name}» удалён.")
    except WaveRefused as refused:
        messages.error(request, str(refused))
    return redirect("monitoring:campaign", year=year)


@require_POST
@needs(Permission.REVIEW)
def move(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    wave = _wave(campaign_of(request, year), pk)
    move_wave(wave=wave, up=request.POST.get("to") == "up", person=place_of(request).person)
    return redirect("monitoring:campaign", year=year)


def _edit(request: HttpRequest, campaign: Campaign, wave: Wave | None) -> HttpResponse:
    """The form of a wave; nothing that was marked is lost when it is refused."""
    year = campaign.year_id
    waves, plan = waves_with_reports(campaign)
    columns = columns_of(municipality_id=campaign.municipality_id, year=year, plan=plan)
    choices = [(f"{column.kind}.{column.code}", column.full_label) for column in columns]
    names = ("name", "counted_on", "opens", "due", "whole")
    initial = {name: getattr(wave, name) for name in names} if wave else {}
    form = WaveForm(request.POST if request.method == "POST" else None, columns=choices, initial=initial)
    seen, meanwhile = seen_and_meanwhile(request, campaign)
    if meanwhile:
        form.add_error(None, meanwhile)
    if request.method == "POST" and form.is_valid() and _save(request, campaign, wave, form):
        return redirect("monitoring:campaign", year=year)
    others = [one for one, _ in waves if one != wave]
    context = {
        "form": form, "seen": seen, "wave": wave, "year": year, "crumbs": crumbs(year),
        "whole": next((one for one in others if one.whole), None),
        "tables": column_tables(
            columns, waves=others, wave=wave,
            chosen=set(request.POST.getlist("column")) if form.is_bound else None,
        ),
    }  # fmt: skip
    return render(request, "monitoring/wave.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, campaign: Campaign, wave: Wave | None, form: WaveForm) -> bool:
    person = place_of(request).person
    facts = {name: form.cleaned_data[name] for name in ("name", "counted_on", "opens", "due", "whole")}
    try:
        if wave is None:
            add_wave(campaign=campaign, person=person, columns=form.keys(), **facts)
        else:
            change_wave(wave=wave, person=person, columns=form.keys(), **facts)
    except WaveRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return False
    messages.success(request, f"Этап «{facts['name']}» сохранён.")
    due = facts["due"]
    if due and due < timezone.localdate(timezone=campaign.municipality.zone):
        said = f"Срок этапа «{facts['name']}» – {format_date(due, 'short')} – уже прошёл. Так и задумано?"
        messages.warning(request, said)
    return True


def _wave(campaign: Campaign, pk: int) -> Wave:
    wave = campaign.waves.filter(pk=pk).first()
    if wave is None:
        raise Http404("Такого этапа нет: возможно, его уже удалили.")
    wave.campaign = campaign
    return wave

"""«Этапы и участники»: the page, who takes part, the conditions; opening, closing and reopening the collection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.campaign_forms import ParticipantsForm, ReopenForm, SettingsForm
from monitoring.campaigns import STEPS, change_settings, move, set_participants
from monitoring.models import Campaign
from monitoring.pages.campaign import STEP_WORDS, campaign_page, last_change
from monitoring.pages.participants import candidates, dropped
from schools.access import Permission
from schools.parsing import read_keys
from schools.place import needs, place_of
from schools.workflow import StepRefused

METHODS = ["GET", "HEAD", "POST"]
QUESTIONS = {
    "open": {
        "question": "Открыть сбор этого года?",
        "consequence": "Организации увидят свою форму и смогут вносить числа в сроки этапов.",
        "submit": "Открыть сбор",
    },
    "close": {
        "question": "Закрыть сбор этого года?",
        "consequence": "Организации больше не смогут менять числа и направлять отчёты, кроме открытых "
        "для исправлений; вы – сможете. Открыть сбор можно снова, указав причину.",
        "submit": "Закрыть сбор",
    },
}


@require_safe
@needs(Permission.READ)
def campaign(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    found = campaign_of(request, year)
    context = {
        "page": campaign_page(found),
        "year": year,
        "keeps": place.may(Permission.REVIEW),
        "crumbs": crumbs(year)[:1],
    }
    return render(request, "monitoring/campaign.html", context)


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def settings(request: HttpRequest, year: int) -> HttpResponse:
    found = campaign_of(request, year)
    now = {name: getattr(found, name) for name in ("filled_by", "instructions", "recommendations_due")}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=now)
    seen, meanwhile = seen_and_meanwhile(request, found)
    if meanwhile:
        form.add_error(None, meanwhile)
    if request.method == "POST" and form.is_valid():
        changed = change_settings(campaign=found, person=place_of(request).person, **form.cleaned_data)
        messages.success(request, "Условия сбора сохранены." if changed else "Ничего не изменилось.")
        return redirect("monitoring:campaign", year=year)
    context = {"form": form, "year": year, "crumbs": crumbs(year), "seen": seen}
    return render(request, "monitoring/campaign_settings.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def who_takes_part(request: HttpRequest, year: int) -> HttpResponse:
    """An organisation with a report is left out only after the officer has read what becomes of it."""
    found = campaign_of(request, year)
    schools = found.municipality.schools.all()
    sent = request.POST if request.method == "POST" else None
    form = ParticipantsForm(sent, schools=schools, initial={"who": "all" if found.all_open else "listed"})
    seen, meanwhile = seen_and_meanwhile(request, found)
    if meanwhile:
        form.add_error(None, meanwhile)
    chosen, losing = None, []
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        losing = dropped(found, chosen)
        if not losing or form.cleaned_data["confirmed"]:
            set_participants(campaign=found, schools=chosen, person=place_of(request).person)
            messages.success(request, "Список участников сохранён.")
            return redirect("monitoring:campaign", year=year)
    typed = set(read_keys(request.POST.getlist("school"))) if form.is_bound else None
    context = {
        "form": form, "year": year, "crumbs": crumbs(year), "dropped": losing, "seen": seen,
        "candidates": candidates(found, chosen=typed),
    }  # fmt: skip
    status = 422 if form.errors or losing else 200
    return render(request, "monitoring/participants.html", context, status=status)


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def close(request: HttpRequest, year: int) -> HttpResponse:
    """Asked in words; a second click finds it closed."""
    found = campaign_of(request, year)
    if request.method != "POST":
        return _ask(request, year, "close")
    return _move(request, found, "close")


@require_http_methods(METHODS)
@needs(Permission.REVIEW)
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    """Open a campaign in preparation after a question, a closed one for a reason."""
    found = campaign_of(request, year)
    if found.state == Campaign.State.PLANNED:
        return _move(request, found, "open") if request.method == "POST" else _ask(request, year, "open")
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (found.state == Campaign.State.OPEN or form.is_valid()):
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        return _move(request, found, "reopen", reason)
    context = {"form": form, "cancel_url": _board_url(year), "year": year}
    return render(request, "monitoring/reopen.html", context, status=422 if form.errors else 200)


def seen_and_meanwhile(request: HttpRequest, found: Campaign) -> tuple[str, str]:
    """What a form is to bring back as `seen`, and what somebody else changed since it was shown, in words.

    One's own change is no surprise: a second click is taken as it is.
    """
    last = last_change(found)
    seen, shown = str(last.pk) if last else "", request.POST.get("seen")
    if last is None or shown in (None, seen) or last.person_id == place_of(request).person.pk:
        return seen, ""
    when = f"{timezone.localtime(last.at, found.municipality.zone):%H:%M}"
    what = last.note if last.source == last.target else STEP_WORDS.get(last.step, last.step)
    return seen, (
        f"Пока вы правили, сбор изменил другой человек: {last.person or 'портал'} в {when} – «{what}». "
        "Введённое вами сохранено на странице: проверьте и сохраните ещё раз."
    )


def _ask(request: HttpRequest, year: int, step: str) -> HttpResponse:
    return render(request, "confirm.html", {**QUESTIONS[step], "cancel_url": _board_url(year)})


def _move(request: HttpRequest, found: Campaign, step: str, reason: str = "") -> HttpResponse:
    if found.state != STEPS[step].target:
        try:
            move(campaign=found, step=step, person=place_of(request).person, reason=reason)
        except StepRefused as refused:
            messages.error(request, str(refused))
    return redirect(_board_url(found.year_id))


def campaign_of(request: HttpRequest, year: int) -> Campaign:
    """The campaign of the place and year, its municipality at hand; 404 while there is none."""
    place = place_of(request)
    found = get_object_or_404(Campaign, municipality=place.municipality, year_id=year)
    found.municipality = place.municipality
    return found


def crumbs(year: int) -> list[dict[str, str]]:
    """The way back: the board, then the page of the campaign."""
    return [
        {"title": "Мониторинг: сбор данных", "url": _board_url(year)},
        {"title": "Этапы и участники", "url": reverse("monitoring:campaign", args=[year])},
    ]


def _board_url(year: int) -> str:
    return reverse("monitoring:board", args=[year])

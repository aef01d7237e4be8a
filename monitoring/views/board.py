"""Position 4: the board of the campaign, opening a year and accepting several reports."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from monitoring.campaigns import open_campaign
from monitoring.forms import CampaignForm
from monitoring.models import Campaign
from monitoring.pages.board import board_page
from schools.access import Permission
from schools.calendar import format_date
from schools.place import Place, needs, place_of

MEANWHILE = (
    "Пока вы заполняли форму, сбор этого года уже создал другой человек, поэтому ваши сроки и указания не записаны: "
    "проверьте этапы здесь и, если нужно, поправьте их."
)


@require_safe
@needs(Permission.READ)
def board(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    reviews = place.may(Permission.REVIEW)
    page = board_page(place.municipality, year, request.GET, with_questions=reviews)
    context = {"page": page, "year": year, "place": place, "reviews": reviews}
    if page is None:
        form = CampaignForm() if reviews else None
        return render(request, "monitoring/open.html", {**context, **_beginning(place, year), "form": form})
    return render(request, "monitoring/board.html", context)


@require_POST
@needs(Permission.REVIEW)
def open_year(request: HttpRequest, year: int) -> HttpResponse:
    """Open the collection of a year that has none; a second click finds it open, one of somebody else is shown."""
    place = place_of(request)
    form = CampaignForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "year": year, "place": place, **_beginning(place, year)}
        return render(request, "monitoring/open.html", context, status=422)
    found = open_campaign(municipality=place.municipality, year=year, **form.cleaned_data)
    if not _is_as_asked(found, form.cleaned_data):
        messages.warning(
            request, f"{MEANWHILE} Вы указали: сдать до {format_date(form.cleaned_data['due'])}."
        )
        return redirect("monitoring:campaign", year=year)
    messages.success(request, "Сбор открыт: все действующие организации видят свою форму.")
    return redirect("monitoring:board", year=year)


def _is_as_asked(found: Campaign, asked: Mapping[str, object]) -> bool:
    """Whether the campaign is the one of this form, opened now or by a first click."""
    waves = list(found.waves.all())
    one = waves[0] if len(waves) == 1 else None
    if one is None or found.state != Campaign.State.OPEN:
        return False
    return all(getattr(one if hasattr(one, name) else found, name) == value for name, value in asked.items())


def _beginning(place: Place, year: int) -> dict[str, object]:
    """What a year without a campaign may begin from: the last one, or nothing, or not even organisations."""
    mine = Campaign.objects.filter(municipality=place.municipality)
    return {
        "last": mine.filter(year__lt=year).order_by("-year").first(),
        "schools": place.municipality.schools.open_in(year).count(),
    }

"""Position 4: the board of the campaign, opening a year and accepting several reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from monitoring.campaigns import open_campaign
from monitoring.forms import CampaignForm
from monitoring.models import Campaign
from monitoring.pages.board import board_page
from schools.access import Permission
from schools.place import Place, needs, place_of


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
    """Open the collection of a year that has none; a second click finds it open."""
    place = place_of(request)
    form = CampaignForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "year": year, "place": place, **_beginning(place, year)}
        return render(request, "monitoring/open.html", context, status=422)
    open_campaign(municipality=place.municipality, year=year, **form.cleaned_data)
    messages.success(request, "Сбор открыт: все действующие организации видят свою форму.")
    return redirect("monitoring:board", year=year)


def _beginning(place: Place, year: int) -> dict[str, object]:
    """What a year without a campaign may begin from: the last one, or nothing, or not even organisations."""
    mine = Campaign.objects.filter(municipality=place.municipality)
    return {
        "last": mine.filter(year__lt=year).order_by("-year").first(),
        "schools": place.municipality.schools.open_in(year).count(),
    }

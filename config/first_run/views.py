"""The pages of the beginning: the list of steps, the typical catalogue, the first campaign.

For administrators and for officers of the municipality; steps of one room are pages of that room (`?from=start` leads
back here).
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.catalogue import import_catalogue
from config.first_run.choice import ChoiceForm, Offer
from config.first_run.progress import START, contents, may_load, progress_of
from monitoring.models import Campaign
from monitoring.preparing import prepare_campaign
from schools.access import Permission
from schools.calendar import school_year_of
from schools.catalogue_problems import CatalogueRefused
from schools.models import Municipality, User
from schools.place import needs, place_of


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is done and what comes next; the administrator of an empty portal begins with a municipality."""
    person = request.user
    assert isinstance(person, User)
    progress = progress_of(_municipality(request, person))
    context = {
        "progress": progress,
        "contents": contents(),
        "may_load": may_load(is_superuser=person.is_superuser),
        "is_admin": person.is_superuser,
    }
    return render(request, "start/overview.html", context)


@require_POST
@needs(Permission.REVIEW)
def load_catalogue(request: HttpRequest) -> HttpResponse:
    """The typical catalogue; a second click changes nothing."""
    person = place_of(request).person
    if not may_load(is_superuser=person.is_superuser):
        messages.info(request, "Перечень уже загружен.")
        return redirect("start")
    try:
        import_catalogue(content=START.read_bytes(), person=person)
    except CatalogueRefused as refused:
        messages.error(request, " ".join(refused.problems[:3]))
    else:
        messages.success(request, "Перечень загружен: теперь выберите, что спрашивать.")
    return redirect("start")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def campaign(request: HttpRequest) -> HttpResponse:
    """What the first campaign asks and when; two clicks make one."""
    place = place_of(request)
    today = timezone.localdate(timezone=place.municipality.zone)
    year = school_year_of(today)
    if Campaign.objects.filter(municipality=place.municipality, year=year).exists():
        messages.info(request, "Сбор этого года уже есть: вот он.")
        return redirect("monitoring:campaign", year=year)
    offer = Offer(place.municipality, year, today)
    form = ChoiceForm(request.POST if request.method == "POST" else None, offer=offer)
    if request.method == "POST" and form.is_valid():
        _, created = prepare_campaign(
            municipality=place.municipality, year=year, person=place.person, waves=form.waves(),
            filled_by=form.cleaned_data["filled_by"], instructions=form.cleaned_data["instructions"],
        )  # fmt: skip
        if created:
            messages.success(
                request, "Сбор создан. Проверьте этапы и откройте его: до этого организации его не видят."
            )
        return redirect("monitoring:campaign", year=year)
    chosen = request.POST.getlist("asked") if form.is_bound else [line.key for line in offer.lines]
    context = {"form": form, "offer": offer, "chosen": chosen}
    return render(request, "start/campaign.html", context, status=422 if form.errors else 200)


def _municipality(request: HttpRequest, person: User) -> Municipality | None:
    try:
        place = place_of(request)
    except PermissionDenied:
        if person.is_superuser:
            return None
        raise
    if not place.may(Permission.REVIEW):
        raise PermissionDenied
    return place.municipality

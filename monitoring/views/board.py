"""Position 4: the board of the campaign, opening a year and accepting several reports."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring import submitting
from monitoring.campaigns import open_campaign
from monitoring.forms import CampaignForm
from monitoring.models import Campaign, Submission
from monitoring.pages.board import board_page
from schools.access import Permission
from schools.numbers import counted
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused


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


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def accept(request: HttpRequest, year: int) -> HttpResponse:
    """Accept several reports at once: which ones is asked first."""
    place = place_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    of_year = {"wave__campaign__municipality": place.municipality, "wave__campaign__year_id": year}
    reports = Submission.objects.filter(_chosen(asked), state=Submission.State.SUBMITTED, **of_year)
    reports = reports.select_related("school__municipality", "wave__campaign").order_by("school__name_key")
    if request.method == "POST":
        _accept(request, list(reports))
        return redirect(_board_url(year))
    context = {"reports": list(reports), "year": year, "cancel_url": _board_url(year)}
    return render(request, "monitoring/accept.html", context)


def _beginning(place: Place, year: int) -> dict[str, object]:
    """What a year without a campaign may begin from: the last one, or nothing, or not even organisations."""
    mine = Campaign.objects.filter(municipality=place.municipality)
    return {
        "last": mine.filter(year__lt=year).order_by("-year").first(),
        "schools": place.municipality.schools.open_in(year).count(),
    }


def _chosen(asked: QueryDict) -> Q:
    """Reports named by their keys, or by the wave and the codes of the organisations, as the board sends them."""
    keys = [int(key) for key in asked.getlist("report") if key.isdecimal()]
    wave = asked.get("wave", "")
    of_wave = Q(wave__number=int(wave) if wave.isdecimal() and len(wave) < 5 else 0)
    return Q(pk__in=keys) | (of_wave & Q(school__code__in=asked.getlist("school")))


def _accept(request: HttpRequest, reports: list[Submission]) -> None:
    """Each by itself: one that has moved on does not hold up the others."""
    done = 0
    for report in reports:
        try:
            submitting.accept(submission=report, person=request.user)
            done += 1
        except StepRefused as refused:
            messages.error(request, f"{report.school}: {refused}")
    if done:
        messages.success(request, f"{counted(done, 'отчёт принят', 'отчёта приняты', 'отчётов приняты')}.")
    else:
        messages.info(request, "Принимать нечего: выбранные отчёты уже не на проверке.")


def _board_url(year: int) -> str:
    return reverse("monitoring:board", args=[year])

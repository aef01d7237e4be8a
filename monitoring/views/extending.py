"""A later date for chosen organisations of one wave, from the board or from a report; and taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from monitoring import extending
from monitoring.forms import ExtendForm
from monitoring.models import Wave
from monitoring.pages.board import wave_of
from monitoring.queries import Report, board_of
from schools.access import Permission
from schools.numbers import counted
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused


@dataclass(frozen=True)
class Chosen:
    """The reports of one wave that were ticked and are not handed in yet; `back` is where one came from."""

    wave: Wave
    reports: list[Report]
    today: dt.date
    back: str
    from_form: bool

    @property
    def any_extended(self) -> bool:
        return any(report.extended_to for report in self.reports)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def extend(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    chosen = _chosen(place, request.POST if request.method == "POST" else request.GET)
    if not chosen.reports:
        messages.info(request, "Отметьте организации, которые ещё не направили отчёт.")
        return redirect(chosen.back)
    form = ExtendForm(request.POST if request.method == "POST" and not _takes_back(request) else None)
    if request.method == "POST" and _act(request, chosen, form):
        return redirect(chosen.back)
    context = {"chosen": chosen, "form": form, "place": place, "year": year}
    refused = request.method == "POST"
    return render(request, "monitoring/extend.html", context, status=422 if refused else 200)


def _takes_back(request: HttpRequest) -> bool:
    return request.POST.get("action") == "take_back"


def _chosen(place: Place, asked: QueryDict) -> Chosen:
    today = timezone.localdate(timezone=place.municipality.zone)
    board = board_of(municipality=place.municipality, year=place.year, today=today)
    if board is None:
        raise Http404("Сбор за этот год ещё не открыт.")
    wave = wave_of(board, asked.get("wave", ""), today)
    codes = set(asked.getlist("school"))
    reports = [r for r in board.of_wave(wave) if r.school.code in codes and not r.is_handed_in]
    back = reverse("monitoring:board", args=[place.year])
    from_form = asked.get("from") == "form" and len(reports) == 1
    if from_form:
        back = reverse("monitoring:form", args=[place.year, reports[0].school.code])
    return Chosen(wave, reports, today, f"{back}?wave={wave.number}", from_form)


def _act(request: HttpRequest, chosen: Chosen, form: ExtendForm) -> bool:
    """False when the form has to be shown again."""
    schools = [report.school for report in chosen.reports]
    try:
        if _takes_back(request):
            done = extending.take_back(wave=chosen.wave, schools=schools, person=request.user)
            _say(request, len(done), "Продление снято")
            return True
        if not form.is_valid():
            return False
        done = extending.extend(
            wave=chosen.wave, schools=schools, person=request.user, today=chosen.today, **form.cleaned_data
        )
    except extending.DateRefused as refused:
        form.add_error("to", str(refused))
        return False
    except StepRefused as refused:
        messages.error(request, str(refused))
        return True
    _say(request, len(done), "Срок продлён")
    return True


def _say(request: HttpRequest, number: int, done: str) -> None:
    if number:
        schools = counted(number, "организации", "организациям", "организациям")
        messages.success(request, f"{done}: {schools}. Это видно в истории отчёта.")
    else:
        messages.info(request, "Ничего не изменилось: так уже было.")

"""The address the scripts of a form speak to: POST saves fields one by one, GET tells how the form stands.

Answers in JSON. A logged out person is sent to the log in like everywhere; whoever only reads gets 403.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from monitoring.entering import EntryRefused, enter_each
from monitoring.models import Wave
from monitoring.pages.autosave import SentRefused, form_state, read_sent, saved_answer
from monitoring.pages.form import form_page
from monitoring.rules import roles_in
from monitoring.school_reports import SchoolReports, school_reports
from monitoring.views.form import wave_of
from schools.place import place_of

SOMEBODY_ELSE = (
    "В этом браузере вошёл другой человек. Введённое осталось на странице: войдите снова под своим именем."
)


@require_http_methods(["GET", "HEAD", "POST"])
def autosave(request: HttpRequest, year: int, school: str) -> JsonResponse:
    place = place_of(request)
    assert place.school is not None  # named by the address
    if request.method == "POST" and not roles_in(place.person, place.school):
        raise PermissionDenied
    reports = school_reports(place.school, year)
    if reports is None:
        raise Http404("Сбор за этот год ещё не открыт.")
    wave = wave_of(request, place, reports)
    if request.method == "POST":
        return _save(request, reports, wave)
    state = form_state(form_page(reports, wave, place.person, complain="complain" in request.GET))
    return JsonResponse({"csrf": get_token(request), "person": place.person.pk, **state})


def _save(request: HttpRequest, reports: SchoolReports, wave: Wave) -> JsonResponse:
    try:
        sent = read_sent(request.body)
    except SentRefused as refused:
        return JsonResponse({"whole": str(refused)}, status=400)
    if sent.person != request.user.pk:
        return JsonResponse({"whole": SOMEBODY_ELSE}, status=409)
    try:
        outcome = enter_each(reports=reports, wave=wave, typed=sent.typed, person=request.user)
    except EntryRefused as refused:
        return JsonResponse({"whole": str(refused)}, status=422)
    return JsonResponse(saved_answer(sent, outcome, reports))

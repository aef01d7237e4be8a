"""The registers: three lists, a row recorded, changed, erased, and the steps of an event."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.models import HeldEvent
from monitoring.pages.agreements import agreements_page
from monitoring.pages.held_events import held_events_page
from monitoring.pages.register_lists import tabs
from monitoring.pages.register_row import asked_again, row_page
from monitoring.pages.responsible import responsible_page
from monitoring.register_forms import FORMS, HoldForm, RowForm
from monitoring.registers.counting import take_over
from monitoring.registers.holding import move_event
from monitoring.registers.keeping import RowDoubtful, RowRefused, erase, keep, place_of_row
from monitoring.registers.kinds import AGREEMENTS, HELD_EVENTS, REGISTERS, RESPONSIBLE, Register
from monitoring.rules import may_keep
from monitoring.steps import OF_EVENTS
from schools.access import Permission
from schools.calendar import year_label
from schools.place import Place, needs, place_of
from schools.workflow import StepRefused

ANY = ["GET", "HEAD", "POST"]
PAGES = {HELD_EVENTS: held_events_page, AGREEMENTS: agreements_page, RESPONSIBLE: responsible_page}


@require_safe
def held_events(request: HttpRequest, year: int) -> HttpResponse:
    return _list(request, HELD_EVENTS, "monitoring/held_events.html")


@require_safe
def agreements(request: HttpRequest, year: int) -> HttpResponse:
    return _list(request, AGREEMENTS, "monitoring/agreements.html")


@require_safe
def responsible(request: HttpRequest, year: int) -> HttpResponse:
    return _list(request, RESPONSIBLE, "monitoring/responsible.html")


@require_http_methods(ANY)
@needs(Permission.FILL)
def new(request: HttpRequest, year: int, register: str) -> HttpResponse:
    kind, place = register_of(register), place_of(request)
    form = FORMS[register](request.POST or None, place=place, initial=_initial(request, place))
    return _edit(request, kind, form)


@require_http_methods(ANY)
def row(request: HttpRequest, year: int, register: str, pk: int) -> HttpResponse:
    """One row with its form, its steps and who changed what."""
    kind = register_of(register)
    found = _row(request, kind, pk)
    form = FORMS[register](request.POST or None, place=place_of(request), instance=copy.copy(found))
    return _edit(request, kind, form, found)


@require_http_methods(ANY)
def erase_row(request: HttpRequest, year: int, register: str, pk: int) -> HttpResponse:
    """Asked in words first."""
    kind = register_of(register)
    found = _row(request, kind, pk)
    if request.method == "POST":
        name = str(found)
        erase(register=kind, row=found, person=place_of(request).person)
        messages.success(request, f"Стёрто: {name}.")
        return redirect(kind.page, year=year)
    back = reverse("monitoring:register_row", args=[year, register, pk])
    question = {"question": f"Стереть: {found}?", "consequence": ERASED[kind], "submit": "Стереть"}
    return render(request, "confirm.html", {**question, "cancel_url": back})


@require_http_methods(ANY)
def step(request: HttpRequest, year: int, pk: int, step: str) -> HttpResponse:
    """Held with so many participants, cancelled, or planned again."""
    if step not in OF_EVENTS:
        raise Http404
    event = _row(request, HELD_EVENTS, pk)
    form = HoldForm(request.POST or None) if step == "hold" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        _move(request, event, step, form.cleaned_data["participants"] if form else None)
        return redirect(HELD_EVENTS.page, year=event.year_id)
    back = reverse("monitoring:register_row", args=[year, HELD_EVENTS.slug, pk])
    context = {"event": event, "form": form, "year": year, "cancel_url": back, **MOVES[step]}
    return render(
        request, "monitoring/held_event_step.html", context, status=422 if form and form.errors else 200
    )


@require_http_methods(ANY)
def take_over_count(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """The number of agreements goes from the register into a report that was handed in; asked in words first."""
    place = place_of(request)
    assert place.school is not None  # named by the address
    if not place.may(Permission.REVIEW):
        raise PermissionDenied
    if request.method != "POST":
        back = reverse("monitoring:form", args=[year, school])
        return render(request, "confirm.html", {**TAKING_OVER, "cancel_url": back})
    try:
        taken = take_over(school=place.school, year=year, person=place.person)
        words = "Число взято из реестра, отчёт снова черновик: проверьте и примите его."
        messages.success(request, words if taken else "В отчёте уже стоит число из реестра.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("monitoring:form", year=year, school=school)


TAKING_OVER = {
    "question": "Взять число договоров из реестра?",
    "consequence": "Число в отчёте изменится, и отчёт снова станет черновиком: его нужно будет направить и принять ещё "
    "раз. До этого действуют принятые числа.",
    "submit": "Взять число из реестра",
}
ERASED = {
    HELD_EVENTS: "Мероприятие исчезнет из реестра и отчётов. Кто его стёр, останется в журнале.",
    AGREEMENTS: "Договор исчезнет из реестра, их число в незаконченных отчётах пересчитается. "
    "Кто его стёр, останется в журнале.",
    RESPONSIBLE: "Имя, должность, телефон и почта будут стёрты без следа; останется только отметка, кто их стёр.",
}
MOVES = {
    "hold": {"question": "Мероприятие проведено?", "submit": "Отметить проведённым"},
    "cancel": {
        "question": "Отменить мероприятие?",
        "consequence": "Оно останется в реестре с отметкой «отменено». Вернуть его в запланированные можно.",
        "submit": "Отменить мероприятие",
    },
    "plan": {
        "question": "Вернуть мероприятие в запланированные?",
        "consequence": "Отметка и число участников будут сняты.",
        "submit": "Вернуть в запланированные",
    },
}


def _list(request: HttpRequest, kind: Register, template: str) -> HttpResponse:
    place = place_of(request)
    page = PAGES[kind](place, request.GET)
    keeps = may_keep(place.person, place.school or place.municipality)
    context = {"page": page, "year": place.year, "place": place, "keeps": keeps, "register": kind}
    return render(request, template, {**context, "tabs": tabs(kind, place)})


def _edit(request: HttpRequest, kind: Register, form: RowForm, stored: Any = None) -> HttpResponse:
    """The form of a row; what could not be saved is shown again as it was typed."""
    place = place_of(request)
    doubles: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, kind, form, place)
        except RowDoubtful as doubt:
            doubles = doubt.doubles
        except (RowRefused, StepRefused) as refused:
            form.add_error(None, str(refused))
    context = {**row_page(kind, form, stored, place), **asked_again(doubles), "year": place.year}
    status = 422 if form.errors or doubles else 200
    return render(request, "monitoring/register_row.html", context, status=status)


def _keep(request: HttpRequest, kind: Register, form: RowForm, place: Place) -> HttpResponse:
    posted = request.POST
    kept = keep(
        register=kind,
        row=form.instance,
        person=place.person,
        seen=posted.get("seen", ""),
        sure="sure" in posted,
    )
    words = "Записано." if kept.changed else "Так уже записано: ничего не изменилось."
    year = getattr(kept.row, "year_id", place.year)
    if kept.changed and year != place.year:
        words = f"Записано в {year_label(year)} учебный год: он следует из даты."
    if kept.recounted:
        words += " Число договоров в отчёте пересчитано."
    messages.success(request, words)
    return redirect(kind.page, year=year)


def register_of(slug: str) -> Register:
    if slug not in REGISTERS:
        raise Http404
    return REGISTERS[slug]


def _row(request: HttpRequest, kind: Register, pk: int) -> Any:
    """A row the person may keep: of another place it does not exist, of another school of the place it is refused."""
    person = place_of(request).person
    related = ["school__municipality", *(["municipality"] if kind is HELD_EVENTS else [])]
    found = kind.model._default_manager.visible_to(person).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой записи нет: может быть, её уже стёрли.")
    if not may_keep(person, place_of_row(found)):
        raise PermissionDenied
    return found


def _initial(request: HttpRequest, place: Place) -> dict[str, Any]:
    """A new row of the school whose list was open."""
    code = request.GET.get("of", "")
    school = place.municipality.schools.filter(code=code).first() if code else None
    return {"school": school, "state": HeldEvent.State.HELD}


def _move(request: HttpRequest, event: HeldEvent, step: str, participants: int | None) -> None:
    if event.state == OF_EVENTS[step].target:
        messages.info(request, f"Уже отмечено: «{event.get_state_display()}».")
        return
    try:
        move_event(event=event, step=step, person=place_of(request).person, participants=participants)
        messages.success(request, f"Отмечено: «{event.get_state_display()}».")
    except StepRefused as refused:
        messages.error(request, str(refused))

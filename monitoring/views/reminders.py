"""Reminders by mail: set up with a preview, sent by hand to chosen organisations, repeated where one failed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.addresses import addresses_of
from monitoring.forms import RemindersForm
from monitoring.mailing import UNSENT, send_again
from monitoring.models import Campaign, Reminder
from monitoring.pages.board import back_to, wave_of
from monitoring.pages.reminders import initial, preview_page, reminders_page
from monitoring.queries import board_of
from monitoring.reminder_text import DEFAULT_TEXT
from monitoring.reminding import Planned, is_to_remind, set_up
from monitoring.reminding import remind_now as queue
from schools.access import Permission
from schools.numbers import counted
from schools.parsing import read_key
from schools.place import needs, place_of
from schools.queue import enqueue
from schools.workflow import StepRefused

SEND = "monitoring.send_reminders"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def reminders(request: HttpRequest, year: int) -> HttpResponse:
    form = RemindersForm(request.POST if request.method == "POST" else None)
    if request.POST.get("action") == "preview" and form.is_valid():
        return _preview(request, form)
    of_place = Campaign.objects.filter(municipality=place_of(request).municipality, year_id=year)
    campaign = of_place.select_related("municipality").first()
    if campaign is None:
        return redirect("monitoring:board", year=year)
    if request.method != "POST":
        form = RemindersForm(initial=initial(campaign, DEFAULT_TEXT))
    if request.method != "POST" or not form.is_valid():
        return _show(request, campaign, form)
    given = form.cleaned_data
    set_up(
        campaign=campaign, reminders=given["reminders"], before=given["remind_before"],
        after=given["remind_after"], text=given["reminder_text"],
    )  # fmt: skip
    messages.success(request, "Сохранено.")
    return redirect("monitoring:reminders", year=year)


def _show(request: HttpRequest, campaign: Campaign, form: RemindersForm) -> HttpResponse:
    page = reminders_page(campaign, page=request.GET.get("page", ""), now=timezone.now())
    context = {"page": page, "form": form, **_place(request)}
    return render(request, "monitoring/reminders.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, form: RemindersForm) -> HttpResponse:
    """The page with what was typed, unsaved, and the mail it would make."""
    place = place_of(request)
    today = timezone.localdate(timezone=place.municipality.zone)
    board = board_of(municipality=place.municipality, year=place.year, today=today)
    if board is None:
        return redirect("monitoring:board", year=place.year)
    text = form.cleaned_data["reminder_text"] or DEFAULT_TEXT
    page = preview_page(board, text=text, school=request.POST.get("school", ""), today=today)
    return render(request, "monitoring/reminders.html", {"page": page, "form": form, **_place(request)})


def _place(request: HttpRequest) -> dict[str, object]:
    place = place_of(request)
    return {"place": place, "year": place.year}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REVIEW)
def remind_now(request: HttpRequest, year: int) -> HttpResponse:
    """One mail to each of the chosen organisations: which and where to is shown first."""
    place = place_of(request)
    today = timezone.localdate(timezone=place.municipality.zone)
    board = board_of(municipality=place.municipality, year=year, today=today)
    if board is None:
        raise Http404("Сбор за этот год ещё не открыт.")
    asked = request.POST if request.method == "POST" else request.GET
    wave, codes = wave_of(board, asked.get("wave", ""), today), set(asked.getlist("school"))
    back = back_to(year, asked)
    reports = [r for r in board.of_wave(wave) if r.school.code in codes and is_to_remind(r, today)]
    if not reports:
        messages.info(request, "Отметьте организации, которые ещё не направили отчёт.")
        return redirect(back)
    if request.method == "POST":
        try:
            planned = queue(collection=board, wave=wave, schools=codes, person=request.user, today=today)
            _say(request, planned)
        except StepRefused as refused:
            messages.error(request, str(refused))
        return redirect(back)
    to = addresses_of([report.school for report in reports])
    chosen = [(report, to.get(report.school.pk, [])) for report in reports]
    context = {
        "wave": wave,
        "chosen": chosen,
        "reached": len(to),
        "silent": len(reports) - len(to),
        "back": back,
        "sent_back": asked.get("back", ""),
        **_place(request),
    }
    return render(request, "monitoring/remind_now.html", context)


def _say(request: HttpRequest, planned: Planned) -> None:
    if planned.queued:
        enqueue(SEND)
        letters = counted(len(planned.queued), "письмо поставлено", "письма поставлены", "писем поставлены")
        messages.success(request, f"{letters} в очередь. Что ушло, видно на странице «Напоминания».")
    if planned.silent:
        names = ", ".join(school.short_name for school in planned.silent)
        messages.warning(request, f"Письмо не уйдёт, нет почты: {names}. Впишите её в списке организаций.")
    if planned.already:
        names = ", ".join(school.short_name for school in planned.already)
        messages.info(request, f"Сегодня уже напоминали, второй раз не будем: {names}.")


@require_POST
@needs(Permission.REVIEW)
def again(request: HttpRequest, year: int) -> HttpResponse:
    """Mails that were not sent go into the queue again: the named one, or all of the year that surely were not."""
    place = place_of(request)
    mine = Reminder.objects.filter(
        wave__campaign__municipality=place.municipality, wave__campaign__year_id=year
    )
    key = request.POST.get("reminder", "")
    if request.POST.get("all") == "1":
        chosen = mine.filter(state__in=UNSENT)
    else:
        chosen = mine.filter(pk=read_key(key) or 0)
        get_object_or_404(chosen)
    if number := send_again(reminders=chosen, now=timezone.now()):
        enqueue(SEND)
        letters = counted(number, "письмо", "письма", "писем")
        messages.success(request, f"Снова в очереди: {letters}.")
    else:
        messages.info(request, "Повторять нечего: уже отправлено или стоит в очереди.")
    return redirect("monitoring:reminders", year=year)

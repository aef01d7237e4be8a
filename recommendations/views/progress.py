"""How far the recommendations are, and reminders to organisations that have not answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from recommendations.models import Recommendation
from recommendations.pages.mails import troubles
from recommendations.pages.progress import progress_page
from recommendations.reminding import Reminded, remind
from schools.access import Permission
from schools.mail import mail_goes_out
from schools.models import School
from schools.place import needs, place_of
from schools.queue import enqueue
from schools.workflow import StepRefused


@require_safe
@needs(Permission.READ)
def progress(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    page = progress_page(
        place.municipality,
        year,
        of=Recommendation.objects.visible_to(place.person),
        today=timezone.localdate(timezone=place.municipality.zone),
        asked=request.GET.dict(),
    )
    acts = place.may(Permission.RECOMMEND)
    context = {
        "page": page,
        "year": year,
        "acts": acts,
        "reminds": acts and mail_goes_out(),
        "troubles": troubles(place.municipality, now=timezone.now()) if acts else [],
    }
    return render(request, "recommendations/progress.html", context)


@require_POST
@needs(Permission.RECOMMEND)
def remind_schools(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    codes, back = request.POST.getlist("school"), reverse("recommendations:progress", args=[year])
    if not codes:
        messages.info(request, "Отметьте хотя бы одну организацию.")
        return redirect(back)
    try:
        done = remind(
            municipality=place.municipality,
            year=year,
            schools=codes,
            person=place.person,
            today=timezone.localdate(timezone=place.municipality.zone),
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        _tell(request, done)
        enqueue("recommendations.digest")
    return redirect(back)


def _tell(request: HttpRequest, done: Reminded) -> None:
    """Who gets a mail, and by name why the others do not."""
    said = (
        (messages.success, done.queued, "Напоминание уйдёт по почте"),
        (messages.info, done.already, "Сегодня уже напоминали или напоминание стоит в очереди"),
        (
            messages.info,
            done.mailed,
            "Руководителю сегодня уже ушло письмо о другой организации, напомните завтра",
        ),
        (messages.warning, done.silent, "Писать некуда – у руководителей нет адреса почты"),
        (messages.info, done.done, "Напоминать не о чем: ответы даны или число оспорено"),
    )
    for say, schools, words in said:
        if schools:
            say(request, f"{words}: {_named(schools)}.")


def _named(schools: list[School], most: int = 10) -> str:
    names = ", ".join(school.short_name for school in schools[:most])
    return f"{names} и ещё {len(schools) - most}" if len(schools) > most else names

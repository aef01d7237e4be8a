"""One recommendation: why it was made, what was answered, and what the officer does with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from recommendations import handling
from recommendations.attachments import erase_file
from recommendations.batch import STEPS_OF_OFFICER, take_back
from recommendations.models import Answer, Recommendation
from recommendations.pages.detail import detail_page
from recommendations.pages.together import done_words
from recommendations.rules import may_answer, may_recommend
from recommendations.views.steps import address_of_school, recommendation_of, run
from schools.access import Permission, may
from schools.models import User
from schools.workflow import StepRefused


@require_safe
def detail(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    of = Recommendation.objects.visible_to(request.user).filter(year=year)
    page = detail_page(of, pk, person=request.user, today=timezone.localdate())
    if page is None:
        raise Http404("Такой рекомендации нет или она вам не открыта.")
    made = page.made
    context = {
        "page": page,
        "year": year,
        "reads_all": may(request.user, Permission.READ, made.municipality),
        "erases": may_recommend(request.user, made.municipality) or may_answer(request.user, made.school),
        "of_school_url": address_of_school(request, year, made.school),
    }
    return render(request, "recommendations/detail.html", context)


@require_POST
def check(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The officer's step with one: approve, decline, confirm, send back, recall, take back, reply to a dispute."""
    made = recommendation_of(request, year, pk)
    step = request.POST.get("step", "")
    if step not in (*STEPS_OF_OFFICER, "uphold"):
        raise Http404("Такого шага нет.")
    note = request.POST.get("note", "")[:2000]
    words = "Ответ на возражение отправлен организации." if step == "uphold" else done_words(step, 1)
    run(request, made, step, lambda: _take(made, step, request.user, note), words)
    return redirect("recommendations:detail", year=year, pk=pk)


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase the file of an answer; the answer and the log remain."""
    seen = Recommendation.objects.visible_to(request.user)
    rows = Answer.objects.select_related(
        "recommendation__school__municipality", "recommendation__municipality"
    )
    answer = get_object_or_404(rows, pk=pk, recommendation__in=seen)
    made = answer.recommendation
    if not (may_recommend(request.user, made.municipality) or may_answer(request.user, made.school)):
        raise PermissionDenied
    try:
        erase_file(answer=answer, person=request.user, reason=request.POST.get("reason", "")[:2000])
        messages.success(request, "Файл удалён; ответ и запись об удалении сохранены.")
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect(reverse("recommendations:detail", args=[made.year_id, made.pk]))


def _take(made: Recommendation, step: str, person: User, note: str) -> object:
    if step == "approve":
        return handling.approve(recommendation=made, person=person)
    if step == "confirm":
        return handling.confirm(recommendation=made, person=person, note=note)
    if step in ("send_back", "uphold"):
        return getattr(handling, step)(recommendation=made, person=person, note=note)
    if step == "take_back":
        return take_back(recommendation=made, person=person, reason=note)
    verb = handling.decline if step == "decline" else handling.recall
    return verb(recommendation=made, person=person, reason=note)

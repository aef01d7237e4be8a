"""The recommendations of one organisation: its head reads and answers here, everybody else of the place reads."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from recommendations import handling
from recommendations.batch import take_up_all
from recommendations.disputes import in_dispute
from recommendations.forms import AnswerForm, DisputeForm
from recommendations.models import Answer, Recommendation
from recommendations.pages.mine import mine_page
from recommendations.queries import ENTITY
from recommendations.rules import may_answer
from recommendations.steps import STEPS
from recommendations.views.steps import ALREADY, address_of_school, demand, recommendation_of, run, way_back
from schools.models import School, Transition
from schools.place import place_of


@require_safe
def mine(request: HttpRequest, year: int) -> HttpResponse:
    """A head's first page; who reads the whole municipality has the list."""
    place = place_of(request)
    if place.school is None or not place.is_head:
        return redirect("recommendations:list", year=year)
    return _show(request, place.school, year)


@require_safe
def of_school(request: HttpRequest, year: int, school: str) -> HttpResponse:
    found = place_of(request).school
    assert found is not None  # named by the address
    return _show(request, found, year)


@require_POST
def take_up(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    made = recommendation_of(request, year, pk)
    run(
        request,
        made,
        "start",
        lambda: handling.take_up(recommendation=made, person=request.user),
        "Рекомендация взята в работу.",
    )
    return redirect(way_back(request, made))


@require_POST
def take_up_general(request: HttpRequest, year: int, school: str) -> HttpResponse:
    """All general ones at once: they are read together."""
    found = place_of(request).school
    if found is None or not may_answer(request.user, found):
        raise PermissionDenied
    page = mine_page(found, year, person=request.user, today=timezone.localdate(), own=True)
    keys = take_up_all(school=found, keys=[one.made.pk for one in page.unread], person=request.user)
    messages.success(request, f"Взято в работу: {len(keys)}.") if keys else messages.info(request, ALREADY)
    return redirect(address_of_school(request, year, found))


@require_POST
def answer(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    return _answer(request, year, pk, AnswerForm, "answer", "Ответ отправлен специалисту на проверку.")


@require_POST
def dispute(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    return _answer(request, year, pk, DisputeForm, "dispute", _opened)


@transaction.atomic
def _answer(
    request: HttpRequest,
    year: int,
    pk: int,
    kind: type[Form],
    step: str,
    words: str | Callable[[handling.Answered], str],
) -> HttpResponse:
    locked = Recommendation.objects.select_for_update().order_by("pk")
    locked.filter(pk=pk).first()  # a second click waits here
    made = _taken_back(request, year, pk) or recommendation_of(request, year, pk)
    demand(request, step, made)
    form = kind(request.POST, request.FILES, auto_id=f"{step[0]}{pk}_%s")
    if not form.is_valid():
        return _show(request, made.school, year, bound=(pk, form))
    given = {**form.cleaned_data, "disputes_number": step == "dispute"}
    if _said_already(made, given, step):
        messages.info(request, ALREADY)
    elif not (made.state in STEPS[step].sources and run(
        request, made, step, lambda: handling.answer(recommendation=made, person=request.user, **given), words
    )):  # fmt: skip
        return _show(request, made.school, year, unsent=given)
    return redirect(way_back(request, made))


def _taken_back(request: HttpRequest, year: int, pk: int) -> Recommendation | None:
    """The page was opened before the officer took it back: what was typed is not lost, whatever came of it since."""
    sent = Transition.objects.filter(
        entity=ENTITY, entity_id=pk, step="take_back", source=Recommendation.State.ISSUED
    )
    rows = Recommendation.objects.filter(Exists(sent), pk=pk, year=year)
    made = rows.select_related("school__municipality", "municipality").first()
    return made if made is not None and may_answer(request.user, made.school) else None


def _opened(answered: handling.Answered) -> str:
    """Which reports are open now: an indicator may be counted from several, or from numbers no report asks for."""
    named = ", ".join(f"«{report.wave.name}»" for report in answered.reopened)
    if not answered.holding:
        done = "В отчётах этого года такого числа нет, поэтому отчёты не открыты: его исправит специалист."
    elif not named:
        done = "Отчёт открыт: исправьте число и отправьте его снова."
    elif len(answered.reopened) == 1:
        done = f"Открыт отчёт {named}: исправьте число и отправьте его снова."
    else:
        done = (
            f"Число складывается из нескольких отчётов, открыты все: {named}. Исправьте то, что неверно, "
            "и отправьте каждый снова, неизменный тоже."
        )
    return f"Специалист увидит ваше возражение. {done}"


def _said_already(made: Recommendation, given: dict[str, object], step: str) -> bool:
    """A double click: the very words were taken a moment ago, in this step; what is settled may be disputed anew."""
    if step == "answer" and made.state in STEPS[step].sources:
        return False
    if step == "dispute" and not Recommendation.objects.filter(in_dispute(), pk=made.pk).exists():
        return False
    last = Answer.objects.filter(recommendation=made).order_by("pk").last()
    said = (str(given["text"]).strip(), given.get("link", ""), given["disputes_number"])
    return last is not None and (last.text, last.link, last.disputes_number) == said


def _show(
    request: HttpRequest,
    school: School,
    year: int,
    bound: tuple[int, Form] | None = None,
    unsent: dict[str, object] | None = None,
) -> HttpResponse:
    """`unsent` = an answer to what has changed meanwhile: its words are given back."""
    own = may_answer(request.user, school)
    today = timezone.localdate()
    page = mine_page(school, year, person=request.user, today=today, own=own, bound=bound)
    context = {"page": page, "year": year, "of_head": place_of(request).is_head, "unsent": unsent}
    if request.headers.get("HX-Request") == "true" and bound is None:
        return render(request, "recommendations/_of_school.html", context)
    return render(request, "recommendations/mine.html", context, status=422 if bound or unsent else 200)

"""What every step over one recommendation shares: which one, may they, was it done already, where to go next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from recommendations.models import Recommendation
from recommendations.rules import may_answer, may_take
from recommendations.steps import STEPS
from schools.models import School
from schools.place import place_of
from schools.workflow import StepRefused

ALREADY = "Уже сделано."
Done = TypeVar("Done")


def recommendation_of(request: HttpRequest, year: int, pk: int) -> Recommendation:
    """404 for what the person does not see."""
    rows = Recommendation.objects.visible_to(request.user).select_related(
        "school__municipality", "municipality"
    )
    return get_object_or_404(rows, pk=pk, year=year)


def demand(request: HttpRequest, step: str, made: Recommendation) -> None:
    """403 for a step of another role."""
    if not may_take(request.user, step, made):
        raise PermissionDenied


def run(
    request: HttpRequest,
    made: Recommendation,
    step: str,
    act: Callable[[], Done],
    words: str | Callable[[Done], str],
) -> bool:
    """Take a step and say so in one quiet line, perhaps by what came of it; a second click is told that it is done."""
    demand(request, step, made)
    if made.state == STEPS[step].target and made.state not in STEPS[step].sources:
        messages.info(request, ALREADY)
        return True
    try:
        done = act()
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return False
    messages.success(request, words if isinstance(words, str) else words(done))
    return True


def address_of_school(request: HttpRequest, year: int, school: School) -> str:
    """The page of the organisation's recommendations: a head's own first page, where it is the chosen one."""
    place = place_of(request)
    if place.is_head and place.school == school:
        return reverse("recommendations:mine", args=[year])
    return reverse("recommendations:school", args=[year, school.code])


def way_back(request: HttpRequest, made: Recommendation) -> str:
    """To the card one came from, or to the page of the recommendation."""
    if may_answer(request.user, made.school) and request.POST.get("back") != "detail":
        return f"{address_of_school(request, made.year_id, made.school)}#r{made.pk}"
    return reverse("recommendations:detail", args=[made.year_id, made.pk])

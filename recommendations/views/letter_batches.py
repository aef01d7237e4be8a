"""A letter for each of many organisations: how far their drafting is, the common text, what could not be drafted."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recommendations.letter_forms import BatchForm
from recommendations.letters.drafting import COMMON, change_batch
from recommendations.letters.ordering import give_up, order_again
from recommendations.models import Letter, LetterOrder
from recommendations.pages.letter_batch import batch_page, drafting_of
from recommendations.views.letter_steps import STILL_DRAFTED, letters_in, orders_in
from schools.access import Permission
from schools.numbers import counted
from schools.place import needs, place_of

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Permission.READ)
def batch(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    letters = letters_in(request, year).filter(batch=batch)
    page = batch_page(letters, orders_in(request, year, batch), now=timezone.now())
    if page is None:
        raise Http404("Таких писем нет.")
    acts = place_of(request).may(Permission.RECOMMEND)
    context = {"page": page, "batch": batch, "acts": acts, "year": year}
    return render(request, "recommendations/letter_batch.html", context)


@require_safe
@needs(Permission.READ)
def state(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    """How far the drafting is; once it has ended the whole page is asked for anew."""
    drafting = drafting_of(orders_in(request, year, batch), now=timezone.now())
    if not drafting.waits:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"drafting": drafting, "batch": batch, "year": year}
    return render(request, "recommendations/_letter_drafting.html", context)


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def edit(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    """What all drafts of the batch have in common; what was typed while others were ordered again is kept."""
    drafts = list(letters_in(request, year).filter(batch=batch, state=Letter.State.DRAFT).order_by("pk"))
    if not drafts:
        raise Http404("В этой рассылке больше нет проектов.")
    waits = orders_in(request, year, batch).waiting().exists()
    if waits and request.method != "POST":
        messages.info(request, STILL_DRAFTED)
        return redirect("recommendations:letter_batch", year=year, batch=batch)
    form = BatchForm(request.POST or None, initial=_common(drafts[0]))
    if waits:
        form.add_error(None, STILL_DRAFTED)
    if form.is_valid():
        written = change_batch(letters=drafts, person=request.user, fields=form.cleaned_data)
        messages.success(request, f"Общий текст записан, писем: {written}.")
        return redirect("recommendations:letter_batch", year=year, batch=batch)
    context = {"form": form, "batch": batch, "count": len(drafts), "year": year}
    return render(
        request, "recommendations/letter_batch_edit.html", context, status=422 if form.errors else 200
    )


def _common(letter: Letter) -> Mapping[str, str]:
    return {name: getattr(letter, name) for name in COMMON}


@require_POST
@needs(Permission.RECOMMEND)
def redraft(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    """What could not be drafted is ordered again."""
    orders = _orders(request, year, batch)
    if number := order_again(orders=orders, person=request.user, now=timezone.now()):
        messages.success(request, f"Снова в очереди: {counted(number, 'письмо', 'письма', 'писем')}.")
    return redirect("recommendations:letter_batch", year=year, batch=batch)


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def stop(request: HttpRequest, year: int, batch: str) -> HttpResponse:
    """What is not drafted yet is given up; asks first."""
    orders = _orders(request, year, batch)
    back = reverse("recommendations:letter_batch", args=[year, batch])
    left = orders.exclude(state=LetterOrder.State.DRAFTED).count()
    if request.method == "POST" or not left:
        return _stopped(request, orders, year, back)
    context = {
        "question": "Не готовить остальные письма?",
        "consequence": f"Не подготовим {counted(left, 'письмо', 'письма', 'писем')}. Готовые проекты останутся.",
        "submit": "Не готовить",
        "cancel_url": back,
        "hidden": [],
    }  # fmt: skip
    return render(request, "confirm.html", context)


def _stopped(request: HttpRequest, orders: QuerySet[LetterOrder], year: int, back: str) -> HttpResponse:
    given_up = give_up(orders=orders, person=request.user)
    messages.success(
        request, f"Не будет подготовлено писем: {given_up}." if given_up else "Все письма уже готовы."
    )
    return redirect(back) if orders.exists() else redirect("recommendations:letters", year=year)


def _orders(request: HttpRequest, year: int, batch: str) -> QuerySet[LetterOrder]:
    found = orders_in(request, year, batch)
    if not found.exists():
        raise Http404("Таких писем нет.")
    return found

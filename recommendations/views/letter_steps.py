"""Steps of one letter or of a batch: register, back to a draft, send, mail again, throw away. Each asks first.

What is asked and done is the same for one and for many; only where it leads afterwards differs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recommendations.letter_forms import RegisterForm
from recommendations.letters.drafting import discard
from recommendations.letters.mailing import send_again
from recommendations.letters.registering import NumberRefused, next_number, proposed, register, reopen
from recommendations.letters.sending import TASK, send
from recommendations.models import Letter, LetterOrder, LetterRecipient
from schools.access import Permission
from schools.mail import mail_goes_out
from schools.numbers import counted, plural
from schools.place import needs, place_of
from schools.queue import enqueue
from schools.workflow import StepRefused

METHODS = ["GET", "HEAD", "POST"]
STILL_DRAFTED = "Письма ещё готовятся: дождитесь конца подготовки или откажитесь от остальных."
WITHOUT_MAIL = "Почта портала не настроена: организации увидят"
STATES = {"register": ("draft",), "reopen": ("registered",), "send": ("registered",), "discard": ("draft",)}


@dataclass(frozen=True)
class Chosen:
    """The letters a step concerns, and where its pages lead."""

    letters: list[Letter]
    back: str
    year: int

    @property
    def words(self) -> str:
        return counted(len(self.letters), "письмо", "письма", "писем")


def letters_in(request: HttpRequest, year: int) -> QuerySet[Letter]:
    """Those of the municipality one works in."""
    place = place_of(request)
    return Letter.objects.filter(municipality=place.municipality, year=year).select_related("municipality")


def orders_in(request: HttpRequest, year: int, batch: str) -> QuerySet[LetterOrder]:
    """What was ordered of a batch, in the municipality one works in."""
    return LetterOrder.objects.filter(municipality=place_of(request).municipality, year=year, batch=batch)


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def letter_step(request: HttpRequest, year: int, pk: int, step: str) -> HttpResponse:
    found = letters_in(request, year).filter(pk=pk)
    return _step(request, found, year, step, reverse("reports:letter", args=[year, pk]))


@require_http_methods(METHODS)
@needs(Permission.RECOMMEND)
def batch_step(request: HttpRequest, year: int, batch: str, step: str) -> HttpResponse:
    found = letters_in(request, year).filter(batch=batch).order_by("pk")
    back = reverse("recommendations:letter_batch", args=[year, batch])
    if orders_in(request, year, batch).waiting().exists():
        messages.info(request, STILL_DRAFTED)
        return redirect(back)
    return _step(request, found, year, step, back)


def _step(request: HttpRequest, found: QuerySet[Letter], year: int, step: str, back: str) -> HttpResponse:
    if not found.exists() or step not in (*STATES, "again"):
        raise Http404("Такого письма нет.")
    if step == "again":
        return _again(request, found, back)
    letters = list(found.filter(state__in=STATES[step]))
    if step == "discard":
        letters = [letter for letter in letters if not letter.number]
    if not letters:
        messages.info(request, "Уже сделано.")
        return redirect(back)
    chosen = Chosen(letters, back, year)
    if step == "register":
        return _register(request, chosen)
    if request.method == "POST":
        return _done(request, chosen, step)
    return render(request, "confirm.html", {**_question(chosen, step), "cancel_url": back, "hidden": []})


def _register(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    municipality = chosen.letters[0].municipality
    today = timezone.localdate(timezone=municipality.zone)
    free = next_number(municipality, today.year)
    date = chosen.letters[0].date or today
    initial = {"date": date, "number": proposed(chosen.letters, date.year)}
    form = RegisterForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = register(
                letters=chosen.letters, person=request.user, date=given["date"], number=given["number"], today=today
            )  # fmt: skip
        except NumberRefused as refused:
            form.add_error(refused.field, str(refused))
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            numbers = f"№\u00a0{made[0].number}" + (f"–{made[-1].number}" if len(made) > 1 else "")
            messages.success(request, f"Зарегистрировано: {numbers}.")
            return redirect(chosen.back)
    context = {"form": form, "chosen": chosen, "free": free}
    return render(
        request, "recommendations/letter_register.html", context, status=422 if form.errors else 200
    )


def _question(chosen: Chosen, step: str) -> dict[str, object]:
    if step == "reopen":
        return {
            "question": "Вернуть в проект?",
            "consequence": f"{chosen.words}: текст можно будет изменить, номер и дата сохранятся.",
            "submit": "Вернуть в проект",
        }
    if step == "discard":
        return {
            "question": f"Удалить {plural(len(chosen.letters), 'проект', 'проекты', 'проекты')}?",
            "consequence": f"Будет удалено: {chosen.words}. Номера они не получали.",
            "submit": "Удалить",
        }
    organisations = LetterRecipient.objects.filter(letter__in=chosen.letters).count()
    whom = counted(organisations, "организации", "организациям", "организациям")
    how = (
        "Тем, у кого есть почта, уйдёт сообщение со ссылкой."
        if mail_goes_out()
        else f"{WITHOUT_MAIL} {'его' if len(chosen.letters) == 1 else 'их'} на портале."
    )
    return {
        "question": f"Отправить {whom}?",
        "consequence": f"{chosen.words}. {how} Отозвать отправленное нельзя.",
        "submit": "Отправить",
    }


def _done(request: HttpRequest, chosen: Chosen, step: str) -> HttpResponse:
    try:
        if step == "send":
            sent = send(letters=chosen.letters, person=request.user)
            messages.success(request, f"Отправлено: {counted(len(sent), 'письмо', 'письма', 'писем')}.")
        elif step == "reopen":
            for letter in chosen.letters:
                reopen(letter=letter, person=request.user)
            messages.success(request, "Снова проект: измените текст и зарегистрируйте ещё раз.")
        else:
            gone = discard(letters=chosen.letters, person=request.user)
            done = "Проект удалён." if gone == 1 else f"Удалено проектов: {gone}."
            messages.success(request, done)
            return redirect("recommendations:letters", year=chosen.year)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect(chosen.back)


def _again(request: HttpRequest, found: QuerySet[Letter], back: str) -> HttpResponse:
    """Mails that did not reach their organisations go into the queue again: one (`recipient`), or all."""
    if request.method != "POST":
        return redirect(back)
    rows = LetterRecipient.objects.filter(letter__in=found)
    if (key := request.POST.get("recipient", "")).isdecimal():
        rows = rows.filter(pk=int(key[:18]))
    if number := send_again(recipients=rows, now=timezone.now()):
        enqueue(TASK)
        messages.success(
            request, f"Снова в очереди: {counted(number, 'сообщение', 'сообщения', 'сообщений')}."
        )
    else:
        messages.info(request, "Повторять нечего: уже отправлено или стоит в очереди.")
    return redirect(back)

"""An officer words a prepared recommendation anew for its organisation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from recommendations.evidence import Evidence
from recommendations.forms import RewordForm
from recommendations.headlines import why
from recommendations.models import Recommendation
from recommendations.rewording import reword
from recommendations.sending import by_rule
from recommendations.steps import STEPS
from recommendations.views.steps import demand, recommendation_of
from schools.workflow import StepRefused

SENT = "Эту рекомендацию уже не изменить: она направлена или закрыта."


@require_http_methods(["GET", "HEAD", "POST"])
def reword_one(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    made = recommendation_of(request, year, pk)
    demand(request, "reword", made)
    if made.state not in STEPS["reword"].sources:
        messages.info(request, SENT)
        return redirect("recommendations:detail", year=year, pk=pk)
    form = RewordForm(request.POST or None, initial={"text": made.text, "seen": made.text})
    if form.is_valid() and _save(request, made, form):
        return redirect("recommendations:detail", year=year, pk=pk)
    context = {
        "made": made,
        "form": form,
        "year": year,
        "by_rule": by_rule(made),
        "why": why(Evidence.from_json(made.evidence)),
    }
    return render(request, "recommendations/reword.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, made: Recommendation, form: RewordForm) -> bool:
    """False = refused: the words stay in the form, beside what the text is by now."""
    given = form.cleaned_data
    try:
        step = reword(recommendation=made, person=request.user, text=given["text"], seen=given["seen"])
    except ValidationError as error:
        form.add_error("text", error)
        return False
    except StepRefused as refused:
        made.refresh_from_db(fields=["text"])
        form.add_error("text", f"{refused} Сейчас: «{made.text}»")
        form.data = {**form.data.dict(), "seen": made.text}
        return False
    messages.success(request, "Текст сохранён." if step else "Текст тот же: сохранять нечего.")
    return True

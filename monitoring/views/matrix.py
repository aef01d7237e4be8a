"""«Таблица по организациям»: the officer writes one column for all organisations; whoever reads the place reads it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from monitoring.across import Across, across, column_key
from monitoring.intake import Receipt
from monitoring.matrix import MatrixRefused, MustAsk, enter_matrix, read_matrix
from monitoring.pages.matrix import lines_of, matrix_page
from monitoring.pages.matrix_cells import grades_of
from monitoring.pages.matrix_notes import Said, paste
from schools.access import Permission
from schools.numbers import counted
from schools.parsing import read_keys
from schools.place import needs, place_of

GONE = "Ничего не сохранено: такой графы в этом сборе больше нет. Выберите другую и внесите числа в неё."
SAVED = "saved"
"""Tells static/js/unsaved.js that what was sent need not be kept in the browser any more."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.READ)
def matrix(request: HttpRequest, year: int) -> HttpResponse:
    place = place_of(request)
    reviews = place.may(Permission.REVIEW)
    if request.method == "POST" and not reviews:
        raise PermissionDenied
    found = across(municipality=place.municipality, year=year, wanted=request.GET.get("column", ""))
    if found is None:
        return redirect("monitoring:board", year=year)
    said = _act(request, found) if request.method == "POST" else None
    if request.method == "POST" and said is None:
        return redirect(request.get_full_path())
    page = matrix_page(found, request.GET, editable=reviews, said=said)
    board = {"title": "Мониторинг: сбор данных", "url": reverse("monitoring:board", args=[year])}
    context = {"page": page, "year": year, "place": place, "crumbs": [board]}
    status = 422 if said and said.is_refusal else 200
    return render(request, "monitoring/matrix.html", context, status=status)


def _act(request: HttpRequest, found: Across) -> Said | None:
    """None = done: the page is read anew. Numbers of a column that is gone meanwhile are not those of another one."""
    if request.GET.get("column") != column_key(found.column):
        return Said(refused=MatrixRefused({}, set(), whole=GONE))
    typed = read_matrix(request.POST)
    if request.POST.get("action") == "paste":
        grades = grades_of(found.column, lines_of(found, request.GET, typed))
        return paste(found, request.POST.get("block", ""), typed, grades=grades, posted=request.POST)
    agreed = read_keys(request.POST.get("agreed", "").split(","))
    try:
        receipt = enter_matrix(found=found, typed=typed, person=request.user, agreed=agreed)
    except MatrixRefused as refused:
        return Said(typed=typed, refused=refused)
    except MustAsk as ask:
        return Said(typed=typed, ask=ask)
    _say_saved(request, receipt)
    return None


def _say_saved(request: HttpRequest, receipt: Receipt) -> None:
    if not receipt.changes:
        messages.info(request, "Изменений нет.", extra_tags=SAVED)
        return
    cells = counted(len(receipt.changes), "ячейка", "ячейки", "ячеек")
    schools = len({change.school for change in receipt.changes})
    words = f"Записано: {cells} в {counted(schools, 'организации', 'организациях', 'организациях')}."
    if receipt.submissions_reopened:
        number = counted(receipt.submissions_reopened, "отчёт", "отчёта", "отчётов")
        words += f" Снова черновик: {number}, принятые числа действуют до нового принятия."
    messages.success(request, words, extra_tags=SAVED)

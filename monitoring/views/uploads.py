"""An uploaded file: how far it is, its preview, confirmed, withdrawn, taken back with its faults marked.

Where no worker has taken the file up within a few seconds, the page reads it itself: without a broker everything
works, a little slower.
"""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from monitoring import uploading
from monitoring.models import Upload
from monitoring.pages.uploads import UploadPage, remarks_of, upload_page
from monitoring.rules import may_handle
from monitoring.uploading import ChangedMeanwhile
from monitoring.views.books import attachment
from monitoring.workbook.marking import mark_book
from monitoring.workbook.writing import BookFile
from schools.access import Permission
from schools.numbers import counted
from schools.place import Place, place_of

PATIENCE = dt.timedelta(seconds=5)
S = Upload.State


@require_safe
def upload(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    place = place_of(request)
    found = _read_here(_upload(request, year, pk))
    page = upload_page(found, request.GET)
    context = {
        "page": page,
        "place": place,
        "year": year,
        "crumbs": _crumbs(place, page),
        "back": _back(found),
    }
    return render(request, "monitoring/upload.html", context)


@require_safe
def upload_state(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The progress alone; once the file is read the whole page is asked for anew."""
    found = _read_here(_upload(request, year, pk))
    page = upload_page(found, {})
    if not page.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "monitoring/_upload_progress.html", {"upload": found, "year": year})


@require_POST
def upload_apply(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = _upload(request, year, pk)
    try:
        receipt = uploading.apply(
            upload=found, person=request.user, overwrite=request.POST.get("conflicts") == "overwrite"
        )
    except ChangedMeanwhile:
        messages.warning(
            request,
            "Ничего не записано: пока вы смотрели, что-то изменилось. Файл сверен заново, проверьте ещё раз.",
        )
    else:
        _say(request, receipt.created + receipt.changed if receipt else None)
    return redirect("monitoring:upload", year=year, pk=pk)


@require_POST
def upload_withdraw(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = _upload(request, year, pk)
    if uploading.withdraw(upload=found):
        messages.success(request, "Загрузка отменена: на портале ничего не изменилось, файл удалён.")
        return redirect(_back(found))
    messages.info(request, "Отменять нечего: загрузка уже закончена.")
    return redirect("monitoring:upload", year=year, pk=pk)


@require_safe
def upload_marked(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The same file with its faulty cells marked."""
    found = _upload(request, year, pk)
    if not found.file or not found.file.storage.exists(found.file.name):
        raise Http404("Файл уже удалён: скачайте новую книгу.")
    with found.file.open("rb") as file:
        content = mark_book(file.read(), remarks_of(found))
    stem = found.name.rsplit(".", 1)[0]
    return attachment(BookFile(content, f"{stem} – замечания.xlsx", f"remarks-{found.pk}.xlsx", 1))


def _upload(request: HttpRequest, year: int, pk: int) -> Upload:
    """404 for what is of others."""
    rows = Upload.objects.visible_to(request.user).select_related(
        "municipality", "school__municipality", "person"
    )
    found = get_object_or_404(rows, pk=pk, year=year)
    if not may_handle(request.user, found):
        raise Http404("Такой загрузки нет или она вам не открыта.")
    return found


def _read_here(found: Upload) -> Upload:
    """Do the worker's work where it has not come."""
    if found.state not in (S.WAITING, S.READING) or timezone.now() - found.created_at < PATIENCE:
        return found
    if uploading.read_upload(found.pk):
        found.refresh_from_db()
    return found


def _say(request: HttpRequest, written: int | None) -> None:
    if written is None:
        messages.info(request, "Уже сделано: загрузка закончена.")
    elif written:
        messages.success(request, f"Внесено: {counted(written, 'изменение', 'изменения', 'изменений')}.")
    else:
        messages.info(request, "Изменений нет.")


def _back(found: Upload) -> str:
    if found.school is not None:
        return reverse("monitoring:school_book", args=[found.year, found.school.code])
    return reverse("monitoring:books", args=[found.year])


def _crumbs(place: Place, page: UploadPage) -> list[dict[str, str]]:
    board = {"title": "Мониторинг: сбор данных", "url": reverse("monitoring:board", args=[place.year])}
    book = {"title": "Книга Excel", "url": _back(page.upload)}
    return [board, book] if place.may(Permission.READ) else [book]

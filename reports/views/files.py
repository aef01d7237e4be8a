"""«Мои файлы»: the list, one file with its progress, taken away, ordered again, erased. Each person's own only."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reports import jobs
from reports.models import Job
from reports.pages.files import JobView, files_page, jobs_of


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/files.html", {"page": files_page(request.user, request.GET)})


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    crumbs = [{"title": "Мои файлы", "url": reverse("reports:files")}]
    return render(request, "reports/file.html", {"view": JobView(_job(request, pk)), "crumbs": crumbs})


@require_safe
def file_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone; once the file has ended the whole page is asked for anew."""
    view = JobView(_job(request, pk))
    if not view.job.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/_file_progress.html", {"view": view})


@require_safe
def file_download(request: HttpRequest, pk: int) -> FileResponse:
    """Always as a download; 403 once its owner may not have these data any more."""
    job = _job(request, pk)
    if not jobs.may_take(request.user, job):
        raise PermissionDenied
    if not job.file or not job.file.storage.exists(job.file.name):
        raise Http404("Файл удалён или ещё не готов: закажите его заново.")
    return FileResponse(job.file.open("rb"), as_attachment=True, filename=job.name)


@require_POST
def file_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file with today's data."""
    job = _job(request, pk)
    if job.place is None or not jobs.may_take(request.user, job):
        raise PermissionDenied
    again = jobs.order(report=job.report, parameters=job.parameters, owner=request.user, place=job.place)
    return redirect("reports:file", pk=again.pk)


@require_POST
def file_erase(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    if jobs.erase(job=job):
        messages.success(request, f"«{job.title}»: файл удалён.")
    else:
        messages.info(request, "Файл уже удалён.")
    return redirect("reports:files")


def _job(request: HttpRequest, pk: int) -> Job:
    """404 for what is of others."""
    return get_object_or_404(jobs_of(request.user), pk=pk)

"""The files of answers: private, given out only to those who answer and those who check, always as a download."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from recommendations.models import Answer, Recommendation
from recommendations.rules import may_read_file


@require_safe
def answer_file(request: HttpRequest, pk: int) -> FileResponse:
    """404 for what the person does not see or what is erased, 403 for what is not theirs to open."""
    answers = Answer.objects.select_related(
        "recommendation__school__municipality", "recommendation__municipality"
    )
    answer = get_object_or_404(
        answers, pk=pk, recommendation__in=Recommendation.objects.visible_to(request.user)
    )
    if not may_read_file(request.user, answer.recommendation):
        raise PermissionDenied
    if not answer.file or not answer.file.storage.exists(answer.file.name):
        raise Http404("Файл удалён.")
    return FileResponse(answer.file.open("rb"), as_attachment=True, filename=answer.file_name)

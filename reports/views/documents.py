"""Documents as files: what a page shows, taken away as DOCX or PDF."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.documents import Document, DocumentFailed, write_docx, write_pdf
from reports.views.exports import attachment

WRITERS = {
    "docx": (write_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (write_pdf, "application/pdf"),
}


def download(
    request: HttpRequest, document: Document, kind: str, *, stem: str, otherwise: str
) -> HttpResponse:
    """The document as a file `stem.kind`; what could not be made is said on the page `otherwise` leads to."""
    if kind not in WRITERS:
        raise Http404("Документ можно взять в DOCX или PDF.")
    write, content_type = WRITERS[kind]
    try:
        return attachment(write(document), content_type, f"{stem}.{kind}")
    except DocumentFailed as failed:
        messages.error(request, str(failed))
        return redirect(otherwise)

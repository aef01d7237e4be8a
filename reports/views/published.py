"""Findings of a published document as files."""

from __future__ import annotations

from io import BytesIO, StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.models import PublishedDocument
from reports.published_file import export_findings, export_findings_csv, findings_of
from reports.views.exports import XLSX, attachment
from reports.views.registers import BOM
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.EXPORT)
def published_xlsx(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    document, file = _document(request, pk), BytesIO()
    export_findings(file, document, now=timezone.localtime(timezone=document.municipality.zone))
    return attachment(file.getvalue(), XLSX, f"zamechaniya-{pk}.xlsx")


@require_safe
@needs(Permission.EXPORT)
def published_csv(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    file = StringIO()
    file.write(BOM)
    export_findings_csv(file, findings_of(_document(request, pk)))
    return attachment(file.getvalue().encode(), "text/csv; charset=utf-8", f"zamechaniya-{pk}.csv")


def _document(request: HttpRequest, pk: int) -> PublishedDocument:
    place = place_of(request)
    found = PublishedDocument.objects.filter(pk=pk, municipality=place.municipality).exclude(state="read")
    document = found.select_related("municipality").first()
    if document is None or not place.may(Permission.READ):
        raise Http404("Такого документа нет: возможно, его удалили.")
    return document

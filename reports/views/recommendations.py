"""Recommendations as files: the list in view as a workbook, the municipality's document."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from recommendations.models import Recommendation
from recommendations.pages.board import Asked
from recommendations.pages.progress import progress_page
from recommendations.queries import officer_list
from reports.recommendation_document import recommendation_document
from reports.recommendation_file import export_recommendations
from reports.views.documents import download
from reports.views.exports import XLSX, attachment
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def recommendations_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """Those that pass the filters of the list, on all its pages, and how far organisations are."""
    place = place_of(request)
    now = timezone.localtime(timezone=place.municipality.zone)
    of = Recommendation.objects.visible_to(place.person).filter(municipality=place.municipality)
    found = officer_list(of=of, year=year, today=now.date(), filters=Asked.of(request.GET).filters)
    progress = progress_page(place.municipality, year, of=of, today=now.date(), asked={})
    file = BytesIO()
    export_recommendations(file, found, progress, now=now)
    return attachment(file.getvalue(), XLSX, f"rekomendacii-{year}.xlsx")


@require_safe
@needs(Permission.READ)
def document(request: HttpRequest, year: int) -> HttpResponse:
    """The municipality's document as it will be printed."""
    made = recommendation_document(place_of(request).municipality, year)
    context = {"document": made, "year": year, "kinds": (("docx", "DOCX"), ("pdf", "PDF"))}
    return render(request, "reports/recommendation_document.html", context)


@require_safe
@needs(Permission.READ)
def document_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    made = recommendation_document(place_of(request).municipality, year)
    if made is None:
        raise Http404("Рекомендации этого года не направлены.")
    back = reverse("reports:recommendation_document", args=[year])
    return download(request, made, kind, stem=f"rekomendacii-{year}", otherwise=back)

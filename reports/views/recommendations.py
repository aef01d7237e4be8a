"""Recommendations as a file."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from recommendations.models import Recommendation
from recommendations.pages.board import Asked
from recommendations.pages.progress import progress_page
from recommendations.queries import officer_list
from reports.recommendation_file import export_recommendations
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

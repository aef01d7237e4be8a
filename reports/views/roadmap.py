"""The roadmap as a file."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.roadmap_file import export_roadmap
from reports.views.exports import XLSX
from roadmap.pages.table import table_page
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.EXPORT)
def roadmap_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """The lines in view, with the filters of the page; a head takes those of the own school."""
    place = place_of(request)
    now = timezone.localtime(timezone=place.municipality.zone)
    own = place.school if place.is_head else None
    page = table_page(
        place.municipality, year, person=place.person, school=own, today=now.date(), asked=request.GET
    )
    file = BytesIO()
    export_roadmap(file, page, now=now)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="dorozhnaya-karta-{year}.xlsx"'
    return response

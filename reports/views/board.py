"""The board of a campaign as a file."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from monitoring.pages.board import board_page
from reports.board_file import export_board
from reports.views.exports import XLSX, attachment
from schools.access import Permission
from schools.place import needs, place_of


@require_safe
@needs(Permission.READ)
def board_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """All rows of the wave that pass the filters of the page, in its order."""
    place = place_of(request)
    reviews = place.may(Permission.REVIEW)
    page = board_page(place.municipality, year, request.GET, with_questions=reviews)
    if page is None:
        raise Http404("Сбор за этот год ещё не открыт.")
    file = BytesIO()
    export_board(file, page, now=timezone.localtime(timezone=place.municipality.zone))
    return attachment(file.getvalue(), XLSX, f"otchety-{year}-{page.wave.number}.xlsx")

"""Values at a stable address, for scripts: one year of one municipality, `?level=`."""

from __future__ import annotations

from io import BytesIO, StringIO

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.computed import computed_words
from reports.value_file import export_csv, export_xlsx
from reports.value_rows import LEVELS, ValueRow, value_rows
from schools.access import Permission
from schools.place import Place, needs, place_of
from schools.snapshot import one_snapshot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs(Permission.READ)
def values_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """The municipality's official values as a workbook; `?level=` limits it."""
    place = place_of(request)
    file = BytesIO()
    now = timezone.localtime(timezone=place.municipality.zone)
    with one_snapshot():
        computed = computed_words([place.municipality], [place.year], now.tzinfo)
        export_xlsx(file, _rows(request, place), now=now, computed=computed)
    return attachment(file.getvalue(), XLSX, f"znacheniya-{year}.xlsx")


@require_safe
@needs(Permission.READ)
def values_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same for scripts: UTF-8, comma, decimal point."""
    file = StringIO()
    place = place_of(request)
    with one_snapshot():
        export_csv(file, _rows(request, place))
    return attachment(file.getvalue().encode(), "text/csv; charset=utf-8", f"znacheniya-{year}.csv")


def _rows(request: HttpRequest, place: Place) -> list[ValueRow]:
    level = request.GET.get("level", "")
    levels = (level,) if level in LEVELS[:2] else LEVELS[:2]
    return list(value_rows(year=place.year, levels=levels, municipalities=[place.municipality], regions=[]))


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

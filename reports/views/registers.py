"""The registers as files: the rows in view as XLSX or CSV, and the template for loading."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO, StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from monitoring.pages.agreements import agreements
from monitoring.pages.held_events import held_events
from monitoring.pages.responsible import responsible
from monitoring.registers.kinds import REGISTERS, Register
from reports.register_file import export_register, export_register_csv, write_template
from reports.views.exports import XLSX
from schools.access import Permission
from schools.place import Place, needs, place_of

ROWS = {"held-events": held_events, "agreements": agreements, "responsible": responsible}
BOM = "\ufeff"  # Excel takes a CSV for Windows-1251 without it


@require_safe
@needs(Permission.EXPORT)
def register_xlsx(request: HttpRequest, year: int, register: str) -> HttpResponse:
    """The rows in view, with the filters of the page; a head takes those of the own school."""
    kind, place = _register(register), place_of(request)
    file = BytesIO()
    now = timezone.localtime(timezone=place.municipality.zone)
    export_register(file, kind, _rows(kind, place, request.GET), now=now)
    return _sent(file.getvalue(), XLSX, f"{kind.file}-{year}.xlsx")


@require_safe
@needs(Permission.EXPORT)
def register_csv(request: HttpRequest, year: int, register: str) -> HttpResponse:
    kind, place = _register(register), place_of(request)
    file = StringIO(BOM)
    file.seek(0, 2)
    export_register_csv(file, kind, _rows(kind, place, request.GET))
    return _sent(file.getvalue().encode(), "text/csv; charset=utf-8", f"{kind.file}-{year}.csv")


@require_safe
@needs(Permission.FILL)
def register_template(request: HttpRequest, year: int, register: str) -> HttpResponse:
    kind, place = _register(register), place_of(request)
    file = BytesIO()
    write_template(file, kind, now=timezone.localtime(timezone=place.municipality.zone))
    return _sent(file.getvalue(), XLSX, f"{kind.file}-shablon.xlsx")


def _rows(kind: Register, place: Place, asked: Mapping[str, str]) -> Any:
    """Events of the whole municipality stay out of a head's file: sent back they would be read as the school's own."""
    rows = ROWS[kind.slug](place, asked)
    return rows.filter(school=place.school) if place.is_head else rows


def _register(slug: str) -> Register:
    if slug not in REGISTERS:
        raise Http404
    return REGISTERS[slug]


def _sent(content: Any, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""The tables of pages as workbooks: `{% table_file "heatmap" as xlsx %}` on a page leads here.

A table is named once, in `TABLES`: its title, the function of `reports.page_tables` that makes its sheets of the page
object with the filters of the address, and who may open the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.rules import reads_region
from reports.computed import computed_words
from reports.page_tables.catalogue import catalogue_tables
from reports.page_tables.heatmap import heatmap_tables
from reports.page_tables.indicator import (
    groups_tables,
    parts_tables,
    ranking_tables,
    short_tables,
    years_tables,
)
from reports.page_tables.passport import passport_tables
from reports.page_tables.people import people_tables
from reports.page_tables.region import region_tables
from reports.page_tables.trace import trace_tables
from reports.page_tables.years import (
    comparison_tables,
    dynamics_tables,
    indicator_dynamics_tables,
    school_dynamics_tables,
)
from reports.writers import Table, write_xlsx
from schools.access import Permission
from schools.place import Place, place_of
from schools.snapshot import one_snapshot
from schools.views.attachment import XLSX, attachment, file_name


@dataclass(frozen=True)
class PageTable:
    """`make` takes the place, the words of the address and the code of the indicator; no sheet = not found."""

    title: str
    make: Callable[[Place, Mapping[str, str], str], list[Table]]
    may: Callable[[Place], bool]


def _anybody(place: Place) -> bool:
    return True


def _readers(place: Place) -> bool:
    return place.may(Permission.READ)


def _readers_of_region(place: Place) -> bool:
    return reads_region(place.person, place.municipality.region_id)


TABLES = {
    "heatmap": PageTable("Показатели по организациям", heatmap_tables, _readers),
    "catalogue": PageTable("Показатели и план", catalogue_tables, _anybody),
    "dynamics": PageTable("Динамика", dynamics_tables, _readers),
    "comparison": PageTable("Сравнение двух лет", comparison_tables, _readers),
    "people": PageTable("План в людях", people_tables, _readers),
    "region": PageTable("Муниципалитеты региона", region_tables, _readers_of_region),
}
OF_INDICATOR = {
    "years": PageTable("По годам", years_tables, _anybody),
    "dynamics": PageTable("Динамика по организациям", indicator_dynamics_tables, _readers),
    "ranking": PageTable("Организации по значению", ranking_tables, _readers),
    "short": PageTable("Кто даёт отставание", short_tables, _readers),
    "groups": PageTable("Где лучше и где хуже", groups_tables, _readers),
    "parts": PageTable("Из чего сложилось", parts_tables, _readers),
}
OF_SCHOOL = {
    "passport": PageTable("Паспорт", passport_tables, _anybody),
    "dynamics": PageTable("Динамика", school_dynamics_tables, _anybody),
}
OF_NUMBER = {"trace": PageTable("Из чего сложилось", trace_tables, _anybody)}


@require_safe
def table(request: HttpRequest, year: int, table: str) -> HttpResponse:
    """A table of the municipality or the region."""
    return _file(request, TABLES.get(table))


@require_safe
def indicator_table(request: HttpRequest, year: int, indicator: str, table: str) -> HttpResponse:
    return _file(request, OF_INDICATOR.get(table), indicator)


@require_safe
def school_table(request: HttpRequest, year: int, school: str, table: str) -> HttpResponse:
    return _file(request, OF_SCHOOL.get(table))


@require_safe
def number_table(request: HttpRequest, year: int, school: str, indicator: str, table: str) -> HttpResponse:
    return _file(request, OF_NUMBER.get(table), indicator)


def _file(request: HttpRequest, found: PageTable | None, code: str = "") -> HttpResponse:
    place = place_of(request)
    if found is None:
        raise Http404("Такой таблицы нет.")
    if not found.may(place):
        raise PermissionDenied
    now = timezone.localtime(timezone=place.municipality.zone)
    file = BytesIO()
    with one_snapshot():
        sheets = found.make(place, request.GET, code)
        if not sheets:
            raise Http404("Такого показателя в этом учебном году нет.")
        write_xlsx(file, sheets, now=now, computed=_computed(sheets, place, now))
    whose = str(place.school) if place.school and not place.is_head else place.municipality.name
    if found is TABLES["region"]:
        whose = str(place.municipality.region)
    name = file_name(found.title, code, whose, place.year_label, extension="xlsx")
    return attachment(file.getvalue(), XLSX, name)


def _computed(sheets: list[Table], place: Place, now: dt.datetime) -> str:
    """Of the municipalities and years the sheets name."""
    places = {one for sheet in sheets for one in sheet.places} or {place.municipality}
    years = {year for sheet in sheets for year in sheet.years} or {place.year}
    return computed_words(places, years, now.tzinfo)

"""Organisations from a file: a table to fill in, the preview with every fault, then all of them or none."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.access import Permission
from schools.admin.files import Unreadable, read_table
from schools.enrolment import COLUMNS, MOST_ROWS, EnrolRefused, Vetted, enrol, vet
from schools.enrolment_table import enrolment_table
from schools.models import Kind, Municipality
from schools.numbers import counted
from schools.parsing import is_storable
from schools.place import needs, place_of
from schools.place_forms import ListFileForm
from schools.views.municipality import after

MANAGE = Permission.MANAGE_PEOPLE
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FAULTS = 100
NOT_A_TABLE = (".docx", ".doc", ".odt", ".pdf")
Rows = list[tuple[int, dict[str, object]]]


@require_safe
@needs(MANAGE)
def template(request: HttpRequest) -> HttpResponse:
    """The empty table to fill in; a second sheet says how, with an example."""
    answer = HttpResponse(enrolment_table(), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="organisations.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Upload, look, confirm: the rows travel with the page, so nothing is kept on the server in between."""
    place = place_of(request)
    form = ListFileForm(request.POST, request.FILES) if request.FILES else ListFileForm()
    if request.method != "POST":
        return _show(request, place.municipality, form)
    try:
        rows = _kept(request.POST["rows"]) if "rows" in request.POST else _uploaded(request)
    except Unreadable as error:
        form = ListFileForm(request.POST, request.FILES)
        form.add_error("file", str(error))
        return _show(request, place.municipality, form, status=422)
    vetted = vet(municipality=place.municipality, rows=rows)
    if "rows" not in request.POST or (vetted.faults and vetted.there < len(rows)):
        status = 422 if vetted.faults else 200
        return _show(request, place.municipality, form, vetted=vetted, rows=rows, status=status)
    return _write(request, place.municipality, vetted)


def _write(request: HttpRequest, municipality: Municipality, vetted: Vetted) -> HttpResponse:
    """A second click finds all of them there."""
    if vetted.faults:
        messages.info(request, "Эти организации уже добавлены.")
        return redirect(after(request, "schools:list"))
    try:
        made = enrol(municipality=municipality, person=place_of(request).person, schools=vetted.schools)
    except EnrolRefused as refused:
        messages.error(request, str(refused))
        return redirect("schools:add")
    added = counted(len(made), "организация добавлена", "организации добавлены", "организаций добавлено")
    messages.success(request, f"{added}.")
    return redirect(after(request, "schools:list"))


def _show(
    request: HttpRequest, municipality: Municipality, form: ListFileForm, *, vetted: Vetted | None = None,
    rows: Rows | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    faults = vetted.faults if vetted else ()
    context = {
        "form": form,
        "vetted": vetted,
        "faults": [{"text": str(fault), "id": ""} for fault in faults[:SHOWN_FAULTS]],
        "more": max(len(faults) - SHOWN_FAULTS, 0),
        "rows": json.dumps(rows, ensure_ascii=False, default=str) if rows else "",
        "columns": COLUMNS.values(),
        "kinds": [label for _, label in Kind.choices],
        "municipality": municipality,
        "started": request.GET.get("from") == "start",
    }
    return render(request, "schools/add.html", context, status=status)


def _uploaded(request: HttpRequest) -> Rows:
    """The rows of the file by column; line 1 holds the headings."""
    if "file" not in request.FILES:
        raise Unreadable("Выберите файл со списком.")
    name = str(request.FILES["file"].name).lower()
    if name.endswith(NOT_A_TABLE):
        raise Unreadable("Это документ Word или PDF: список читается из книги Excel (.xlsx) или файла CSV.")
    table = read_table(request.FILES["file"])
    names = {title.lower(): name for name, title in COLUMNS.items()} | {name: name for name in COLUMNS}
    places = {names[head.lower()]: at for at, head in enumerate(table.headers or ()) if head.lower() in names}
    if "short_name" not in places:
        raise Unreadable(
            f"В первой строке нужны названия столбцов: {', '.join(COLUMNS.values())}. Скачайте образец и заполните его."
        )
    if len(table) > MOST_ROWS:
        raise Unreadable(f"Больше {MOST_ROWS} строк: разделите файл на части.")
    rows = [
        (line, {name: _plain(row[at]) for name, at in places.items()})
        for line, row in enumerate(table, start=2)
    ]
    if not rows:
        raise Unreadable("На первом листе файла только заголовки: впишите под ними организации.")
    return rows


def _plain(value: Any) -> object:
    """Excel turns «1-9» into 1 September: a date is taken for the grades it was."""
    return f"{value.day}-{value.month}" if hasattr(value, "month") else value


def _fits(value: object) -> bool:
    """Whether a cell of a file may hold it."""
    return value is None or isinstance(value, int | float) or is_storable(value)


def _kept(text: str) -> Rows:
    """The rows that were shown; whatever came back is vetted again, and what no row of a file can hold is refused."""
    try:
        found = json.loads(text)
        rows = [(int(line), {str(name): value for name, value in cells.items()}) for line, cells in found]
        strange = any(
            not (cells.keys() <= COLUMNS.keys() and all(map(_fits, cells.values()))) for _, cells in rows
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Unreadable("Список не дошёл целиком: загрузите файл ещё раз.") from error
    if strange:
        raise Unreadable("Список не дошёл целиком: загрузите файл ещё раз.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"Больше {MOST_ROWS} строк: разделите файл на части.")
    return rows

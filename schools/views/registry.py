"""«Организации»: the list with search and filters, the card of one with its form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from schools.access import Permission
from schools.forms import SchoolForm
from schools.models import Kind, Locality, School
from schools.place import Place, needs, place_of
from schools.queries import schools_like
from schools.registry import SchoolRefused, change_school
from schools.rules import can_edit_school

PAGE = 100


@require_safe
@needs(Permission.READ)
def school_list(request: HttpRequest) -> HttpResponse:
    place, asked = place_of(request), request.GET
    found = schools_like(
        place.municipality.schools.select_related("successor"), text=asked.get("q", ""), kind=asked.get("kind", ""),
        locality=asked.get("locality", ""), with_closed=asked.get("closed") == "1", today=timezone.localdate(),
    )  # fmt: skip
    query = asked.copy()
    query.pop("page", None)
    page = Paginator(found, PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "filters": _filters(asked),
        "query": query.urlencode(),
        "today": timezone.localdate(),
        "manages": place.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "schools/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def school_detail(request: HttpRequest, school: str) -> HttpResponse:
    """The card of an organisation; its officer changes it here."""
    place = place_of(request)
    one = place.school
    assert one is not None  # named by the address
    editable = can_edit_school(place.person, one)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    form = SchoolForm(request.POST or None, school=one) if editable else None
    if form is not None and request.method == "POST" and form.is_valid() and _save(request, one, form):
        return redirect("schools:detail", school=one.code)
    status = 422 if form is not None and form.errors else 200
    context = {"school": one, "form": form, "facts": _facts(one), "crumbs": _crumbs(place)}
    return render(request, "schools/detail.html", context, status=status)


def _facts(school: School) -> list[dict[str, str]]:
    """Parameters of components/definition_list.html."""
    return [
        {"term": "Полное название", "value": school.full_name},
        {"term": "Местность", "value": school.get_locality_display()},
        {"term": "Электронная почта", "value": school.email},
        {"term": "Код", "value": school.code},
    ]


def _crumbs(place: Place) -> list[dict[str, str]]:
    """The way back to the list, for those who may read it."""
    return [{"title": "Организации", "url": reverse("schools:list")}] if place.may(Permission.READ) else []


def _save(request: HttpRequest, school: School, form: SchoolForm) -> bool:
    person = place_of(request).person
    try:
        changed = change_school(school=school, person=person, today=timezone.localdate(), **form.cleaned_data)
    except SchoolRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return False
    messages.success(request, "Изменения сохранены." if changed else "Ничего не изменилось.")
    return True


def _filters(asked: dict[str, str]) -> list[dict[str, object]]:
    """Parameters of components/filter_bar.html."""

    def choices(name: str, anything: str, options: list[tuple[str, str]]) -> list[dict[str, object]]:
        chosen = asked.get(name, "")
        return [{"value": v, "label": w, "selected": v == chosen} for v, w in [("", anything), *options]]

    return [
        {"name": "q", "label": "Название или код", "type": "search", "value": asked.get("q", "")},
        {"name": "kind", "label": "Вид", "options": choices("kind", "все виды", Kind.choices)},
        {"name": "locality", "label": "Местность", "options": choices("locality", "вся", Locality.choices)},
        {
            "name": "closed",
            "label": "Закрытые",
            "options": choices("closed", "не показывать", [("1", "показывать")]),
        },
    ]

"""The municipality itself: names, authority, clock. An administrator makes one, its officer keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from schools.access import Permission
from schools.models import Municipality, User
from schools.place import CHOSEN, needs, place_of
from schools.place_forms import MunicipalityForm
from schools.places import PlaceRefused, change_municipality, create_municipality

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@needs(Permission.MANAGE_PEOPLE)
def change(request: HttpRequest) -> HttpResponse:
    place = place_of(request)
    form = MunicipalityForm(_sent(request), municipality=place.municipality)
    if request.method == "POST" and form.is_valid():
        try:
            change_municipality(municipality=place.municipality, person=place.person, **form.cleaned_data)
        except PlaceRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, "Сведения о муниципалитете сохранены.")
            return redirect(after(request, "schools:municipality"))
    return _show(request, form, place.municipality)


@require_http_methods(METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """The administrator's: afterwards they work there."""
    if not (isinstance(request.user, User) and request.user.is_superuser):
        raise PermissionDenied
    form = MunicipalityForm(_sent(request), municipality=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_municipality(person=request.user, **form.cleaned_data)
        except PlaceRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            request.session[CHOSEN] = ["municipality", made.pk]
            messages.success(request, f"Муниципалитет заведён: {made.name}.")
            return redirect(after(request, "schools:municipality"))
    return _show(request, form, None)


def after(request: HttpRequest, otherwise: str) -> str:
    """Where a step of the beginning goes on: back to its list of steps, else to the page named."""
    if request.GET.get("from") == "start":
        try:
            return reverse("start")
        except NoReverseMatch:
            pass
    return reverse(otherwise)


def _sent(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _show(request: HttpRequest, form: MunicipalityForm, municipality: Municipality | None) -> HttpResponse:
    context = {"form": form, "municipality": municipality, "started": request.GET.get("from") == "start"}
    return render(request, "schools/municipality.html", context, status=422 if form.errors else 200)

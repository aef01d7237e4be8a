"""Around any page: a password set by somebody else is changed first, moments are those of the municipality's clock,
and what cannot be shown is said in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from schools.place import UnknownYear, place_of

ALLOWED = frozenset({"password_change", "logout", "health"})


class RefuseNul:
    """A sign with the code 0 can be typed nowhere and kept by no database: 400 instead of an error on PostgreSQL.

    Looked at: the address and the fields of forms. The API refuses in its own way, by the name of the field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        if request.path.startswith("/api/"):
            return
        fields = (text for data in (request.GET, request.POST) for _, texts in data.lists() for text in texts)
        if "\x00" in request.path or any("\x00" in text for text in fields):
            request.GET, request.resolver_match = (
                QueryDict(),
                None,
            )  # the page that says so looks for no place by it
            raise BadRequest("В запросе есть знак с кодом 0.")


class MustChangePassword:
    """Sends a person whose `must_change_password` is set to the change of the password, whatever page they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in ALLOWED:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Сначала смените пароль на портале."}, status=403)
        messages.info(request, "Пароль задан не вами. Придумайте свой, чтобы продолжить.")
        return redirect("password_change")


class LocalTime:
    """«Today» and every printed moment are those of the municipality whose page is asked for.

    Where there is no place (nobody is logged in, an unknown address, the API, which names its offset) the time zone
    of the settings stays. Costs no query of its own: pages need their place anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()  # the thread will serve others

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        if request.user.is_authenticated and not request.path.startswith("/api/"):
            with suppress(Http404, PermissionDenied):
                timezone.activate(place_of(request).municipality.zone)


class PlainRefusals:
    """A page of the portal for what a view does not find, with the view's own reason, and for an address that is a
    button's: after logging in anew one comes back to where a form was sent to. With DEBUG too; the API answers itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith("/api/"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, Http404) or request.path.startswith("/api/"):
            return None
        words = str(refusal)
        reason = words if re.match("[А-ЯЁ]", words) else ""  # Django's own words are English
        years = refusal.years if isinstance(refusal, UnknownYear) else ()
        return render(request, "404.html", {"reason": reason, "known_years": years}, status=404)

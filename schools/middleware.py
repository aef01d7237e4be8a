"""A password set by somebody else is changed before anything else is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

ALLOWED = frozenset({"password_change", "logout", "health"})


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

"""Refuses the demonstration's password where DEBUG is off, whoever types it: a demonstration may have become real."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from config.demo.people import DEMO_PASSWORD


class RefuseDemoPassword:
    """Stands before the backend that checks passwords; it lets nobody in and stops this one password.

    Not a `BaseBackend`: it knows no users, so nobody's session can name it.
    """

    def authenticate(
        self, request: HttpRequest | None, password: str | None = None, **credentials: Any
    ) -> None:
        if password == DEMO_PASSWORD and not settings.DEBUG:
            raise PermissionDenied("Пароль демонстрации действует только в режиме DEBUG.")


class NotTheDemoPassword:
    """Password validator: nobody may choose the demonstration's password."""

    def validate(self, password: str, user: Any = None) -> None:
        if password == DEMO_PASSWORD:
            raise ValidationError(
                "Этот пароль известен всем из демонстрации: придумайте свой.", code="demo_password"
            )

    def get_help_text(self) -> str:
        return "Пароль не может быть паролем демонстрации."

"""`manage.py demo`: the demonstration into an empty database, and the logins; a second run changes nothing."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from config.catalogue import CatalogueRefused
from config.demo.load import NotEmpty, load_demo
from config.demo.people import DEMO_PASSWORD, LOGINS
from config.demo.years import DISTRIBUTION_NOTE
from config.pipeline import advance
from monitoring.tidy import FactsRefused
from schools.arguments import PlainCommand
from schools.models import Role


class Command(PlainCommand):
    help = "Загружает демонстрацию в пустую базу и печатает логины."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        today = timezone.localdate()
        try:
            loaded = load_demo(today=today)
        except (NotEmpty, CatalogueRefused, FactsRefused) as error:
            raise CommandError(str(error)) from error
        if loaded.already_there:
            self.stdout.write("Демонстрация уже загружена, ничего не изменено.")
        else:
            advance(today=today)
            seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
            self.stdout.write(f"Демонстрация загружена за {seconds} с: Кемеровский муниципальный округ.")
            self.stdout.write(DISTRIBUTION_NOTE)
        self.print_logins(loaded.passwords)

    def print_logins(self, passwords: dict[str, str]) -> None:
        self.stdout.write("")
        self.stdout.write("Вход в портал:")
        for login in LOGINS:
            role = Role(login.role).label if login.role else "администратор"
            where = f", {login.school}" if login.school else ""
            self.stdout.write(
                f"  {login.username:<11} {self.password_of(login.username, passwords):<22} {role}{where}"
            )
        if not settings.DEBUG:
            once = (
                "Пароли показаны один раз, при первом входе их нужно сменить; новый"
                if passwords
                else "Новый пароль"
            )
            self.stdout.write(f"{once} задаст manage.py changepassword ЛОГИН.")

    @staticmethod
    def password_of(username: str, passwords: dict[str, str]) -> str:
        if username in passwords:
            return passwords[username]
        return DEMO_PASSWORD if settings.DEBUG else "(показан при загрузке)"

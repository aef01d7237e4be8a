"""The demonstration as a place to walk in: loaded once for a module, with a server, browsers and a worker.

A module of tests takes the fixture `demonstration` and no database mark: what its tests change stays for the
following ones, and the database is emptied after the last. `open_as(username)` gives a page on which that person of
`config.demo.people` is logged in; every such page is watched like the fixture `page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from config.demo.load import load_demo
from config.demo.people import LOGINS
from config.pipeline import advance
from schools.models import User
from tests.cast import PASSWORD
from tests.servers.browser import Watch, follow, new_context

WIDE, NARROW = (1440, 900), (390, 844)


@dataclass
class Demonstration:
    """`url` of the server; `log_in` through the form, `open_as` with the session made beforehand."""

    url: str
    browser: Any
    contexts: list[Any] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def open(self, size: tuple[int, int] = WIDE, **options: Any) -> Any:
        """A page of a browser of its own, in which nobody is logged in."""
        viewport = {"width": size[0], "height": size[1]}
        context = new_context(self.browser, self.url, viewport=viewport, **options)
        page = context.new_page()
        page.watch = Watch(own_host=urlsplit(self.url).netloc)
        page.watch.follow(page)
        self.contexts.append(context)
        self.watches.append(page.watch)
        return page

    def open_as(self, username: str, size: tuple[int, int] = WIDE, **options: Any) -> Any:
        page = self.open(size, **options)
        client = Client()
        client.force_login(
            User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}
        ])  # fmt: skip
        return page

    def log_in(self, username: str, size: tuple[int, int] = WIDE, **options: Any) -> Any:
        """Through the page of the log in, as people do."""
        page = self.open(size, **options)
        page.goto("/login/")
        page.get_by_label("Логин").fill(username)
        page.get_by_label("Пароль").fill(PASSWORD)
        follow(page.get_by_role("button", name="Войти"))
        expect(page).not_to_have_url(re.compile("/login/"))
        return page

    def close(self) -> list[str]:
        """Close what a test opened; what went wrong on its pages."""
        problems = [problem for watch in self.watches for problem in watch.problems]
        for context in self.contexts:
            context.close()
        self.contexts, self.watches = [], []
        return problems


@contextmanager
def loaded_demonstration(url: str, browser: Any) -> Iterator[Demonstration]:
    """The demonstration of today in the database of the tests; everything is gone afterwards."""
    try:
        load_demo(today=timezone.localdate())
        advance(today=timezone.localdate())
        _let_everybody_in()
        yield Demonstration(url, browser)
    finally:
        call_command("flush", verbosity=0, interactive=False)


def _let_everybody_in() -> None:
    for person in User.objects.filter(username__in=[login.username for login in LOGINS]):
        person.set_password(PASSWORD)
        person.must_change_password = False
        person.save()

"""Chromium of the system, driven by playwright; every page is watched for errors and for foreign hosts."""

import os
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000  # milliseconds: what a busy machine may take; nobody waits when the page is there


def chromium_path() -> str:
    """Skips the test where no browser is installed; fails it where one is demanded."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    message = "Chromium не установлен (apt-get install chromium), браузерные тесты не выполнены."
    if os.environ.get("CI") or os.environ.get("ORIENTIR_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


def new_context(browser: Any, url: str, **options: Any) -> Any:
    """The browser of one person on the server at `url`; options are those of playwright's `new_context`."""
    context = browser.new_context(base_url=url, locale="ru-RU", timezone_id="Europe/Moscow", **options)
    context.set_default_timeout(PATIENCE)
    return context


def follow(control: Any) -> None:
    """Click what loads a page, and come back when that page is whole.

    Whatever is read, counted or pressed right after a bare click may still be on the page that is being left, or on
    half of the next one, before its scripts.
    """
    with control.page.expect_navigation():
        control.click()


@dataclass
class Watch:
    """What went wrong in a page while nobody looked: the fixture `page` fails the test if anything did."""

    own_host: str
    problems: list[str] = field(default_factory=list)

    def follow(self, page) -> None:
        page.on("console", lambda message: self._heard(message.type, message.text, message.location))
        page.on("pageerror", lambda error: self.problems.append(f"ошибка скрипта: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def forget(self) -> None:
        """After a step that must cause an error message (a refused answer, a missing page)."""
        self.problems.clear()

    def _heard(self, kind: str, text: str, location: dict) -> None:
        # /favicon.ico is asked for by the browser itself where a page (the admin's) names no icon
        if kind == "error" and not location.get("url", "").endswith("/favicon.ico"):
            self.problems.append(f"консоль: {text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.own_host:
            self.problems.append(f"запрос к чужому узлу: {url}")

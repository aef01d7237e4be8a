"""Pictures for the README: the demonstration in a temporary folder → docs/screenshots/*.png. Run by `make screenshots`.

A database, a server and a browser are started and ended here; nothing of var/ is touched. Needs Chromium. A page that
does not answer with 200 stops the script, so a picture is never one of an error.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
WIDE, PHONE = 1440, 390
REPORTED_YEAR = 2021
"""The newest year whose reports are all accepted."""


class Shot(NamedTuple):
    """`page` is a URL name; its year is the present one unless `year` says otherwise; `height` cuts the page."""

    file: str
    login: str
    page: str
    year: int | None = None
    school: str = ""
    indicator: str = ""
    query: str = ""
    width: int = WIDE
    height: int = 940


SHOTS = (
    Shot("officer-home", "officer", "reports:home"),
    Shot("school-form", "head-draft", "monitoring:form", school="kmo-09", query="?wave=2"),
    Shot("heatmap", "officer", "indicators:heatmap", year=REPORTED_YEAR),
    Shot("indicator", "officer", "indicators:indicator", year=REPORTED_YEAR, indicator="bilet_6_11"),
    Shot("head-recommendations", "head", "recommendations:mine"),
    Shot("roadmap", "officer", "roadmap:roadmap"),
    Shot("head-phone", "head", "recommendations:mine", width=PHONE, height=844),
)


def main(only: list[str]) -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="orientir-screenshots-") as folder:
        os.environ.update(
            DATABASE_URL=f"sqlite:///{folder}/demo.sqlite3", CELERY_BROKER_URL="memory://", DEBUG="1",
            SECRET_KEY="only-for-pictures", DJANGO_SETTINGS_MODULE="config.settings", SITE_URL="", ALLOWED_HOSTS="",
        )  # fmt: skip
        fill_database()
        with running_server() as address, running_browser(folder) as browser:
            for shot in SHOTS:
                if not only or shot.file in only:
                    take(browser, address, shot)


def fill_database() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("demo")


@contextlib.contextmanager
def running_server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/health/", server)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        if server.poll() is not None:
            sys.exit("Сервер не запустился: посмотрите, что говорит manage.py runserver.")
        try:
            opener.open(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("Сервер не ответил за 30 секунд.")


@contextlib.contextmanager
def running_browser(folder: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    found = [
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    ]
    if not found:
        sys.exit("Нужен Chromium: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found[0], args=FLAGS, downloads_path=folder)
        yield browser
        browser.close()


def take(browser: Browser, address: str, shot: Shot) -> None:
    """Log in as the role, open the page, keep its top."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, locale="ru-RU", base_url=address
    )
    page = context.new_page()
    log_in(page, shot.login)
    answer = page.goto(path_of(shot), wait_until="networkidle")
    if answer is None or answer.status != 200:
        sys.exit(f"{shot.file}: страница {path_of(shot)} ответила {answer and answer.status}.")
    path = HERE / f"{shot.file}.png"
    page.screenshot(path=path, animations="disabled")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} КБ")
    context.close()


def log_in(page: Page, login: str) -> None:
    from config.demo.people import DEMO_PASSWORD

    page.goto("/login/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def path_of(shot: Shot) -> str:
    from django.urls import reverse
    from django.utils import timezone

    from schools.calendar import school_year_of

    named = {"school": shot.school, "indicator": shot.indicator}
    kwargs = {name: value for name, value in named.items() if value}
    year = shot.year or max(2026, school_year_of(timezone.localdate()))
    return reverse(shot.page, kwargs={"year": year, **kwargs}) + shot.query


if __name__ == "__main__":
    main(sys.argv[1:])

"""The form of «okr-01» in a browser, as the tests of tests/browser drive it."""

from __future__ import annotations

import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from schools.models import User
from tests.cast import PASSWORD
from tests.servers.browser import follow

FORM = "/2021/schools/okr-01/form/"


def log_in(page, username, url=""):
    """Through the page of the log in, to the form; `url` of another server than the live one."""
    page.goto(f"{url}/login/?next={FORM}")
    page.get_by_label("Логин").fill(username)
    page.get_by_label("Пароль").fill(PASSWORD)
    follow(page.get_by_role("button", name="Войти"))
    expect(page).not_to_have_url(re.compile("/login/"))
    return page


def open_form(page, username, url, path=FORM):
    """With a session made beforehand; `path` of another page."""
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page.goto(url + path)
    return page


def cell(page, name):
    return page.locator(f"[id='{name}']")


def pupils(page, grade):
    return cell(page, f"cell.pupils..{grade}")


def write(page, grade, text):
    """Type over a number of pupils and go on."""
    pupils(page, grade).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def focused(page, selector):
    return lambda: page.locator(f"{selector}:focus").count() == 1


def saving(page):
    """The quiet line of the bar."""
    return page.locator("[data-entry-status]")


def wait_until_saved(page):
    saving(page).get_by_text(re.compile(r"^сохранено \d\d:\d\d$")).wait_for()

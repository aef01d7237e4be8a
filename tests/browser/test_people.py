"""In a real browser: a code from the officer's sheet to the head's first page; the documentation of the API."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.servers.browser import follow

pytestmark = pytest.mark.browser


def log_in(page, username: str) -> None:
    page.goto("/login/")
    page.get_by_label("Логин").fill(username)
    page.get_by_label("Пароль").fill(PASSWORD)
    follow(page.get_by_role("button", name="Войти"))


def test_an_officer_prints_a_code_and_a_head_logs_in_with_it(page, transactional_db, officer, school, year):
    log_in(page, "officer")
    page.goto("/schools/codes/")
    follow(page.get_by_role("button", name=re.compile("Выдать коды всем")))
    code = page.locator(".code-box").inner_text()
    page.get_by_role("button", name="Напечатать").wait_for()
    page.context.clear_cookies()
    page.goto("/code/")
    for label, text in [
        ("Одноразовый код", code), ("Логин", "vera"), ("Фамилия", "Снегова"), ("Имя", "Вера"),
        ("Новый пароль", "Осенний-лист-48"), ("Пароль ещё раз", "Осенний-лист-48"),
    ]:  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    follow(page.get_by_role("button", name="Задать пароль и войти"))
    expect(page.get_by_text("Пароль задан, вы вошли")).to_be_visible()
    expect(page.locator("header")).to_contain_text("Ёлкинская СОШ")


def test_the_documentation_of_the_api_opens_without_any_other_host(page, transactional_db):
    page.goto("/api/v1/docs/")
    page.get_by_text("/api/v1/facts/").first.wait_for()
    page.locator("#swagger-ui .opblock-post").first.click()
    page.get_by_text("Записать факты: все или ни одного").first.wait_for()

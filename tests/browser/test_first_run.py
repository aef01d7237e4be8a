"""From an empty portal to an opened collection in a real browser, as an administrator walks it; each page looked at."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import expect

from monitoring.models import Campaign
from schools.models import AccessCode, School
from tests.cast import PASSWORD
from tests.servers.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(rule => rule.id))"
NAMES = {
    "Код ОКТМО": "32622000", "Код региона": "42", "Название региона": "Кузбасс",
    "Название, родительный падеж": "Речного округа", "Название, предложный падеж": "Речном округе",
    "Орган управления образованием": "Управление образования", "Название": "Речной округ",
}  # fmt: skip


def faults(page):
    """What axe finds, and what is wider than the screen of a phone."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN)
    page.set_viewport_size({"width": 390, "height": 844})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found + ([f"шире экрана: {width}"] if width > 390 else [])


def test_twenty_organisations_are_collected_from_an_empty_portal(page, admin):
    page.goto("/login/")
    page.get_by_label("Логин").fill("admin")
    page.get_by_label("Пароль").fill(PASSWORD)
    follow(page.get_by_role("button", name="Войти"))
    found = faults(page)
    follow(page.get_by_role("link", name="Завести муниципалитет"))
    found += faults(page)
    for label, value in NAMES.items():
        page.get_by_label(label, exact=True).fill(value)
    follow(page.get_by_role("button", name="Завести муниципалитет"))
    follow(page.get_by_role("link", name="Загрузить список организаций"))
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Скачать образец таблицы").click()
    page.get_by_label("Файл Excel").set_input_files(
        {
            "name": "list.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": _filled(downloaded.value.path()),
        }
    )
    follow(page.get_by_role("button", name="Прочитать файл"))
    found += faults(page)
    follow(page.get_by_role("button", name="Добавить организации"))
    follow(page.get_by_role("link", name="Выдать и напечатать коды"))
    follow(page.get_by_role("button", name="Выдать коды всем"))
    expect(page.locator(".code-box")).to_have_count(20)
    follow(page.get_by_role("link", name="Начало работы"))
    follow(page.get_by_role("button", name="Загрузить типовой перечень"))
    follow(page.get_by_role("link", name="Составить сбор"))
    found += faults(page)
    follow(page.get_by_role("button", name="Создать сбор"))
    follow(page.get_by_role("link", name="Открыть сбор"))
    follow(page.get_by_role("button", name="Открыть сбор"))
    expect(page.get_by_role("heading", name="Пока не принят ни один отчёт из 20")).to_be_visible()
    assert found == []
    assert (School.objects.count(), AccessCode.objects.count(), Campaign.objects.get().state) == (
        20,
        20,
        "open",
    )


def _filled(path) -> bytes:
    """The example with twenty organisations written into it."""
    with path.open("rb") as file:
        book = load_workbook(file)
    sheet = book.active
    sheet.delete_rows(2)
    for number in range(1, 21):
        sheet.append([None, f"СОШ № {number}", None, None, None, "село", None])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()

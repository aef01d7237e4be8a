"""From an empty portal to an opened collection in a real browser, as an administrator walks it; each page looked at."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook

from monitoring.models import Campaign
from schools.models import AccessCode, School
from tests.cast import PASSWORD

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
    page.get_by_role("button", name="Войти").click()
    found = faults(page)
    page.get_by_role("link", name="Завести муниципалитет").click()
    found += faults(page)
    for label, value in NAMES.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Завести муниципалитет").click()
    page.get_by_role("link", name="Загрузить список организаций").click()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Скачать образец таблицы").click()
    page.get_by_label("Файл Excel").set_input_files(
        {
            "name": "list.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": _filled(downloaded.value.path()),
        }
    )
    page.get_by_role("button", name="Прочитать файл").click()
    found += faults(page)
    page.get_by_role("button", name="Добавить организации").click()
    page.get_by_role("link", name="Выдать и напечатать коды").click()
    page.get_by_role("button", name="Выдать коды всем").click()
    assert page.locator(".code-box").count() == 20
    page.get_by_role("link", name="Начало работы").click()
    page.get_by_role("button", name="Загрузить типовой перечень").click()
    page.get_by_role("link", name="Составить сбор").click()
    found += faults(page)
    page.get_by_role("button", name="Создать сбор").click()
    page.get_by_role("link", name="Открыть сбор").click()
    page.get_by_role("button", name="Открыть сбор").click()
    page.get_by_role("heading", name="Пока не принят ни один отчёт из 20").wait_for()
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

"""The import of the admin in a real browser: the security policy lets every script and style of it through."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from monitoring.models import Event
from tests.servers.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_table_is_previewed_and_confirmed(page, live_server, admin, tmp_path):
    table = tmp_path / "events.csv"
    table.write_text("код,название,классы\nbilet,Билет в будущее,6-11\n", encoding="utf-8")
    page.goto("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "Верный-пароль-2021")
    follow(page.locator("[type=submit]"))
    page.goto("/admin/monitoring/event/import/")
    page.set_input_files("#id_import_file", str(table))
    expect(page.locator("#id_format option:checked")).to_have_text("csv")
    page.click("text=Показать, что изменится")
    page.wait_for_selector(".import-preview .import-new")
    page.click("text=Подтвердить загрузку")
    page.wait_for_selector(".messagelist .success")
    assert Event.objects.get().name == "Билет в будущее"
    page.goto("/admin/monitoring/event/export/")
    page.select_option("#id_format", label="xlsx")
    with page.expect_download() as download:
        page.click("text=Выгрузить")
    assert download.value.suggested_filename.endswith(".xlsx")

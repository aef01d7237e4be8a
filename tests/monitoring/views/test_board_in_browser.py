"""What scripts add to the board: all rows ticked at once, the text for the chat on the clipboard."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from playwright.sync_api import expect

from monitoring.campaigns import open_campaign
from tests.monitoring.world import make_catalogue
from tests.servers.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_rows_are_ticked_at_once_and_the_text_for_the_chat_is_copied(
    page, live_server, okrug, school, small_school, client_of, officer
):
    make_catalogue()
    open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))
    session = client_of(officer).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([
        {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    ])  # fmt: skip
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/2021/monitoring/")
    ticked = page.locator("tbody input:checked")
    page.get_by_role("button", name="Отметить всех").click()
    expect(ticked).to_have_count(2)
    page.get_by_role("button", name="Снять отметки").click()
    expect(ticked).to_have_count(0)
    page.get_by_label("Выбрать: Ёлкинская СОШ").check()
    page.get_by_text("Скопировать для чата директоров").click()
    page.get_by_role("button", name="Скопировать текст").click()
    page.get_by_role("button", name="Скопировано").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("#chat-text")).to_have_value(copied)
    assert "– Ёлкинская СОШ – отчёт не начат" in copied
    follow(page.get_by_role("button", name="Продлить срок"))
    page.get_by_role("heading", name="Продлить срок одной организации").wait_for()
    page.get_by_label("Сдать до").fill("2098-06-01")
    page.get_by_label("Причина").fill("Карантин")
    page.get_by_role("button", name="Продлить срок").click()
    page.get_by_text("Срок продлён: 1 организации.").wait_for()

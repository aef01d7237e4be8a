"""«Что если» by keyboard alone: a tick and a number answer at once, the address keeps the question, data stay."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from indicators.models import SchoolValue
from tests.browser.school_form import open_form
from tests.indicators.board import board

__all__ = ["board"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]
WHAT_IF = "/2021/indicators/bilet/what-if/"


def tab_to(page, name):
    """Press Tab until the field of this name has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    pytest.fail(f"{name} is not reached by Tab")


def test_ticked_typed_and_refused_by_keyboard_alone(page, live_server, board, officer):
    before = list(SchoolValue.objects.order_by("pk").values_list("school", "indicator", "numerator"))
    open_form(page, "officer", live_server.url, WHAT_IF)
    answer = page.locator("#answer")
    expect(answer).to_contain_text("32,0")
    tab_to(page, "to-okr-01")
    page.keyboard.press("Space")
    expect(answer).to_contain_text(re.compile(r"32,0.%\s*→.*38,0.%", re.DOTALL))
    expect(answer).to_contain_text(re.compile(r"12 → 18\s*из\s*60"))
    expect(page).to_have_url(f"{live_server.url}{WHAT_IF}?to=okr-01")
    tab_to(page, "n-okr-01")
    page.keyboard.type("61")
    expect(answer).to_contain_text("не может участвовать")
    expect(page.locator("#n-okr-01")).to_be_focused()
    page.keyboard.press("Backspace")
    expect(answer).to_contain_text(re.compile(r"26,0.%"))
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(answer).to_contain_text(re.compile(r"38,0.%"))
    page.reload()
    expect(page.locator("#to-okr-01")).to_be_checked()
    expect(page.locator("#answer")).to_contain_text(re.compile(r"38,0.%"))
    assert list(SchoolValue.objects.order_by("pk").values_list("school", "indicator", "numerator")) == before

"""The life of a report in a real browser: by keyboard alone and without any JavaScript; then what scripts add."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from monitoring import submitting
from monitoring.campaigns import open_campaign
from monitoring.models import Cohort, Event, Remark, Submission
from schools.grades import Grades
from tests.cast import PASSWORD
from tests.monitoring.world import fact, send
from tests.servers.browser import new_context

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]
FORM = "/2021/schools/okr-01/form/"


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("7-11"))
    return open_campaign(municipality=school.municipality, year=2021)


@pytest.fixture
def plain(browser, live_server):
    """Opens pages in which no script runs."""
    contexts = []

    def open_as(username):
        context = new_context(browser, live_server.url, java_script_enabled=False)
        contexts.append(context)
        return log_in(context.new_page(), username)

    yield open_as
    for context in contexts:
        context.close()


def log_in(page, username):
    page.goto(f"/login/?next={FORM}")
    page.locator("#id_username").focus()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    return enter(page)


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def press_until(page, words):
    """Tab on until the control that says these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f":focus:has-text('{words}')").count():
            return enter(page)
    pytest.fail(f"клавиатурой не дойти до «{words}»")


def test_without_scripts_and_without_a_mouse(plain, campaign, head, officer):
    page = plain("head")
    page.get_by_label("6 класс, «Обучающихся»", exact=True).focus()
    for value in ("30", "2", "25", "1", "тридцать"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    press_until(page, "Проверить и направить")
    expect(page.locator(".error-summary li")).to_have_text(
        ["7\xa0класс, «Билет в будущее»: это не число: напишите, например, 25 или н/д."]
    )
    refused = page.get_by_label("7 класс, «Билет в будущее»", exact=True)
    expect(refused).to_have_value("тридцать")
    expect(refused).to_have_attribute("aria-invalid", "true")
    refused.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    press_until(page, "Проверить и направить")
    expect(page.locator("h1")).to_have_text("Отчёт на проверке у специалиста")

    review = plain("officer")
    review.locator("#main").focus()
    press_until(review, "Принять")
    expect(review.locator("h1")).to_have_text("Отчёт принят")
    assert Submission.objects.get().state == "accepted"
    assert sorted(Cohort.objects.values_list("population", "grade", "accepted")) == [
        (0, 6, 30), (0, 7, 25), (1, 6, 2), (1, 7, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
def test_the_grid_scrolls_in_its_box_and_keeps_its_first_column(width, page, campaign, head):
    for number in range(14):
        Event.objects.create(code=f"event-{number}", name=f"Мероприятие номер {number}")
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, "head")
    box = page.locator(".entry .table-box").first
    first = box.locator("tbody th").first
    before = first.bounding_box()["x"]
    box.evaluate("element => { element.scrollLeft = 300; }")
    assert first.bounding_box()["x"] == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.wait_for_selector(".entry-live .live")  # percentages come by themselves where scripts run


def test_a_remark_made_at_a_number_is_seen_there_corrected_and_settled(page, campaign, head, officer):
    send(
        *[fact("okr-01", kind, grade=g, value=n) for g in (6, 7) for kind, n in
          (("pupils", 30), ("pupils_with_disabilities", 2))],
        fact("okr-01", "event", "bilet", 7, 12),
    )  # fmt: skip
    submitting.submit(submission=Submission.objects.get(), person=head)
    log_in(page, "officer")
    for cell, text in (("cell.event.bilet.7", "Сверьте со списком"), ("cell.pupils..6", "Верно ли?")):
        page.locator(f"[id='{cell}']").click()
        page.keyboard.type(text)
        page.keyboard.press("Enter")  # back at the number; the report is not returned by it
        expect(page.locator(f"[id='{cell}']")).to_be_focused()
    page.get_by_role("button", name="Вернуть на доработку").click()
    page.get_by_text("Отчёт возвращён на доработку.").wait_for()

    page.context.clear_cookies()
    log_in(page, "head")
    expect(page.locator("h1")).to_have_text("Отчёт на доработке: 2 замечания")
    expect(page.locator(".entry-grid .entry-note--brand")).to_have_text(
        [
            re.compile("^(?!.*Сверьте).*Верно ли\\?", re.DOTALL),
            re.compile("^(?!.*Верно ли).*Сверьте", re.DOTALL),
        ]
    )
    page.get_by_label("Ответ на замечание: 6 класс, «Обучающихся»").fill("Верно, по приказу")
    page.get_by_label("7 класс, «Билет в будущее»", exact=True).fill("11")
    page.get_by_role("button", name="Проверить и направить").click()
    page.get_by_text("Отчёт направлен на проверку.").wait_for()
    assert list(Remark.objects.order_by("grade").values_list("answer", flat=True)) == [
        "Верно, по приказу", "Исправлено: 12 → 11",
    ]  # fmt: skip

    page.context.clear_cookies()
    log_in(page, "officer")
    page.get_by_role("button", name="Принять").click()
    page.get_by_text("Отчёт принят: числа вошли в показатели.").wait_for()
    assert not Remark.objects.filter(resolved_at__isnull=True).exists()

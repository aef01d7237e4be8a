"""The form of a school in a real browser: by keyboard alone, by two people at once, without any script."""

from __future__ import annotations

import re

import pytest

from monitoring.campaigns import open_campaign
from monitoring.models import Cohort, Submission
from schools.grades import Grades
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/2021/schools/okr-01/form/"


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    return open_campaign(municipality=school.municipality, year=2021)


@pytest.fixture
def another_page(browser, live_server):
    """A page of another person's browser; options are those of a browser context."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(base_url=live_server.url, locale="ru-RU", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def log_in(page, username):
    page.goto(f"/login/?next={FORM}")
    page.get_by_label("Логин").fill(username)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def pupils(page, grade):
    return page.get_by_label(f"{grade}\u00a0класс, «Обучающихся»", exact=True)


def write(page, grade, text):
    pupils(page, grade).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def press_until(page, is_there, *, at_most):
    """Tab until the focus is there; how many keystrokes it took."""
    for pressed in range(1, at_most + 1):
        page.keyboard.press("Tab")
        if is_there():
            return pressed
    return pytest.fail(f"за {at_most} нажатий Tab не дойти")


def focused(page, selector):
    return lambda: page.locator(f"{selector}:focus").count() == 1


def test_the_keyboard_alone_logs_in_reaches_the_first_cell_and_saves(page, campaign, head):
    page.goto(f"/login/?next={FORM}")
    assert focused(page, "#id_username")()  # ready to be typed in
    page.keyboard.type("head")
    press_until(page, focused(page, "#id_password"), at_most=1)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "К содержанию"
    page.keyboard.press("Enter")
    first = page.locator(".entry input:not([type=hidden])").first
    name = first.get_attribute("id")
    press_until(page, focused(page, f"[id='{name}']"), at_most=4)
    assert first.get_attribute("aria-label") == "6\u00a0класс, «Обучающихся»"
    page.keyboard.type("31")
    page.keyboard.press("Enter")  # the cell below, and this one is saved
    page.get_by_text("сохранено").wait_for()
    assert focused(page, "[id='cell.pupils..7']")()
    assert list(Cohort.objects.values_list("grade", "value")) == [(6, 31)]


def test_the_later_of_two_people_is_told_who_wrote_what_and_chooses(
    page, another_page, campaign, head, officer
):
    of_head, of_officer = log_in(page, "head"), log_in(another_page(), "officer")
    write(of_head, 6, "31")
    of_head.get_by_text("сохранено").wait_for()
    write(of_officer, 6, "30")
    said = of_officer.locator("[id='said.cell.pupils..6']")
    said.wait_for()
    words = re.sub(r"\s+", " ", said.inner_text())
    assert re.search(r"О\. И\. Ёлкина изменила в \d\d:\d\d: пусто → 31, у вас 30\.", words)
    assert said.get_by_role("button").all_inner_texts() == ["Оставить 31", "Записать 30"]
    assert pupils(of_officer, 6).input_value() == "30"
    said.get_by_role("button", name="Записать 30").press("Enter")
    said.wait_for(state="detached")
    of_officer.get_by_text("сохранено").wait_for()
    assert focused(of_officer, "[id='cell.pupils..6']")()

    write(of_head, 7, "25")
    of_head.locator("[data-save=saved] [id='cell.pupils..7']").wait_for()
    write(of_officer, 7, "24")
    of_officer.get_by_role("button", name="Оставить 25").click()
    assert pupils(of_officer, 7).input_value() == "25"
    assert sorted(Cohort.objects.values_list("grade", "value")) == [(6, 30), (7, 25)]


def test_without_scripts_a_form_is_filled_saved_and_handed_in(another_page, campaign, head):
    page = log_in(another_page(java_script_enabled=False), "head")
    pupils(page, 6).fill("31")
    page.get_by_role("button", name="Сохранить черновик").click()
    page.get_by_text("Черновик сохранён: 1\u00a0ячейка.").wait_for()
    assert pupils(page, 6).input_value() == "31"
    for cell in page.locator(".entry-grid input:not([type=hidden])").all():
        if not cell.input_value():
            cell.fill("0" if "ОВЗ" in cell.get_attribute("aria-label") else "25")
    page.get_by_role("button", name="Проверить и направить").click()
    page.get_by_text("Отчёт направлен на проверку.").wait_for()
    assert Submission.objects.get().state == "submitted"

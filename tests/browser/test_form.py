"""The form of a school in a real browser: by keyboard alone, by two people at once, without any script."""

from __future__ import annotations

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
    page.keyboard.press("Enter")  # the first button of the form saves the draft
    page.get_by_text("Черновик сохранён: 1\u00a0ячейка.").wait_for()
    assert list(Cohort.objects.values_list("grade", "value")) == [(6, 31)]


def test_the_later_of_two_people_is_shown_what_the_other_wrote_and_loses_nothing(
    page, another_page, campaign, head, officer
):
    of_head, of_officer = log_in(page, "head"), log_in(another_page(), "officer")
    pupils(of_head, 6).fill("31")
    pupils(of_officer, 6).fill("30")
    pupils(of_officer, 7).fill("25")
    of_head.get_by_role("button", name="Сохранить черновик").click()
    of_head.get_by_text("Черновик сохранён").wait_for()
    of_officer.get_by_role("button", name="Сохранить черновик").click()
    of_officer.get_by_text("изменил(а)").first.wait_for()
    assert (pupils(of_officer, 6).input_value(), pupils(of_officer, 7).input_value()) == ("30", "25")
    assert Cohort.objects.get(grade=6).value == 31
    of_officer.get_by_role("button", name="Сохранить черновик").click()
    of_officer.get_by_text("Черновик сохранён").wait_for()
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

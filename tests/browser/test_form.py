"""The form of a school in a real browser: by keyboard alone, by two people at once, without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from monitoring import submitting
from monitoring.campaigns import open_campaign
from monitoring.models import CellChange, Cohort, Event, Metric, MetricValue, Participation, Submission
from schools.grades import Grades
from tests.browser.school_form import FORM, cell, focused, log_in, open_form, pupils, wait_until_saved, write
from tests.cast import PASSWORD
from tests.monitoring.world import fact, send
from tests.servers.browser import follow
from tests.servers.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]

SUBMIT = "button[value=submit]"


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("7-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1, unit="тыс. руб.")
    Metric.objects.create(code="plan", name="Есть план", type=Metric.Type.YES_NO)
    return open_campaign(municipality=school.municipality, year=2021)


class Keyboard:
    """Counts what is pressed: a sign typed is one key."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def __call__(self, *keys):
        """Words are typed, names of keys are pressed."""
        for key in keys:
            if key[0].isupper() and key.isascii():
                self.page.keyboard.press(key)
                self.pressed += 1
            else:
                self.page.keyboard.type(key)
                self.pressed += len(key)

    def tab_to(self, selector, *, at_most):
        self.pressed += press_until(self.page, focused(self.page, selector), at_most=at_most)


def refreshed(answer):
    return answer.request.method == "GET" and "/form/cells/" in answer.url


def press_until(page, is_there, *, at_most):
    """Tab until the focus is there; how many keystrokes it took."""
    for pressed in range(1, at_most + 1):
        page.keyboard.press("Tab")
        if is_there():
            return pressed
    return pytest.fail(f"за {at_most} нажатий Tab не дойти")


def test_a_school_fills_its_whole_form_hands_it_in_and_corrects_it_by_keyboard_alone(
    page, campaign, head, officer
):
    page.goto(f"/login/?next={FORM}")
    expect(page.locator("#id_username")).to_be_focused()  # ready to be typed in
    keys = Keyboard(page)
    keys("head", "Tab")
    keys(PASSWORD, "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    keys.pressed = 0
    keys("Tab", "Enter")  # «К содержанию»
    keys.tab_to("[id='cell.pupils..6']", at_most=8)
    reached = keys.pressed
    keys("30", "Enter", "25", "Enter")  # pupils, and on to the next column
    keys("2", "Enter", "н", "Enter")  # with disabilities: 2, н/д
    keys("12", "Enter")  # the only grade of the event; then the questions below
    keys("17,8", "Enter")
    keys("ArrowDown")  # the first of the choices: «да»
    assert (
        keys.pressed - reached == 13 + 6
    )  # the answers, «н/д» and «да» by one key each, and Enter between them
    keys.tab_to(SUBMIT, at_most=10)
    keys("Enter")
    page.get_by_text("Отчёт направлен на проверку.").wait_for()
    assert keys.pressed <= 42
    assert sorted(Cohort.objects.values_list("population", "grade", "value", "mark")) == [
        (0, 6, 30, ""), (0, 7, 25, ""), (1, 6, 2, ""), (1, 7, None, "n"),
    ]  # fmt: skip
    assert (Participation.objects.get().value, MetricValue.objects.count()) == (12, 2)

    submission = Submission.objects.get()
    remark = submitting.RemarkText("Сверьте со списком", "event", "bilet", 7)
    submitting.return_(submission=submission, person=officer, remarks=[remark])
    page.goto(FORM)
    page.get_by_text("Сверьте со списком").first.wait_for()
    corrects = Keyboard(page)
    corrects("Tab", "Enter")
    corrects.tab_to("[id='cell.event.bilet.7']", at_most=20)
    corrects("11", "Enter")
    corrects.tab_to(SUBMIT, at_most=20)
    corrects("Enter")
    page.get_by_text("Отчёт направлен на проверку.").wait_for()
    submitting.accept(submission=Submission.objects.get(), person=officer)
    page.reload()
    expect(page.locator("h1")).to_have_text("Отчёт принят")
    assert Participation.objects.get().accepted == 11
    assert set(CellChange.objects.values_list("person__username", flat=True)) == {"head"}


def test_the_keys_of_the_grid(page, live_server, campaign, head):
    open_form(page, "head", live_server.url)
    press = page.keyboard.press
    pupils(page, 6).click()
    where = []
    for key in (
        "ArrowRight", "ArrowDown", "ArrowRight", "Home", "End", "ArrowUp", "Control+Home", "Control+End", "ArrowDown",
        "Shift+Enter", "Shift+Enter", "Tab",
    ):  # fmt: skip
        press(key)
        where.append(page.evaluate("document.activeElement.id"))
    assert where == [
        "cell.pupils_with_disabilities..6", "cell.pupils_with_disabilities..7", "cell.event.bilet.7", "cell.pupils..7",
        "cell.event.bilet.7", "cell.event.bilet.7", "cell.pupils..6", "cell.event.bilet.7", "cell.metric.money.13",
        "cell.event.bilet.7", "cell.pupils_with_disabilities..7", "cell.event.bilet.7",
    ]  # fmt: skip
    pupils(page, 6).click()
    page.keyboard.type("30")
    press("ArrowDown")
    page.keyboard.type("н/д")  # out of habit, in full
    press("ArrowUp")
    page.keyboard.type("4")  # typing replaces
    press("Escape")
    expect(pupils(page, 6)).to_have_value("30")
    pupils(page, 6).click()  # a click on the cell one is in still selects
    press("F2")
    press("ArrowLeft")
    page.keyboard.type("5")  # 350: the caret was inside
    expect(pupils(page, 6)).to_have_value("350")
    press("Enter")
    expect(pupils(page, 7)).to_have_value("н/д")
    cell(page, "cell.metric.money.13").click()
    page.keyboard.type("x")
    press("Enter")
    undone = []
    for key in ("Control+z", "Control+z", "Control+z", "Control+Shift+z"):
        cell(page, "cell.event.bilet.7").focus()
        press(key)
        undone.append([pupils(page, 6).input_value(), pupils(page, 7).input_value()])
    assert undone == [["350", "н/д"], ["30", "н/д"], ["30", ""], ["30", "н/д"]]
    wait_until_saved(page)
    press("Tab")
    wait_until(lambda: list(Cohort.objects.order_by("grade").values_list("value", "mark")) == [(30, ""), (None, "n")],
               what="отменённое записано")  # fmt: skip


def test_totals_changes_and_what_is_left_follow_what_is_typed(page, live_server, campaign, head):
    last_year = [
        fact("okr-01", "pupils", grade=grade, value=value, year=2020) for grade, value in ((6, 1000), (7, 40))
    ]
    send(*last_year, fact("okr-01", "metric", "money", value="17,5", year=2020), accept=True)
    open_form(page, "head", live_server.url)
    label = "6\u00a0класс, «Обучающихся», год назад 1\u00a0000"
    expect(pupils(page, 6)).to_have_attribute("aria-label", label)
    change = page.locator("[data-total-change='pupils.']")
    write(page, 6, "1100")
    expect(page.locator("td:has([id='cell.pupils..6']) [data-change]")).to_have_text("+100")
    expect(change).to_have_text("")
    page.keyboard.type("34")  # not left yet
    expect(page.locator("td:has([id='cell.pupils..7']) [data-change]")).to_have_text("−6")
    expect(page.locator("[data-total='pupils.']")).to_have_text("1\u00a0134")
    expect(change).to_have_text("+9\u00a0%")
    page.locator(".entry-live .live").wait_for()
    cell(page, "cell.metric.money.13").fill("17,9")
    expect(page.locator("[data-change-of='cell.metric.money.13']")).to_have_text("+0,4")
    with page.expect_response(lambda answer: "/live/" in answer.url):  # percentages follow what is saved
        page.keyboard.press("Enter")
    page.locator("[data-entry-filled]:has-text('3 из 7')").wait_for()
    expect(page.locator("h1")).to_have_text("Осталось заполнить 4 ячейки")
    expect(cell(page, "cell.metric.plan.13")).to_be_focused()  # what came from the server has not moved it


def test_the_later_of_two_people_is_told_who_wrote_what_and_chooses(
    page, another_page, campaign, head, officer
):
    of_head, of_officer = log_in(page, "head"), log_in(another_page(), "officer")
    write(of_head, 6, "31")
    wait_until_saved(of_head)
    write(of_officer, 6, "30")
    said = of_officer.locator("[id='said.cell.pupils..6']")
    expect(said).to_contain_text(
        re.compile(r"О\.\s*И\.\s*Ёлкина\s+изменила\s+в\s+\d\d:\d\d:\s+пусто\s+→\s+31,\s+у\s+вас\s+30\.")
    )
    expect(said.get_by_role("button")).to_have_text(["Оставить 31", "Записать 30"])
    expect(pupils(of_officer, 6)).to_have_value("30")
    with of_officer.expect_response(refreshed):  # else it would learn of the next number by itself
        said.get_by_role("button", name="Записать 30").press("Enter")
    said.wait_for(state="detached")
    wait_until_saved(of_officer)
    expect(pupils(of_officer, 6)).to_be_focused()

    write(of_head, 7, "25")
    of_head.locator("[data-save=saved] [id='cell.pupils..7']").wait_for()
    write(of_officer, 7, "24")
    of_officer.get_by_role("button", name="Оставить 25").click()
    expect(pupils(of_officer, 7)).to_have_value("25")
    assert sorted(Cohort.objects.values_list("grade", "value")) == [(6, 30), (7, 25)]


def test_without_scripts_a_form_is_filled_saved_and_handed_in(another_page, campaign, head):
    page = log_in(another_page(java_script_enabled=False), "head")
    pupils(page, 6).fill("31")
    follow(page.get_by_role("button", name="Сохранить черновик"))
    expect(page.get_by_text("Черновик сохранён: 1\u00a0ячейка.")).to_be_visible()
    expect(pupils(page, 6)).to_have_value("31")
    for field in page.locator(".entry-grid input:not([type=hidden])").all():
        if not field.input_value():
            field.fill("0" if "ОВЗ" in field.get_attribute("aria-label") else "25")
    cell(page, "cell.metric.money.13").fill("17,8")
    cell(page, "cell.metric.plan.13").select_option("да")
    follow(page.get_by_role("button", name="Проверить и направить"))
    expect(page.get_by_text("Отчёт направлен на проверку.")).to_be_visible()
    assert Submission.objects.get().state == "submitted"


def test_the_list_of_what_kept_a_report_back_follows_what_is_mended(
    another_page, live_server, campaign, head
):
    page = open_form(another_page(), "head", live_server.url)
    follow(page.get_by_role("button", name="Проверить и направить"))
    lines, mended = page.locator(".error-summary li"), page.locator("[data-entry-mended]")
    expect(page.get_by_role("heading", name="Отчёт не направлен", exact=True)).to_be_visible()
    before = lines.all_inner_texts()
    lines.filter(has_text="Обучающихся").get_by_role("link").click()
    expect(pupils(page, 6)).to_be_focused()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    lines.filter(has_text="не заполнено (7 класс)").first.wait_for()
    expect(lines).to_have_count(len(before))
    expect(mended).to_be_hidden()
    for field in page.locator("[data-cell][data-fill]").all():
        if field.evaluate("field => field.matches('select')"):
            field.select_option(index=1)
        else:
            field.fill("н/д" if "pupils.." not in field.get_attribute("name") else "30")
            field.blur()
    expect(mended).to_be_visible()
    expect(lines).to_have_count(0)
    expect(page.locator(".error-summary")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("Всё заполнено: проверьте и направьте отчёт")

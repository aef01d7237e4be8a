"""What is typed into a form survives a killed server, a lost connection and the end of the session."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from monitoring.campaigns import open_campaign
from monitoring.models import Cohort
from schools.grades import Grades
from tests.browser.school_form import FORM, log_in, open_form, pupils, saving, wait_until_saved, write
from tests.servers.portal import Portal
from tests.servers.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    return open_campaign(municipality=school.municipality, year=2021)


@pytest.fixture
def portal(tmp_path, transactional_db):
    portal = Portal(tmp_path / "portal.log")
    portal.start()
    yield portal
    portal.kill()


def numbers():
    return list(Cohort.objects.order_by("population", "grade").values_list("grade", "value"))


def test_a_server_killed_in_mid_typing_costs_no_number(portal, another_page, campaign, head):
    page = log_in(another_page(), "head", portal.url)
    write(page, 6, "31")
    wait_until_saved(page)
    portal.kill()
    write(page, 7, "25")
    saving(page).get_by_text("не сохранено: 1 – нет связи, повторим").wait_for()
    page.keyboard.type("2")  # and one more that was not even left
    expect(page.locator("[data-save=waiting] [id='cell.pupils..7']")).to_have_count(1)
    context = page.context
    page.close()  # as if the browser had crashed, too
    portal.start()
    page = context.new_page()
    page.goto(portal.url + FORM)
    page.get_by_text("Восстановлено 2 несохранённых числа").wait_for()
    wait_until_saved(page)
    wait_until(lambda: numbers() == [(6, 31), (7, 25), (6, 2)], what="введённое записано")
    page.reload()
    expect(pupils(page, 7)).to_have_value("25")
    expect(page.get_by_text("Восстановлено")).to_be_hidden()
    assert page.evaluate("window.localStorage.length") == 0


def test_a_lost_connection_is_waited_for(another_page, live_server, campaign, head):
    page = open_form(another_page(), "head", live_server.url)
    page.context.set_offline(True)
    write(page, 6, "31")
    write(page, 7, "много")
    saving(page).get_by_text("не сохранено").wait_for()
    page.get_by_role("button", name="Проверить и направить").click()
    saving(page).get_by_text("нет связи: отчёт не направлен, введённое осталось на странице").wait_for()
    page.context.set_offline(False)
    saving(page).get_by_text("не принято: 1 – исправьте отмеченное").wait_for()
    expect(pupils(page, 7)).to_have_value("много")
    expect(page.locator("[id='said.cell.pupils..7']")).to_contain_text("это не число")
    assert numbers() == [(6, 31)]
    write(page, 7, "25")
    wait_until_saved(page)
    expect(page.locator("[data-unsaved] li")).to_have_count(0)
    assert numbers() == [(6, 31), (7, 25)]


def test_the_end_of_the_session_is_told_and_what_was_typed_is_saved_after_it(
    page, live_server, campaign, head
):
    open_form(page, "head", live_server.url)
    Session.objects.all().delete()
    write(page, 6, "31")
    page.get_by_text("Сеанс закончился.").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Войти в новой вкладке").click()
    log_in(opened.value, "head")
    page.get_by_role("button", name="Сохранить ещё раз").click()
    wait_until_saved(page)
    assert numbers() == [(6, 31)]
    expect(page.get_by_text("Сеанс закончился.")).to_be_hidden()
    page.get_by_role("button", name="Сохранить черновик").click()  # the page has learnt the new token, too
    page.get_by_text("Изменений нет.").wait_for()

"""What scripts add must not undo what a person did: ticks, answers that come late or never."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from monitoring import submitting
from monitoring.campaigns import open_campaign
from monitoring.explaining import explain
from monitoring.models import Cohort, Finding, Remark, Submission
from monitoring.sheet import Ref
from schools.grades import Grades
from tests.browser.school_form import open_form, pupils, saving, wait_until_saved, write
from tests.monitoring.world import fact, send
from tests.servers.browser import follow
from tests.servers.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]
CELLS = "**/form/cells/**"


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    return open_campaign(municipality=school.municipality, year=2021)


def test_a_tick_is_saved_at_once_and_the_next_refresh_does_not_take_it(
    page, live_server, campaign, head, officer
):
    send(fact("okr-01", "pupils", grade=6, value=30, year=2020), accept=True)
    whole = [
        ("pupils", 6, 100),
        ("pupils", 7, 30),
        *(("pupils_with_disabilities", grade, 1) for grade in (6, 7)),
    ]
    send(*[fact("okr-01", kind, grade=grade, value=value) for kind, grade, value in whole])
    submission = Submission.objects.get(wave__campaign__year=2021)
    explain(submission=submission, check="jump", ref=Ref("pupils", "", 6), text="Открыли класс", person=head)
    submitting.submit(submission=submission, person=head)
    remarks = [submitting.RemarkText("Проверьте всё")]
    submitting.return_(submission=submission, person=officer, remarks=remarks)
    send(fact("okr-01", "pupils", grade=6, value=110))
    open_form(page, "head", live_server.url)
    page.get_by_label("исправлено").check()
    wait_until(lambda: Remark.objects.get().answer == "Исправлено", what="ответ записан")
    page.get_by_label("оно верно и теперь").check()
    line = page.locator("[name='why.jump.pupils..6']")
    expect(line).to_have_value("Открыли класс")
    wait_until(lambda: Finding.objects.get().explained_value == "110", what="пояснение записано")
    with page.expect_response(lambda answer: answer.request.method == "GET" and "/form/cells/" in answer.url):
        write(page, 7, "31")
    page.get_by_label("оно верно и теперь").wait_for(
        state="detached"
    )  # it holds: nothing to confirm any more
    expect(line).to_have_value("Открыли класс")
    page.locator("button[value=submit]").click()
    page.get_by_text("Отчёт направлен на проверку.").wait_for()


def asks(method):
    return lambda request: request.method == method and "/form/cells/" in request.url


def test_an_answer_that_was_asked_for_before_the_last_save_changes_nothing(page, live_server, campaign, head):
    open_form(page, "head", live_server.url)
    held = []

    def hold_answers(route):
        if route.request.method == "GET":
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page.route(CELLS, hold_answers)
    with page.expect_request(asks("GET")):
        write(page, 6, "31")
    wait_until_saved(page)
    write(page, 6, "32")
    page.locator("[data-save=saved] [id='cell.pupils..6']").wait_for()
    wait_until(lambda: page.title() and len(held) == 1, what="первый ответ задержан")
    held[0][0].fulfill(response=held[0][1])
    wait_until(lambda: page.title() and len(held) == 2, what="первый ответ прочитан, спрошено снова")
    expect(pupils(page, 6)).to_have_value("32")
    assert Cohort.objects.get().value == 32
    expect(page.locator("[data-entry-filled]")).to_have_text("0 из 4")
    held[1][0].fulfill(response=held[1][1])
    expect(page.locator("[data-entry-filled]")).to_have_text("1 из 4")
    expect(pupils(page, 6)).to_have_value("32")


def test_a_connection_that_hangs_is_given_up_and_tried_again(page, live_server, campaign, head):
    page.clock.install()
    open_form(page, "head", live_server.url)
    hanging = []

    def hang_once(route):
        if route.request.method == "POST" and not hanging:
            hanging.append(route)
        else:
            route.continue_()

    page.route(CELLS, hang_once)
    with page.expect_request(asks("POST")):
        write(page, 6, "31")
    page.clock.fast_forward(21_000)
    saving(page).get_by_text("не сохранено: 1 – нет связи, повторим").wait_for()
    page.clock.fast_forward(3_000)
    wait_until_saved(page)
    assert Cohort.objects.get().value == 31


def test_the_table_of_organisations_keeps_what_is_typed_and_forgets_what_is_saved(
    page, live_server, campaign, school, small_school, officer
):
    open_form(page, "officer", live_server.url)
    table = "/2021/monitoring/matrix/?column=pupils"
    name = f"cell.{school.pk}.6"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(table)
    page.locator(f"[id='{name}']").click()
    page.keyboard.type("1 234")
    page.goto(f"{table}&q=Берёзовская")  # another filter: the row is not there
    assert asked == ["beforeunload"]
    waiting = "осталось 1 несохранённое число: Ёлкинская СОШ, 6\u00a0класс – 1 234."
    page.get_by_text(f"В строках, которых на этой странице нет, {waiting}").wait_for()
    page.goto(table)
    page.get_by_text("Восстановлено 1 несохранённое число").wait_for()
    expect(page.locator(f"[data-row-total='{school.pk}']")).to_have_text("1\u00a0234")
    follow(page.locator(".entry-actions button[value=save]"))
    expect(page.get_by_text("Записано: 1\u00a0ячейка в 1\u00a0организации.")).to_be_visible()
    expect(page.locator(f"[id='{name}']")).to_have_value("1234")
    assert (page.evaluate("window.localStorage.length"), len(asked)) == (0, 1)
    expect(page.locator("[data-entry-restored]")).to_be_hidden()


PASTE = """(field, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_block_pasted_into_the_table_of_organisations_spreads_and_waits_for_another_column(
    page, live_server, campaign, school, small_school, officer
):
    small_school.grades = Grades.parse("7")
    small_school.save()
    open_form(page, "officer", live_server.url)
    table = "/2021/monitoring/matrix/?column=pupils"
    names = [f"cell.{small_school.pk}.7", f"cell.{school.pk}.6", f"cell.{school.pk}.7"]
    page.goto(table)

    def texts():
        return [page.locator(f"[id='{name}']").input_value() for name in names]

    first = page.locator(f"[id='cell.{small_school.pk}.7']")
    first.click()
    first.evaluate(PASTE, "25\t26\r\n17\t43\r\n\t–\r\n5")
    assert texts() == ["25", "", "17"]
    said = page.locator("[data-block-said]")
    expect(said).to_have_text("Вставлено в 2 ячейки, ещё не сохранено. Не подошло 1 значение: «5».")
    page.keyboard.press("Control+z")
    assert texts() == ["", "", ""]
    page.keyboard.press("Control+Shift+z")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Графа").select_option("pupils_with_disabilities")
    page.wait_for_url("**column=pupils_with_disabilities**")
    assert texts() == ["", "", ""]
    page.goto(table)
    page.get_by_text("Восстановлено 2 несохранённых числа").wait_for()
    assert texts() == ["25", "", "17"]
    expect(page.locator("[data-entry-keys] kbd:text-is('F8')")).to_have_count(0)

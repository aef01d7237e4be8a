"""Beside the numbers in a real browser: a block of LibreOffice pasted, the panel of a cell by keys, the next cell."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from monitoring.campaigns import open_campaign
from monitoring.models import CellChange, CellComment, Cohort, Event, Submission
from schools.grades import Grades
from tests.browser.school_form import log_in, pupils
from tests.monitoring.world import fact, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]
LIBREOFFICE = (
    'Класс\tОбучающихся\t"Из них с ОВЗ\nи инвалидностью"\r\n6\u00a0класс\t1\u00a0234\t17,8\r\n7 класс\t41\tн/д\r\n'
    "Итого\t1275\t\r\n"
)
PASTE = """text => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(
        code="bilet", name="Билет в будущее", definition="Каждый один раз.", grades=Grades.parse("7-11")
    )
    return open_campaign(municipality=school.municipality, year=2021)


def test_a_block_of_libreoffice_is_shown_confirmed_and_stands_in_the_fields(page, campaign, head):
    log_in(page, "head")
    pupils(page, 6).focus()
    page.evaluate(PASTE, LIBREOFFICE)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("3\u00a0заполнятся, 1\u00a0не запишется.").wait_for()
    expect(dialog).to_contain_text("Строка «Итого» пропущена")
    expect(page.locator("dialog :focus")).to_have_count(1)
    assert not Cohort.objects.exists()
    page.keyboard.press("Escape")
    expect(pupils(page, 6)).to_be_focused()

    page.evaluate(PASTE, "1\u00a0234\t17,8\r\n41\tн/д\r\n")
    dialog.get_by_role("button", name="Записать", exact=True).click()
    page.get_by_text("Вставлено: 3\u00a0ячейки.").wait_for()
    expect(pupils(page, 6)).to_have_value("1234")
    expect(pupils(page, 7)).to_have_value("41")
    assert sorted(Cohort.objects.values_list("population", "grade", "value", "mark")) == [
        (0, 6, 1234, ""), (0, 7, 41, ""), (1, 7, None, "n"),
    ]  # fmt: skip
    assert set(CellChange.objects.values_list("door", flat=True)) == {"paste"}


def test_the_panel_opens_by_a_key_follows_the_cells_and_gives_the_focus_back(page, campaign, head):
    log_in(page, "head")
    pupils(page, 6).focus()
    page.keyboard.press("Alt+Enter")
    panel = page.locator("[data-cell-panel]")
    panel.get_by_text("зачисленные в организацию на дату учёта", exact=False).wait_for()
    expect(page.locator("#cell-panel-heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(pupils(page, 6)).to_be_focused()

    page.keyboard.press("Alt+Enter")
    page.keyboard.press("Tab")
    pupils(page, 7).focus()
    panel.locator("[data-cell-story='cell.pupils..7']").wait_for()
    expect(pupils(page, 7)).to_be_focused()  # it follows and takes no focus
    panel.get_by_label("Написать комментарий").fill("Двое приехали в октябре")
    panel.get_by_role("button", name="Добавить комментарий").click()
    page.locator("[data-notes-row='7']").get_by_text("Двое приехали в октябре").wait_for()
    assert CellComment.objects.get().grade == 7


def test_keys_lead_to_the_next_empty_cell_and_the_next_problem_and_headings_say_what_they_count(
    page, campaign, head
):
    log_in(page, "head")
    pupils(page, 7).fill("20")
    page.keyboard.press("Tab")
    event = page.locator("[id='cell.event.bilet.7']")
    event.fill("25")
    page.keyboard.press("Tab")
    page.locator("[data-entry-problems] a").wait_for()
    expect(page.locator("[data-next-left]")).to_have_text(["3", "1"])
    pupils(page, 6).focus()
    page.keyboard.press("F8")
    expect(event).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(pupils(page, 6)).to_be_focused()  # past the last one to the first
    page.get_by_role("link", name="Билет в будущее: что считается").click()
    expect(page.locator("[data-cell-panel]")).to_contain_text("Каждый один раз.")


def test_whoever_checks_reads_all_of_a_number_by_a_key_and_remarks_it_by_a_click(
    page, campaign, head, officer, school
):
    send(fact("okr-01", "pupils", grade=7, value=20), person=head, draft=True)
    report = Submission.objects.get()
    Submission.objects.update(state="submitted")
    log_in(page, "officer")
    pupils(page, 7).focus()
    page.keyboard.press("Alt+Enter")
    page.locator("[data-cell-panel]").get_by_text("пусто → 20").wait_for()
    page.keyboard.press("Escape")
    expect(pupils(page, 7)).to_be_focused()
    pupils(page, 7).click()
    expect(page.locator("[name=text_1]")).to_be_focused()
    page.keyboard.type("Сверьте")
    page.get_by_role("button", name="Вернуть на доработку").click()
    page.get_by_text("Отчёт возвращён на доработку.").wait_for()
    assert list(report.remarks.values_list("kind", "grade", "text")) == [("pupils", 7, "Сверьте")]

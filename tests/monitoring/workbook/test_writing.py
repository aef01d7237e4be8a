"""The workbook as it is handed out: what is in it, what is locked, what it tells while it is filled in."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from monitoring.campaigns import participants
from monitoring.models import Agreement, Metric, Submission
from monitoring.registers.keeping import keep
from monitoring.registers.kinds import AGREEMENTS
from monitoring.workbook.writing import sheet_titles, write_book
from schools.models import School
from tests.cast import make_school
from tests.monitoring.workbook.books import download, the_wave
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
SCHOOL = "Ёлкинская СОШ"


def opened(content):
    return load_workbook(BytesIO(content))


def grid(sheet, rows, columns="BCDEFGHIJ"):
    return [[sheet[f"{column}{row}"].value for column in columns] for row in rows]


def test_one_school_gets_its_form_prefilled_with_last_year_beside(campaign, head, school):
    book = opened(download(head, school))
    assert book.sheetnames == ["Как заполнить", SCHOOL, "Определения", "_orientir"]
    sheet = book[SCHOOL]
    assert grid(sheet, range(4, 9)) == [
        ["Класс", "Обучающихся", "принято 2020/2021", "Из них с ОВЗ и инвалидностью", "Абилимпикс", "Билет в будущее",
         "Открытые уроки", None, None],
        ["6\xa0класс", 28, 30, None, None, 5, None, None, None],
        ["7\xa0класс", None, None, None, None, None, None, None, None],
        ["8\xa0класс", None, None, None, None, None, None, None, None],
        ["Всего", '=IF(COUNT(C5:C7)=0,"",SUM(C5:C7))', '=IF(COUNT(D5:D7)=0,"",SUM(D5:D7))',
         '=IF(COUNT(E5:E7)=0,"",SUM(E5:E7))', '=IF(COUNT(F5:F7)=0,"",SUM(F5:F7))',
         '=IF(COUNT(G5:G7)=0,"",SUM(G5:G7))', '=IF(COUNT(H5:H7)=0,"",SUM(H5:H7))', None, None],
    ]  # fmt: skip
    assert grid(sheet, range(10, 15), "BCD") == [
        ["Другие данные", None, None],
        ["Договоры, шт.", None, None],
        ["Есть план", "да", None],
        ["Средства, тыс. руб.", 17.5, "принято 2020/2021: 17,8"],
        ["Страница", None, None],
    ]


def test_only_the_cells_of_the_form_can_be_written_in(campaign, head, school):
    sheet = opened(download(head, school))[SCHOOL]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    free = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert free == {f"{c}{r}" for c in "CEFGH" for r in (5, 6, 7)} | {"C11", "C12", "C13", "C14"}


def test_keys_are_hidden_headings_frozen_and_print_fits_the_page(campaign, head, school):
    book = opened(download(head, school))
    sheet = book[SCHOOL]
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert book["_orientir"].sheet_state == "veryHidden"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C5", "$4:$4")
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)


def test_what_does_not_apply_is_hatched_and_locked(campaign, second_head, small_school):
    sheet = opened(download(second_head, small_school))["Берёзовская ООШ"]
    heads = {sheet.cell(4, column).value: column for column in range(3, sheet.max_column + 1)}
    cell = sheet.cell(5, heads["Билет в будущее"])  # grade 1
    assert (cell.fill.fill_type, cell.protection.locked, cell.value) == ("lightUp", True, None)


def test_lists_limits_and_colours_say_what_is_wrong(campaign, head, school):
    sheet = opened(download(head, school))[SCHOOL]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules == {
        "C5:H7": ("custom", 'IF(ISNUMBER(C5),AND(C5>=0,C5=INT(C5)),C5="н/д")'),
        "C11": ("custom", 'IF(ISNUMBER(C11),AND(C11>=0,ROUND(C11,0)=C11),OR(C11="н/д",C11="x",C11="х"))'),
        "C12": ("list", '"да,нет,н/д,x"'),
        "C13": ("custom", 'IF(ISNUMBER(C13),AND(C13>=0,ROUND(C13,1)=C13),OR(C13="н/д",C13="x",C13="х"))'),
        "C14": ("custom", "LEN(C14)<=2000"),
    }
    colours = {
        (str(cells.sqref), rule.formula[0]) for cells in sheet.conditional_formatting for rule in cells.rules
    }
    assert {formula for _, formula in colours if "ISNUMBER" in formula} == {
        "AND(ISNUMBER(E5),ISNUMBER(C5),E5>C5)",
        "AND(ISNUMBER(F5),ISNUMBER(E5),F5>E5)",
        "AND(ISNUMBER(G5),ISNUMBER(C5),G5>C5)",
    }  # visits may be more than pupils
    assert ("C5:C7", "LEN(TRIM(C5))=0") in colours


def test_the_officer_gets_all_in_one_book_with_contents(campaign, officer):
    book = opened(download(officer))
    assert book.sheetnames == [
        "Как заполнить", "Содержание", "Берёзовская ООШ", "Детский сад «Ручеёк»", SCHOOL, "Определения", "_orientir",
    ]  # fmt: skip
    contents = book["Содержание"]
    assert [contents.cell(row, 1).hyperlink.location for row in (2, 3, 4)] == [
        "'Берёзовская ООШ'!C5", "'Детский сад «Ручеёк»'!C5", "'Ёлкинская СОШ'!C5",
    ]  # fmt: skip
    assert contents["C4"].value == "черновик, заполнено 4 из 19"


def test_organisations_without_grades_have_lines(campaign, officer, kindergarten):
    sheet = opened(download(officer, kindergarten))["Детский сад «Ручеёк»"]
    assert [sheet[f"B{row}"].value for row in range(4, 8)] == [
        "Данные организации", "Обучающихся, чел.", "Из них с ОВЗ и инвалидностью, чел.", "Открытые уроки, чел.",
    ]  # fmt: skip
    assert sheet["A5"].value == "line.pupils..0"


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_report_handed_in_is_locked_and_says_so(state, campaign, head, school):
    Submission.objects.filter(school=school).update(state=state)
    sheet = opened(download(head, school))[SCHOOL]
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    assert "откройте его для исправлений" in sheet["B3"].value
    assert not sheet.data_validations.dataValidation


def test_what_a_register_counts_is_not_typed_where_it_speaks_for_the_organisation(
    campaign, officer, school, small_school
):
    Metric.objects.filter(code="contracts").update(register="agreements")
    signed = dt.date(2021, 9, 10)
    keep(
        register=AGREEMENTS,
        row=Agreement(school=school, partner="Завод", number="1", signed=signed),
        person=officer,
    )
    book = opened(download(officer))
    answers = {
        sheet: next(row[2] for row in book[sheet].iter_rows() if row[1].value == "Договоры, шт.")
        for sheet in (SCHOOL, "Берёзовская ООШ")
    }
    assert {sheet: cell.protection.locked for sheet, cell in answers.items()} == {
        SCHOOL: True, "Берёзовская ООШ": False,
    }  # fmt: skip


def test_no_text_becomes_a_formula(campaign, officer, okrug):
    Metric.objects.create(code="note", name='=HYPERLINK("http://зло")', type=Metric.Type.TEXT)
    make_school(okrug, "okr-07", "=1+1")
    send(fact("okr-07", "metric", "note", value="=cmd|' /C calc'!A0"))
    book = opened(download(officer))
    formulas = {
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert {formula.partition("(")[0] for formula in formulas} == {"=IF"}


def test_titles_of_sheets_are_short_plain_and_unlike_each_other():
    names = ["МБОУ: [СОШ] №1/2", "А" * 40, "А" * 41, "определения", "''"]
    schools = [School(short_name=name, code=f"c-{n}") for n, name in enumerate(names)]
    assert sheet_titles(schools, taken=["Содержание"]) == [
        "МБОУ   СОШ  №1 2", "А" * 31, "А" * 27 + " (2)", "определения (2)", "c-4",
    ]  # fmt: skip


@pytest.mark.parametrize("schools", [1, 3])
def test_a_book_takes_the_same_queries_for_any_number_of_schools(
    schools, campaign, officer, django_assert_num_queries
):
    wave = the_wave()
    chosen = list(participants(campaign).select_related("municipality"))[:schools]
    with django_assert_num_queries(8):
        assert (
            write_book(wave=wave, schools=chosen, person=officer, now=timezone.now(), whole=True).schools
            == schools
        )

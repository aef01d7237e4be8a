"""Columns copied from a spreadsheet, placed into the table of organisations."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.across import across
from monitoring.campaigns import open_campaign
from monitoring.matrix_block import read_block
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.world import make_catalogue

pytestmark = pytest.mark.django_db
GRADES = [6, 7, 8, 9, 10, 11]


@pytest.fixture
def lines(okrug, school, small_school, kindergarten):
    make_catalogue()
    make_school(okrug, "okr-04", "Центр «Вектор»", Kind.SUPPLEMENTARY)
    open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))
    return across(municipality=okrug, year=2021, wanted="event.bilet").lines


def placed(lines, text, grades=GRADES):
    block = read_block(text, lines, grades)
    codes = {line.school.pk: line.school.code for line in lines}
    found = {(codes[place.school], place.grade): value for place, value in block.texts.items()}
    return found, [remark.replace("\xa0", " ") for remark in block.remarks]


def test_a_heading_names_the_grades_and_totals_are_skipped(lines):
    text = "Организация\t7 класс\t6\tвсего\nЁлкинская СОШ\t17\t16\t33\n\nokr-02\t\t5\t5\nИтого\t17\t21\t38"
    assert placed(lines, text) == ({("okr-01", 7): "17", ("okr-01", 6): "16", ("okr-02", 6): "5"}, [])


def test_without_a_heading_numbers_stand_in_the_order_of_the_table(lines):
    text = "1\tелкинская сош\t1\t2\t3\t4\t5\t6\t21\n2.\tБЕРЕЗОВСКАЯ ООШ;\t1\n3\tБерёзовская ООШ\t7\t8"
    found, remarks = placed(lines, text)
    assert found == {
        **{("okr-01", grade): str(grade - 5) for grade in GRADES}, ("okr-02", 6): "7", ("okr-02", 7): "8",
    }  # fmt: skip
    assert remarks == ["строка 2, «2.»: такой организации в таблице нет."]


def test_a_number_where_no_cell_is_is_told_and_a_dash_is_not(lines):
    text = "okr-02\t1\t2\t3\t4\t–\t5\t12\t99"
    found, remarks = placed(lines, text)
    assert found == {("okr-02", grade): str(grade - 5) for grade in (6, 7, 8, 9)}
    assert remarks == [
        "строка 1, Берёзовская ООШ: 11 класс – не применимо, «5» пропущено.",
        "строка 1, Берёзовская ООШ: лишнее число «99».",
    ]


@pytest.mark.parametrize(
    "text", ["okr-04\t40", "Код;6;7;Всего\nЦентр «Вектор»;;;40", "центр вектор\t\t\t\t\t\t\t40"]
)
def test_an_organisation_without_grades_takes_its_one_total(lines, text):
    assert placed(lines, text) == ({("okr-04", 13): "40"}, [])


def test_a_name_of_two_organisations_names_none(okrug, lines):
    make_school(okrug, "okr-05", "Ёлкинская СОШ")
    twice = across(municipality=okrug, year=2021, wanted="event.bilet").lines
    several = "так называются несколько организаций: Ёлкинская СОШ (okr-01), Ёлкинская СОШ (okr-05)"
    assert placed(twice, "Ёлкинская СОШ\t1") == (
        {},
        [f"строка 1, «Ёлкинская СОШ»: {several}. Впишите код."],
    )


def test_a_name_without_its_legal_form_and_quotes_is_understood(okrug, lines, kindergarten):
    make_school(okrug, "okr-05", "МБОУ «Ветродольская СОШ»")
    found = across(municipality=okrug, year=2021, wanted="event.bilet")
    text = "Ветродольская СОШ\t1\nМАОУ Ветродольская СОШ\t2\nДетский сад Ручеёк\t3"
    block = read_block(text, found.lines, GRADES, found.outside)
    assert list(block.texts.values()) == ["1"]
    assert block.remarks == (
        "строка 2, «МАОУ Ветродольская СОШ»: такой организации в таблице нет.",
        "строка 3, «Детский сад Ручеёк»: графа к этой организации не относится.",
    )


def test_a_block_is_read_like_any_clipboard(lines):
    quoted = '"Организация"\t"5-й\nкласс"\t6-й кл.\r\n"Ёлкинская ""СОШ"""\t\t16\r\nВсего по округу\t\t16\r\n'
    assert placed(lines, quoted) == ({("okr-01", 6): "16"}, [])
    assert placed(lines, "okr-01\t1\x00") == (
        {},
        ["В скопированном есть служебные знаки: скопируйте таблицу ещё раз."],
    )


def test_a_column_of_one_class_is_no_column_of_its_grade(lines):
    found, remarks = placed(lines, "Организация\t6а класс\t6б класс\t7\nЁлкинская СОШ\t16\t17\t18")
    assert (found, remarks) == (
        {("okr-01", 7): "18"},
        [f"строка 2, Ёлкинская СОШ: лишнее число «{number}»." for number in (16, 17)],
    )


def test_nonsense_is_told_line_by_line(lines):
    assert placed(lines, "привет\nпока\t5\t6") == (
        {},
        [
            f"строка {number}, «{name}»: такой организации в таблице нет."
            for number, name in ((1, "привет"), (2, "пока"))
        ],
    )
    assert placed(lines, "") == ({}, [])

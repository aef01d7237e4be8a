"""Where a copied block falls on the form: by place, by grades, by names; totals, overflow, two rows of one grade."""

from __future__ import annotations

import pytest

from monitoring.clipboard import ClipboardRefused, read_clipboard
from monitoring.headings import named_grade
from monitoring.layout import Target, lay

pytestmark = pytest.mark.once
BILET = ("Билет в будущее", "Проект «Билет в будущее»")
GRID = Target((5, 6, 7, 8), ("5 класс", "6 класс", "7 класс", "8 класс"), (("Обучающихся",), BILET))
LIST = Target((None, None), ("Договоры", "Средства"), (("ответ",),))


def laid(text, target=GRID, row=0, column=0, first="auto"):
    layout = lay(read_clipboard(text), target, row=row, column=column, first=first)
    return [tuple(place) for place in layout.placed if place.text], [
        said.replace("\xa0", " ") for said in layout.said
    ]


def test_the_text_of_a_clipboard_is_read_as_spreadsheets_write_it():
    text = '"Билет ""в будущее"""\t"1\n234"\r\n17,8\t\r\n\t\r\n'
    assert read_clipboard(text) == [['Билет "в будущее"', "1\n234"], ["17,8", ""]]
    assert read_clipboard('5"\t7') == [['5"', "7"]]  # a lone mark opens nothing
    assert read_clipboard("1\u00a0234\t–\r\r") == [["1\u00a0234", "–"]]


@pytest.mark.parametrize(
    "text", ["", "\t\t\r\n", "1\x002", "\n".join("1" * 201), "1\t" * 200 + "1", "9" * 200_001]
)
def test_what_is_no_table_is_refused_in_words(text):
    with pytest.raises(ClipboardRefused):
        read_clipboard(text)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("5 класс", 5), ("5\u00a0кл.", 5), ("11-й класс", 11), ("5а", 5), ("5 «Б»", 5), ("5-А класс", 5),
        ("Дошкольные группы", 0),
        ("5", None), ("1–4 классы", None), ("13 класс", None), ("2021/2022", None), ("57", None), ("0 класс", None),
    ],
)  # fmt: skip
def test_a_grade_is_named_in_words(text, grade):
    assert named_grade(text) == grade


def test_without_headings_a_block_lies_as_in_a_spreadsheet():
    assert laid("10\t1\n20\t\n30\tн/д") == (
        [(0, 0, "10", False), (0, 1, "1", False), (1, 0, "20", False), (2, 0, "30", False), (2, 1, "н/д", False)], [],
    )  # fmt: skip
    assert laid("10\t1\t9\n20\t2\t9", row=3, column=1) == (
        [(3, 1, "10", False)],
        [
            "Не поместилось: 1 строка ниже строки «8 класс».",
            "Не поместилось: 2 столбца правее графы «Билет в будущее».",
        ],
    )  # fmt: skip


def test_grades_and_names_steer_and_totals_are_skipped():
    text = (
        "Отчёт за год\t\t\t\nКласс\tВсего\tпроект Билет в будущее\tОбучающихся\n1\t2\t3\t4\n"
        "7 класс\t31\t1\t30\n5 класс\t52\t2\t50\n12 класс\t9\t9\t9\nИтого\t83\t3\t80\n"
    )
    assert laid(text, row=3, column=1) == (
        [(2, 1, "1", False), (2, 0, "30", False), (0, 1, "2", False), (0, 0, "50", False)],
        [
            "Строка «12 класс» пропущена: такой строки в форме нет.",
            "Строка «Итого» пропущена: итоги портал считает сам.",
            "Столбец «Всего» пропущен: итоги портал считает сам.",
        ],
    )  # fmt: skip


def test_bare_numbers_are_grades_only_where_they_run_on_and_a_person_may_decide():
    text = "5\t50\n6\t60\n7\t70"
    by_grade = [(0, 0, "50", False), (1, 0, "60", False), (2, 0, "70", False)]
    assert laid(text)[0] == by_grade
    assert laid(text, first="numbers")[0] == [
        (0, 0, "5", False), (0, 1, "50", False), (1, 0, "6", False), (1, 1, "60", False), (2, 0, "7", False),
        (2, 1, "70", False),
    ]  # fmt: skip
    assert laid("5\t50\n7\t70")[0][:2] == [(0, 0, "5", False), (0, 1, "50", False)]
    assert laid("5\t50\n7\t70", first="labels")[0] == [(0, 0, "50", False), (2, 0, "70", False)]


def test_two_rows_of_one_grade_clash_and_a_number_before_the_grade_is_passed_over():
    text = "1\t5а\t20\n2\t5б\t30\n3\t6\t40\n4\t7 класс\t25"
    assert laid(text) == (
        [(0, 0, "20", True), (0, 0, "30", True), (1, 0, "40", False), (2, 0, "25", False)],
        [],
    )


def test_grades_from_left_to_right_are_turned():
    assert laid("\t5 класс\t6 класс\nОбучающихся\t50\t60\nБилет в будущее\t5\t6") == (
        [(0, 0, "50", False), (0, 1, "5", False), (1, 0, "60", False), (1, 1, "6", False)],
        ["Классы в скопированном идут слева направо: таблица повёрнута."],
    )


def test_questions_with_one_answer_are_found_by_their_names():
    assert laid("средства\t17,8\nДоговоры\t3\nПрочее\t1", LIST) == (
        [(1, 0, "17,8", False), (0, 0, "3", False)],
        ["Строка «Прочее» пропущена: такой строки в форме нет."],
    )
    assert laid("3\n17,8\n9", LIST) == (
        [(0, 0, "3", False), (1, 0, "17,8", False)], ["Не поместилось: 1 строка ниже строки «Средства»."],
    )  # fmt: skip

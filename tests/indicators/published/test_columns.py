"""What columns are taken for, and the rows they give: planted figures come out, whatever the form of the table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.published.columns import (
    ACHIEVED,
    DENOMINATOR,
    INDICATOR,
    NUMERATOR,
    PERCENT,
    PERIOD,
    SKIP,
    Layout,
    propose,
)
from indicators.published.heading import year_said
from indicators.published.rows import layout_problems, restored, rows_of, stored
from indicators.published.tables import table_of
from indicators.published_checks import check_published
from schools.numbers import format_number, percent

pytestmark = pytest.mark.once

WORDS = {
    "named": ("Всего обучающихся", "Приняли участие (чел.)", "Приняли участие (%)"),
    "doubtful": ("Кол-во выпускников", "Кол-во родителей, которым оказана", "Доля родителей"),
    "silent": ("Группа А", "Группа Б", "Группа В"),
}


def read(rows, caption="Таблица 1. Охват"):
    table = table_of(rows, caption)
    layout = propose(table)
    assert layout_problems(table, layout) == []
    found, wrong = rows_of(table, layout)
    assert wrong == []
    return [
        (r.table, r.indicator, r.period, r.numerator, r.denominator, r.percent, r.achieved) for r in found
    ]


def printed(numerator, denominator):
    return format_number(percent(numerator, denominator, 1), 1)


pairs = st.tuples(st.integers(1, 900), st.integers(1000, 1900))
years = st.integers(2005, 2030).map(lambda year: [f"{each}-{each + 1}" for each in range(year, year + 3)])


@settings(max_examples=60, deadline=None)
@given(
    years,
    st.lists(pairs, min_size=3, max_size=3),
    st.sampled_from(sorted(WORDS)),
    st.booleans(),
    st.booleans(),
)
def test_three_years_beside_each_other_are_found_in_any_words(names, figures, words, merged, numbered):
    rows = [["Охват"] * 9, [name if merged or not place else "" for name in names for place in range(3)],
            list(WORDS[words]) * 3]  # fmt: skip
    rows += [[str(number) for number in range(1, 10)]] if numbered else []
    rows.append([text for n, d in figures for text in (str(d), str(n), printed(n, d))])
    expected = [
        ("1", "Охват", name, n, d, percent(n, d, 1), None)
        for name, (n, d) in zip(names, figures, strict=True)
    ]
    assert read(rows) == expected


@settings(max_examples=40, deadline=None)
@given(years, st.lists(pairs, min_size=3, max_size=3), st.permutations([0, 1, 2]), st.booleans())
def test_one_line_per_year_is_found_in_any_order_of_columns(names, figures, order, calendar):
    names = [str(int(name[:4]) + 1) for name in names] if calendar else names
    rows = [["Показатель", "Период", *(WORDS["named"][place] for place in order)]]
    for name, (n, d) in zip(names, figures, strict=True):
        texts = (str(d), str(n), printed(n, d) + " %")
        rows.append(["Доля участников", name, *(texts[place] for place in order)])
    expected = [("1", "Доля участников", name, n, d, percent(n, d, 1), None)
                for name, (n, d) in zip(names, figures, strict=True)]  # fmt: skip
    assert read(rows) == expected


def test_counts_of_three_years_need_no_words():
    rows = [["Места"] * 3, ["2019-2020", "2020-2021", "2021-2022"], ["14", "21 шт.", "23"]]
    assert [(row[2], row[3]) for row in read(rows)] == [
        ("2019-2020", 14),
        ("2020-2021", 21),
        ("2021-2022", 23),
    ]


def test_whether_a_plan_was_reached_is_read_without_a_number():
    rows = [["Показатель", "2020 год, %", "План"], ["Охват дошкольников", "40 %", "не достигнут"],
            ["Охват школьников", "", "достигнут"]]  # fmt: skip
    assert [row[1:3] + row[5:] for row in read(rows)] == [
        ("Охват дошкольников", "2020", 40, False), ("Охват школьников", "2020", None, True),
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(pairs, min_size=2, max_size=6), st.sampled_from(["Школа", "Наименование ОО", "Учреждение", ""]),
    st.sampled_from(["СОШ № {}", "МБОУ «Школа {}»", "с. Село-{}"]), st.booleans(),
    st.sampled_from([", за {}", " в {}", " ({})"]),
    st.sampled_from(["2020/2021 учебный год", "2020-2021 уч. году", "2021 год"]),
)  # fmt: skip
def test_a_table_by_schools_takes_indicator_and_year_from_its_caption(
    figures, head, school, numbered, said, year
):
    number = ["№ п/п"] if numbered else []
    rows = [[*number, head, "Всего", "Из них", "%"]]
    for place, (n, d) in enumerate(figures, start=1):
        rows.append([*map(str, [place] * len(number)), school.format(place), str(d), str(n), printed(n, d)])
    total = [sum(side) for side in zip(*figures, strict=True)]
    rows.append([*[""] * len(number), "Итого", str(total[1]), str(total[0]), printed(*total)])
    table = table_of(rows, f"Таблица 3. Охват 6–11 классов{said.format(year)}")
    layout = propose(table)
    assert layout_problems(table, layout) == []
    found, wrong = rows_of(table, layout)
    assert wrong == []
    assert {(row.indicator, row.year) for row in found} == {("Охват 6–11 классов", 2020)}
    expected = [(school.format(place).lower(), n, d) for place, (n, d) in enumerate(figures, start=1)]
    assert [(row.place, row.numerator, row.denominator) for row in found] == [*expected, ("", *total)]
    assert check_published(found) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Охват в 2021/2022 учебном году", ("2021/2022", "Охват")),
        ("Итоги 2022 года. Охват", ("2022", "Итоги. Охват")),
        ("Тестирование в 2020-2022 гг.", ("", "Тестирование в 2020-2022 гг.")),
        ("Охват за 2019-2020 и 2020-2021", ("", "Охват за 2019-2020 и 2020-2021")),
        ("Контингент на 1 сентября 2021 года", ("", "Контингент на 1 сентября 2021 года")),
        ("Приказ от 01.09.2021", ("", "Приказ от 01.09.2021")),
        ("Охват 6–11 классов", ("", "Охват 6–11 классов")),
    ],
)
def test_the_one_year_a_caption_names_is_its_period(words, said):
    assert year_said(words) == said


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(pairs, st.integers(1, 900)), min_size=2, max_size=4), st.booleans(), st.booleans())
def test_several_programmes_side_by_side_share_the_whole(figures, two_lines, signs):
    first, second = "«Билет в будущее»", "«Шоу профессий»"
    if two_lines:
        rows = [
            ["Школа", "Всего", first, first, second, second],
            ["Школа", "Всего", "чел.", "%", "чел.", "%"],
        ]
    else:
        rows = [["Школа", "Всего", f"{first}, чел.", f"{first}, %", f"{second}, чел.", f"{second}, %"]]
    sign = " %" if signs else ""
    for place, ((n, d), m) in enumerate(figures, start=1):
        rows.append([f"СОШ № {place}", str(d), str(n), printed(n, d) + sign, str(m), printed(m, d) + sign])
    table = table_of(rows, "Таблица 2. Охват в 2021/2022 учебном году")
    layout = propose(table)
    assert layout_problems(table, layout) == []
    found, wrong = rows_of(table, Layout.restored(layout.stored()))
    assert wrong == []
    assert [(r.indicator, r.place, r.numerator, r.denominator, r.percent) for r in found] == [
        (f"Охват: {name}", f"сош № {place}", part, d, percent(part, d, 1))
        for place, ((n, d), m) in enumerate(figures, start=1)
        for name, part in ((first, n), (second, m))
    ]
    assert check_published(found) == []


def test_each_programme_may_have_its_own_whole():
    rows = [
        ["Билет"] * 3 + ["Пробы"] * 3,
        ["Всего", "Из них", "%"] * 2,
        ["100", "40", "40", "80", "20", "25"],
    ]
    found = read(rows, "Таблица 2. Охват в 2021 году")
    assert [(row[1], *row[3:6]) for row in found] == [
        ("Охват: Билет", 40, 100, 40), ("Охват: Пробы", 20, 80, 25),
    ]  # fmt: skip


def test_a_plan_is_no_figure_of_the_table():
    rows = [["№ п/п", "Наименование показателя", "План, %", "Факт, %"], ["1", "Доля выпускников", "60", "67,3"],
            ["2", "Охват", "30", "28,1"]]  # fmt: skip
    found = read(rows, "Таблица 1. Показатели за 2021/2022 учебный год")
    assert [(row[1], row[2], row[3], str(row[5])) for row in found] == [
        ("Доля выпускников", "2021/2022", None, "67.3"), ("Охват", "2021/2022", None, "28.1"),
    ]  # fmt: skip


def test_lines_that_are_indicators_stay_indicators():
    rows = [
        ["", "Всего", "Из них"],
        ["Доля ОО, где есть психолог", "19", "19"],
        ["Охват родителей", "100", "40"],
    ]
    assert propose(table_of(rows, "Таблица 5. Показатели за 2021 год")).roles[0] == INDICATOR


def test_a_figure_that_looks_like_a_year_stays_a_figure():
    rows = [["Охват"] * 3, ["2022"] * 3, list(WORDS["named"]), ["2035", "575", "28"]]
    assert [row[3:6] for row in read(rows)] == [(575, 2035, 28)]


def layout(**words):
    plain = {"take": True, "heading": 1, "number": "1", "name": "Охват", "roles": (DENOMINATOR, NUMERATOR, PERCENT),
             "periods": ("2020", "2020", "2020")}  # fmt: skip
    return Layout(**{**plain, **words})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, []),
        ({"roles": (SKIP,) * 3}, ["выберите хотя бы один столбец с числами или снимите отметку «проверять»."]),
        ({"roles": (SKIP,) * 3, "take": False}, []),
        ({"name": " "}, ["напишите название показателя: столбца с ним в таблице нет."]),
        ({"periods": ("", "2020", "2020")},
         ["напишите период таблицы или выберите столбец с периодом."]),
        ({"roles": (NUMERATOR, NUMERATOR, PERCENT)}, ["«из них» выбрано дважды за 2020: оставьте один столбец."]),
        ({"roles": (PERIOD, INDICATOR, INDICATOR)},
         ["выберите хотя бы один столбец с числами или снимите отметку «проверять».",
          "«показатель» выбрано дважды: оставьте один столбец."]),
        ({"roles": (PERIOD, INDICATOR, ACHIEVED)}, []),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_are_told(words, said):
    table = table_of([["Всего", "Из них", "%"], ["8", "1", "12"]])
    assert layout_problems(table, layout(**words)) == said


def test_what_is_no_number_is_told_with_its_line_and_lines_without_figures_are_passed_over():
    table = table_of([["Всего", "Из них", "%"], ["8", "один", "12"], [".", "", "*"], ["8", "1", "12,5"]])
    rows, wrong = rows_of(table, layout())
    assert wrong == ["строка 2, «один»: нужно число или пустая ячейка."]
    assert [(row.line, row.numerator) for row in rows] == [(2, None), (4, 1)]
    assert restored(stored(rows)) == rows

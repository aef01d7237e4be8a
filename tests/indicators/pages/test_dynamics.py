"""Dynamics: periods of an indicator, what changed, one sentence each; a line parted where definitions part."""

from decimal import Decimal

import pytest

from indicators.models import MunicipalityValue, PublishedValue, SchoolValue
from indicators.pages.asked import AskedDynamics
from indicators.pages.development import development
from indicators.pages.dynamics import dynamics_page, indicator_dynamics, school_dynamics
from indicators.pages.filters import OF_SCHOOLS
from indicators.targets import set_target
from schools.models import SchoolYear
from tests.indicators.board import YEAR, make_indicator


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.fixture
def past(okrug, school, small_school):
    """Writes a value of another year: of the municipality, or of an organisation."""

    def write(indicator, year, numerator, denominator, one=None, **words):
        SchoolYear.objects.get_or_create(year=year)
        sides = {"numerator": numerator, "denominator": denominator, "standing": 0, **words}
        if one is None:
            sides = {"reported": 2, "expected": 2, **sides}
            MunicipalityValue.objects.create(indicator=indicator, municipality=okrug, year=year, **sides)
        else:
            SchoolValue.objects.create(indicator=indicator, school=one, year=year, **sides)

    return write


@pytest.fixture
def page(okrug):
    return lambda year=YEAR, **words: dynamics_page(okrug, year, AskedDynamics.of(words))


def table_of(page, code="bilet"):
    return next(table for table in page.tables if table.indicator.code == code)


def test_three_periods_stand_side_by_side_with_changes_plans_and_a_sentence(board, okrug, past, page):
    for year, numerator, denominator in ((2018, 1, 100), (2019, 152, 1000), (2020, 20, 100)):
        past(board.bilet, year, numerator, denominator)
    set_target(indicator=board.bilet, year=2020, municipality=okrug, value=Decimal(25))
    found = page()
    assert found.years == [2019, 2020, 2021]
    table = table_of(found)
    assert [
        (step.label, step.line.denominator, step.line.numerator, step.number, step.line.plan, step.status)
        for step in table.series.steps
    ] == [
        ("2019/2020", "1\u00a0000", "152", "15,2", "–", "no_target"),
        ("2020/2021", "100", "20", "20,0", "25\u00a0%", "missed"),
        ("2021/2022", "100", "32", "32,0", "30\u00a0%", "achieved"),
    ]
    assert [change and plain(change.text) for change in table.series.changes] == [
        None,
        "+4,8 п.п.",
        "+12,0 п.п.",
    ]
    assert table.caption == "Таблица 1. Доля охваченных «Билетом»"
    assert plain(table.sentence) == (
        "За три года доля выросла с 15,2 % до 32,0 % (+16,8 п.п.), план 30 % достигнут."
    )
    assert plain(found.heading) == "С 2019/2020 стало лучше по 1 показателю из 1, хуже – ни по одному"
    assert page(periods="all").years == [2018, 2019, 2020, 2021]
    assert page(periods="2").years == [2020, 2021]
    assert page(periods="нечто").years == [2019, 2020, 2021]


def test_years_without_data_are_named_and_are_not_columns(board, past, page):
    past(board.bilet, 2017, 10, 100)
    found = page()
    assert (found.years, found.gaps) == ([2017, 2021], "2018/2019–2020/2021")
    assert plain(table_of(found).sentence) == (
        "С 2017/2018 по 2021/2022 учебный год доля выросла с 10,0 % до 32,0 % (+22,0 п.п.), план 30 % достигнут."
    )
    assert plain(table_of(found, "contracts").sentence) == (
        "За 2021/2022 учебный год – 3 шт., план 5 шт. не достигнут. "
        "Данные за 2021/2022 учебный год неполные: представили 1 из 2. "
        "Сравнить не с чем: за другие выбранные годы данных нет."
    )


def test_the_year_of_the_page_stays_a_column_while_it_has_no_data(board, page):
    SchoolYear.objects.create(year=2022)
    found = page(2022)
    assert found.years == [2021, 2022]
    assert plain(table_of(found).sentence) == (
        "За 2021/2022 учебный год – 32,0 %, план 30 % достигнут. За 2022/2023 учебный год данных нет."
    )


def test_the_line_is_parted_where_a_definition_does_not_compare(board, past, page):
    before = make_indicator("bilet_old", "Прежний охват", {}, last_year=2020)
    past(before, 2019, 1, 4)
    past(before, 2020, 1, 2)
    board.bilet.predecessor = before
    board.bilet.save()
    series = table_of(page()).series
    assert ([step.run for step in series.steps], series.line) == ([1, 1, 0], [25, 50, None, 32])
    assert [change and plain(change.text) for change in series.changes] == [None, "+25,0 п.п.", None]
    assert plain(development(series)) == (
        "За 2021/2022 учебный год – 32,0 %, план 30 % достигнут. "
        "По 2020/2021 учебный год показатель считался иначе: с нынешними значениями не сопоставимо."
    )
    board.bilet.comparable = True
    board.bilet.save()
    series = table_of(page()).series
    assert series.line == [25, 50, 32]
    assert [table.indicator.code for table in page().tables] == ["bilet", "contracts", "juniors", "places"]


def test_a_published_figure_fills_a_year_of_the_municipality_and_names_its_document(
    board, okrug, page, school
):
    PublishedValue.objects.create(
        indicator=board.bilet,
        municipality=okrug,
        year=2019,
        document="Отчёт",
        numerator=1,
        denominator=8,
        percent="13",
    )
    table = table_of(page())
    assert [(step.number, step.line.document) for step in table.series.steps] == [
        ("13", "Отчёт"),
        ("32,0", ""),
    ]
    assert plain(table.sentence) == (
        "С 2019/2020 по 2021/2022 учебный год доля выросла с 13 % до 32,0 % (+19,5 п.п.), план 30 % достигнут."
    )
    PublishedValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=YEAR, document="Письмо", numerator=32, denominator=100
    )
    assert [plain(words) for words in table_of(page()).series.documents] == [
        "† 2019/2020 – по опубликованному отчёту: Отчёт",
        "2021/2022 – по опубликованному отчёту: Письмо: 32 из 100 – совпадает с порталом",
    ]
    own = table_of(school_dynamics(school, YEAR, AskedDynamics.of({})))
    assert [step.number for step in own.series.steps] == ["20,0"]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((32, 100), (32, 100), "доля не изменилась: 32,0 %"),
        ((33, 100), (32, 100), "доля снизилась с 33,0 % до 32,0 % (−1,0 п.п.)"),
        ((3200, 10000), (3201, 10000), "доля выросла с 32,00 % до 32,01 % (+0,01 п.п.)"),
    ],
)
def test_values_that_print_alike_are_told_apart(board, past, page, before, now, words):
    past(board.bilet, 2020, *before)
    MunicipalityValue.objects.filter(indicator=board.bilet, year=YEAR).update(
        numerator=now[0], denominator=now[1]
    )
    assert plain(table_of(page()).sentence) == f"За два года {words}, план 30 % достигнут."


def test_a_calendar_label_and_less_is_better(board, past, page):
    past(board.bilet, 2020, 40, 100)
    board.bilet.label, board.bilet.better = "calendar_year", "lower"
    board.bilet.save()
    table = table_of(page())
    assert [step.label for step in table.series.steps] == ["2021", "2022"]
    assert table.series.change.gain == 8
    assert "план 30 % не достигнут" in plain(table.sentence)


def test_a_topic_leaves_its_indicators_and_numbers_begin_anew(board, page):
    board.bilet.goal, board.juniors.goal = None, board.bilet.goal
    board.bilet.save()
    board.juniors.save()
    assert [table.caption for table in page(topic="early_guidance").tables] == ["Таблица 1. Доля юниоров"]


def test_organisations_of_an_indicator_are_filtered_and_sorted(board, okrug, past, school, small_school):
    past(board.bilet, 2020, 10, 100)
    past(board.bilet, 2020, 30, 60, school)
    past(board.bilet, 2020, 4, 40, small_school)

    def lines(**words):
        found = indicator_dynamics(okrug, YEAR, "bilet", AskedDynamics.of(words, *OF_SCHOOLS))
        return [(line.school.code, plain(line.series.change.text)) for line in found.lines]

    assert lines() == [("okr-02", "+40,0 п.п."), ("okr-01", "−30,0 п.п.")]
    assert lines(sort="change") == [("okr-01", "−30,0 п.п."), ("okr-02", "+40,0 п.п.")]
    assert lines(kind="secondary") == [("okr-01", "−30,0 п.п.")]
    assert indicator_dynamics(okrug, YEAR, "nothing", AskedDynamics.of({})) is None


def test_a_municipality_without_values_says_so(board, neighbour):
    found = dynamics_page(neighbour, YEAR, AskedDynamics.of({}))
    assert (found.heading, found.tables, found.years) == ("Сравнивать по годам пока нечего", [], [YEAR])

"""The heatmap: columns, rows, sums, preliminary cells, filters and sorting."""

import pytest

from indicators.models import MunicipalityValue
from indicators.pages.filters import Asked
from indicators.pages.heatmap import heatmap_page
from monitoring.models import Participation
from tests.indicators.board import YEAR


@pytest.fixture
def page(board, okrug):
    return lambda **words: heatmap_page(okrug, YEAR, Asked.of(words))


def table(page):
    return {row.school.code: [(cell.text, cell.status) for cell in row.cells] for row in page.rows}


def test_what_has_a_value_is_a_column_and_whom_it_concerns_a_row(page):
    found = page()
    assert [column.indicator.code for column in found.columns] == ["bilet", "contracts", "juniors"]
    assert table(found) == {
        "okr-02": [("50,0", "achieved"), ("", "no_data"), ("50,0", "no_target")],
        "okr-01": [("20,0", "missed"), ("3", "no_target"), ("20,0", "no_target")],
    }
    assert [(cell.text, cell.status) for cell in found.whole] == [
        ("32,0", "achieved"), ("3", "missed"), ("32,0", "achieved"),
    ]  # fmt: skip
    assert (found.came, found.waiting, found.without_values) == (2, 0, 1)
    assert [(row.indicator.code, row.text) for row in found.apart] == [("places", "7\u00a0мест")]
    assert found.heading.replace("\u00a0", " ") == "1 показатель из 3 ниже плана"


def test_a_cell_says_what_stands_behind_it_and_leads_there(page):
    cell = page().rows[1].cells[0]
    assert cell.title.replace("\u00a0", " ") == "12 из 60; план 30 %; не хватает 6 чел."
    assert cell.url == "/2021/schools/okr-01/indicators/bilet/"
    judged_as_a_whole = page().rows[1].cells[2]
    assert judged_as_a_whole.title == "12 из 60; оценивается по муниципалитету в целом"


def test_a_report_that_waits_shows_its_value_as_preliminary_and_changes_no_sum(board, page, school):
    Participation.objects.filter(school=school, grade=6).update(value=10 + 8)
    assert page().rows[1].cells[0].text == "20,0"
    board.hands_in(school)
    found = page()
    assert [(c.text, c.status, c.preliminary) for c in found.rows[1].cells] == [
        ("30,0", "achieved", True), ("3", "no_target", False), ("30,0", "no_target", True),
    ]  # fmt: skip
    assert (found.whole[0].text, found.waiting) == ("32,0", 1)


def test_before_the_first_pass_the_municipality_has_no_data_yet(page):
    MunicipalityValue.objects.all().delete()
    assert [(cell.status, cell.title) for cell in page().whole] == [("no_data", "нет данных")] * 3


def test_filters_leave_schools_and_topics_and_sum_the_chosen(page):
    basic = page(kind="basic")
    assert [row.school.code for row in basic.rows] == ["okr-02"]
    assert [(cell.text, cell.status) for cell in basic.chosen] == [
        ("50,0", "achieved"), ("", "no_data"), ("50,0", "achieved"),
    ]  # fmt: skip
    assert [cell.text for cell in basic.whole] == ["32,0", "3", "32,0"]
    assert page(locality="urban").rows == []
    assert [column.indicator.code for column in page(topic="early_guidance").columns] == ["bilet"]
    assert page(topic="никакая").asked == Asked()


def test_a_level_of_education_leaves_its_organisations_and_indicators_and_says_how_many(page):
    seniors = page(level="soo", sort="-bilet")
    assert ([row.school.code for row in seniors.rows], seniors.chosen[0].text) == (["okr-01"], "20,0")
    assert seniors.shown == "Показано: организаций – 1 из 2, показателей – 3 из 3"
    assert (seniors.asked.words, seniors.asked.reset) == (
        "Уровень образования: 10–11 классы (СОО)", "?sort=-bilet",
    )  # fmt: skip
    nobody = page(level="doo")
    assert (nobody.columns, nobody.rows) == ([], [])
    assert nobody.shown == "Показано: организаций – 0 из 2, показателей – 0 из 3"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["okr-02", "okr-01"]), ("-name", ["okr-01", "okr-02"]), ("bilet", ["okr-01", "okr-02"]),
        ("-bilet", ["okr-02", "okr-01"]), ("contracts", ["okr-01", "okr-02"]), ("-contracts", ["okr-01", "okr-02"]),
        ("-missed", ["okr-01", "okr-02"]), ("нет такого", ["okr-02", "okr-01"]),
    ],
)  # fmt: skip
def test_rows_are_sorted_and_what_has_no_value_stands_last(page, sort, order):
    assert [row.school.code for row in page(sort=sort).rows] == order


def test_a_small_group_is_marked(board, page):
    board.bilet.min_denominator = 50
    board.bilet.save()
    found = page()
    assert [row.cells[0].text for row in found.rows] == ["50,0*", "20,0"]
    assert found.has_small


def test_a_municipality_without_values_says_so(neighbour, board):
    found = heatmap_page(neighbour, YEAR, Asked())
    assert (found.heading, found.columns, found.rows) == ("Значений показателей пока нет", [], [])

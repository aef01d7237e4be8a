"""Two years side by side: who moved which way, who cannot be compared and why."""

import datetime as dt

import pytest

from indicators.models import MunicipalityValue, SchoolValue
from indicators.pages.asked import AskedComparison
from indicators.pages.comparison import comparison_page
from schools.models import SchoolYear
from tests.cast import make_school
from tests.indicators.board import YEAR, make_indicator


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.fixture
def page(okrug):
    return lambda year=YEAR, **words: comparison_page(okrug, year, AskedComparison.of(words))


@pytest.fixture
def before(board, okrug, school, small_school):
    """A year earlier: school 30 of 60, small_school 4 of 40, together 34 of 100."""
    SchoolYear.objects.create(year=2020)
    MunicipalityValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2020, standing=0, numerator=34, denominator=100,
        reported=2, expected=2,
    )  # fmt: skip
    for one, numerator, denominator in ((school, 30, 60), (small_school, 4, 40)):
        value_of(board.bilet, one, 2020, numerator, denominator)


def value_of(indicator, school, year, numerator, denominator, standing=0):
    SchoolValue.objects.create(
        indicator=indicator,
        school=school,
        year=year,
        standing=standing,
        numerator=numerator,
        denominator=denominator,
    )


def lines(detail):
    return [(line.rank, line.school.code, plain(line.change.text)) for line in detail.lines]


def test_all_indicators_with_how_many_organisations_moved(page, before):
    found = page()
    assert (found.before, found.years) == (2020, "2020/2021 → 2021/2022")
    assert [
        (line.series.indicator.code, plain(line.series.change.text) if line.series.change else line.why_not,
         line.better, line.worse, line.same)
        for line in found.overview
    ] == [
        ("bilet", "−2,0 п.п.", 1, 1, 0),
        ("contracts", "за 2020/2021 данных нет", 0, 0, 0),
        ("juniors", "за 2020/2021 данных нет", 0, 0, 0),
        ("places", "за 2020/2021 данных нет", 0, 0, 0),
    ]  # fmt: skip
    assert plain(found.heading) == "За год лучше не стало ни по одному показателю из 1, хуже – по 1"


def test_a_year_that_not_everybody_reported_is_said_beside_the_change(page, before):
    MunicipalityValue.objects.filter(indicator__code="bilet", year=YEAR).update(reported=1)
    words = "За 2021/2022 представили 1 из 2, данные неполные"
    for found in (page(), page(indicator="bilet")):
        assert (plain(found.incomplete), found.heading.endswith(found.incomplete)) == (words, True)
    assert page(indicator="bilet").figure_title.endswith(words)


def test_a_year_chosen_by_hand_names_the_last_one(page, before):
    SchoolYear.objects.create(year=2030)
    assert (page(year=2030).is_last_year, page(year=2030).last_year) == (False, "2029/2030")


def test_organisations_are_ranked_by_their_change(page, before):
    found = page(indicator="bilet")
    assert lines(found.detail) == [(1, "okr-02", "+40,0 п.п."), (2, "okr-01", "−30,0 п.п.")]
    assert lines(page(indicator="bilet", sort="name").detail)[0][:2] == (1, "okr-02")
    assert lines(page(indicator="bilet", sort="-before").detail)[0][:2] == (2, "okr-01")
    assert plain(found.heading) == "«Билет»: лучше в 1 организации из 2, хуже в 1"
    assert (plain(found.detail.both.text), found.detail.both_differ) == ("−2,0 п.п.", False)
    only = page(indicator="bilet", kind="secondary").detail
    assert (lines(only), plain(only.both.text), only.both_differ) == (
        [(1, "okr-01", "−30,0 п.п.")], "−30,0 п.п.", True,
    )  # fmt: skip


def test_where_less_is_better_a_fall_comes_first(board, page, before):
    board.bilet.better = "lower"
    board.bilet.save()
    assert lines(page(indicator="bilet").detail) == [(1, "okr-01", "−30,0 п.п."), (2, "okr-02", "+40,0 п.п.")]


def test_small_groups_keep_their_numbers_and_take_no_place(board, page, before):
    board.bilet.min_denominator = 50
    board.bilet.save()
    detail = page(indicator="bilet").detail
    assert (lines(detail), [line.school.code for line in detail.small]) == (
        [(1, "okr-01", "−30,0 п.п.")], ["okr-02"],
    )  # fmt: skip
    assert (page().overview[0].better, page().overview[0].worse) == (0, 1)


def test_an_organisation_of_one_year_says_why(board, okrug, page, before, school, small_school):
    fresh = make_school(okrug, "okr-04", "Новая СОШ", opened=dt.date(2021, 9, 1))
    merged = make_school(okrug, "okr-05", "Заречная СОШ", closed=dt.date(2021, 8, 1), successor=school)
    silent = make_school(okrug, "okr-06", "Тихая СОШ")
    absent = make_school(okrug, "okr-07", "Ясная СОШ")
    value_of(board.bilet, fresh, YEAR, 1, 10)
    value_of(board.bilet, merged, 2020, 1, 10)
    value_of(board.bilet, silent, 2020, 1, 10)
    value_of(board.bilet, silent, YEAR, None, None, standing=1)
    value_of(board.bilet, absent, YEAR, 1, 10)
    detail = page(indicator="bilet").detail
    assert {line.school.code: plain(line.why_not) for line in detail.apart} == {
        "okr-04": "открыта 1 сентября 2021 года",
        "okr-05": "закрыта 1 августа 2021 года, правопреемник – Ёлкинская СОШ",
        "okr-06": "за 2021/2022 данных нет",
        "okr-07": "в 2020/2021 не участвовала",
    }
    assert {line.school.code: line.joined for line in detail.lines} == {
        "okr-01": "присоединена Заречная СОШ", "okr-02": "",
    }  # fmt: skip


def test_definitions_that_do_not_compare_are_not_subtracted(board, page, okrug, school):
    SchoolYear.objects.create(year=2020)
    old = make_indicator("bilet_old", "Прежний охват", {}, last_year=2020)
    board.bilet.predecessor = old
    board.bilet.save()
    value_of(old, school, 2020, 1, 4)
    MunicipalityValue.objects.create(
        indicator=old,
        municipality=okrug,
        year=2020,
        standing=0,
        numerator=1,
        denominator=4,
        reported=1,
        expected=2,
    )
    found = page(indicator="bilet")
    assert (found.detail.lines, found.detail.series.change) == ([], None)
    assert {line.school.code: line.why_not for line in found.detail.apart} == {
        "okr-01": "показатель считался иначе, не сопоставимо",
        "okr-02": "в 2020/2021 не участвовала",
    }
    assert page().overview[0].why_not == "считался иначе, не сопоставимо"
    assert found.detail.series.steps[0].partial == "представили 1 из 2"


def test_what_is_no_longer_counted_is_named(board, page, before):
    board.bilet.last_year = 2020
    board.bilet.save()
    found = page()
    assert [indicator.code for indicator in found.ended] == ["bilet"]
    assert "bilet" not in [line.series.indicator.code for line in found.overview]


def test_the_last_year_with_values_is_taken_where_the_last_year_has_none(page, before):
    SchoolYear.objects.create(year=2025)
    found = page(2025)
    assert (found.before, found.is_last_year, found.has_last_year) == (2021, False, False)
    assert page(2025, **{"with": "2020"}).before == 2020
    assert page(2025, **{"with": "2019"}).before == 2021
    assert page(2020).heading == "Сравнивать пока не с чем"

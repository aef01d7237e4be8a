"""Municipalities side by side: values, places, points; who has no data is no zero."""

import pytest

from indicators.models import Indicator, MunicipalityValue
from indicators.pages.filters import Asked
from indicators.pages.region import region_page
from schools.models import Municipality
from tests.cast import make_municipality
from tests.indicators.board import YEAR, make_indicator


@pytest.fixture
def forest(kuzbass):
    return make_municipality(kuzbass, "32750000", "Лесной округ", "Лесного округа", "Лесном округе")


@pytest.fixture
def kuzbass_values(board, okrug, neighbour, forest):
    """okrug «Билет» 32 of 100 (by the engine), neighbour 16 of 40, forest 0 of 50; «Юниоры» in okrug alone."""
    for place, numerator, denominator in ((neighbour, 16, 40), (forest, 0, 50)):
        value_of(board.bilet, place, numerator, denominator)


def value_of(indicator, place, numerator, denominator, **words):
    MunicipalityValue.objects.create(
        indicator=indicator, municipality=place, year=YEAR, standing=0, numerator=numerator, denominator=denominator,
        **{"reported": 1, "expected": 1, **words},
    )  # fmt: skip


@pytest.fixture
def page(kuzbass):
    def read(view="", **words):
        return region_page(kuzbass.pk, YEAR, Asked.of(words, "topic"), view)

    return read


def cells(page, code="bilet"):
    place = next(n for n, column in enumerate(page.columns) if column.indicator.code == code)
    return {row.municipality.code: row.cells[place].text for row in page.rows}


def scores(page):
    return {row.municipality.code: (row.mean, row.score.entered, row.score.place) for row in page.rows}


def test_values_places_and_points_of_one_indicator(kuzbass_values, page):
    assert cells(page()) == {"32622000": "32,0", "32701000": "40,0", "32750000": "0,0"}
    assert cells(page("places")) == {"32622000": "2", "32701000": "1", "32750000": "3"}
    assert cells(page("points")) == {"32622000": "80,0", "32701000": "100,0", "32750000": "0,0"}
    assert cells(page("points"), "juniors") == {"32622000": "100,0", "32701000": "", "32750000": ""}
    assert page("points").rows[0].cells[0].title.startswith("значение 32,0; 32 из 100; план 30\u00a0%")
    assert [cell.text for cell in page("points").whole][:1] == ["25,3"]  # 48 of 190, whatever the rows show


def test_a_mean_is_of_what_entered_and_sorts(kuzbass_values, board, page, okrug, neighbour):
    value_of(board.places, neighbour, 30, None)
    found = page("points")
    # places is a count: it grows with the municipality and gives points only where these are asked for
    assert found.standings.scored == 2
    assert scores(found) == {
        "32622000": ("90,0", 2, 2), "32701000": ("100,0", 1, 1), "32750000": ("0,0", 1, 3),
    }  # fmt: skip
    assert scores(page("all_points"))["32622000"] == ("67,8", 3, 2)  # 80, 100 and 7 of 30
    assert [row.municipality.code for row in page("points", sort="mean").rows] == [
        "32750000", "32622000", "32701000",
    ]  # fmt: skip
    assert [point[0] for point in found.figures["points"].rows] == [
        "Горный округ",
        "Речной округ",
        "Лесной округ",
    ]
    assert found.leaders == "Первое место – Горный округ: 100,0 из 100"
    assert (page().figures, page().leaders) == ({}, "")


def test_a_small_group_neither_sets_the_best_nor_takes_a_place(kuzbass_values, board, page):
    Indicator.objects.filter(pk=board.bilet.pk).update(min_denominator=45)
    assert cells(page())["32701000"] == "40,0*"
    assert cells(page("places")) == {"32622000": "1", "32701000": "*", "32750000": "2"}
    assert cells(page("points")) == {"32622000": "100,0", "32701000": "*", "32750000": "0,0"}
    assert page("points").has_small is True


def test_eighty_five_municipalities_cost_the_queries_of_three(
    kuzbass_values, kuzbass, page, django_assert_num_queries
):
    with django_assert_num_queries(5):
        assert len(page("points").rows) == 3
    places = Municipality.objects.bulk_create(
        Municipality(code=f"4200{n:04}", region=kuzbass, name=f"Округ {n}") for n in range(82)
    )
    indicators = [
        make_indicator(f"many{n}", f"Показатель {n}", {"kind": "pupils"}, {"kind": "pupils"})
        for n in range(20)
    ]
    MunicipalityValue.objects.bulk_create(
        MunicipalityValue(
            indicator=indicator, municipality=place, year=YEAR, standing=0, numerator=n + m, denominator=100,
            reported=1, expected=1,
        )
        for n, place in enumerate(places)
        for m, indicator in enumerate(indicators)
    )  # fmt: skip
    with django_assert_num_queries(5):
        found = page("points")
    assert (len(found.rows), len(found.columns), found.standings.scored) == (85, 23, 22)


def test_one_municipality_with_values_has_nobody_to_be_compared_with(board, okrug, neighbour, page):
    for view in ("points", "places"):
        found = page(view)
        assert found.alone.endswith("сравнивать его не с кем, поэтому мест и баллов нет.")
        assert (found.standings.has_points, cells(found)) == (False, {"32622000": "32,0", "32701000": ""})
    value_of(board.bilet, neighbour, 16, 40)
    assert (page("points").alone, cells(page("places"))) == ("", {"32622000": "2", "32701000": "1"})

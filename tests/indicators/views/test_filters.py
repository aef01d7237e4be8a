"""Filters and sorting in the address of a page, its charts as files."""

import re

import pytest

from indicators.models import MunicipalityValue
from schools.models import SchoolYear
from tests.indicators.board import YEAR

PAGES = ("heatmap/", "indicators/", "indicators/bilet/", "region/")


@pytest.fixture
def get(client_of, people, board):
    browser = client_of(people["region"])
    browser.get("/?municipality=32622000")
    return lambda path, **words: browser.get(f"/{YEAR}/{path}", words)


@pytest.fixture
def chart(board, okrug, get):
    """The page of «Билет» has a chart: there is a year before."""
    MunicipalityValue.objects.create(
        year=YEAR - 1, municipality=okrug, indicator=board.bilet, standing=0, numerator=10, denominator=100, reported=1,
        expected=1,
    )  # fmt: skip
    return lambda name: get("indicators/bilet/", chart=name, locality="rural")


def headings(text):
    return re.findall(r'<th scope="col"[^>]*aria-sort="(\w+)"', text)


def test_the_form_leads_to_a_short_address_of_the_year_asked_for(get, year):
    for path in PAGES:
        answer = get(path, year="2021", topic="early_guidance", level="", sort="name")
        assert (answer.status_code, answer.url) == (302, f"/2021/{path}?topic=early_guidance&sort=name")
    assert get("heatmap/", year="1999").url == "/2021/heatmap/"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_is_left_and_how_to_see_all_again(get, path):
    everything, narrowed = get(path).text, get(path, level="ooo", sort="-name").text
    assert ("Сбросить отбор" in everything, "Показано" in everything) == (False, True)
    assert '<a href="?sort=-name">Сбросить отбор</a>' in narrowed
    assert '<input type="hidden" name="sort" value="-name">' in narrowed
    assert headings(narrowed) == ["descending"]
    assert "?level=ooo&amp;sort=name" in narrowed


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("heatmap/", {"kind": "primary"}), ("indicators/", {"topic": "admission"}),
        ("indicators/bilet/", {"level": "doo"}), ("region/", {"topic": "admission"}),
    ],
)  # fmt: skip
def test_a_choice_that_leaves_nothing_is_explained(get, path, words):
    assert "Выберите другое или посмотрите всё" in get(path, **words).text


def test_organisations_of_an_indicator_are_filtered_and_sorted_and_keep_their_places(get):
    def order(**words):
        return re.findall(r'data-label="Место">(\d)', get("indicators/bilet/", **words).text)

    assert (order(), order(sort="value"), order(kind="secondary")) == (["1", "2"], ["2", "1"], ["2"])


def test_a_chart_is_a_file_with_title_plan_source_and_the_filters_of_the_page(chart, get):
    page = get("indicators/bilet/", locality="rural").text
    assert 'href="?locality=rural&amp;chart=years-bilet.svg"' in page
    svg = chart("years-bilet.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%94%D0%BE%D0%BB%D1%8F")
    words = " ".join(re.findall(r">([^<>]+)</t(?:ext|span)>", svg.text))
    for said in (
        "Доля охваченных «Билетом»",
        "Тёмная черта – план.",
        "Источник: «Ориентир», Речной округ.",
        "32,0",
    ):
        assert said in words
    assert re.search(r'<rect [^>]*fill="white"', svg.text)
    png = chart("years-bilet.png")
    assert (png["Content-Type"], png.content[:4]) == ("image/png", b"\x89PNG")
    for unknown in ("years-bilet.gif", "nothing.svg", "", "years-bilet"):
        assert chart(unknown).status_code == 404


def test_another_year_keeps_the_filters(get, year):
    SchoolYear.objects.create(year=2020)
    page = get("heatmap/", kind="basic", sort="-bilet").text
    assert 'href="/2020/heatmap/?kind=basic&amp;sort=-bilet"' in page
    assert 'href="/2020/heatmap/"' in get("heatmap/").text

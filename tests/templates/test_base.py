"""The frame of the pages: what is there for whom, and nothing where nothing is known."""

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.once

CYCLE = [
    {"number": 4, "title": "Мониторинг: сбор данных", "url": "/4/", "state": "done", "active": False},
    {"number": 5, "title": "Анализ: показатели", "url": "/5/", "state": "now", "active": True},
    {"number": 6, "title": "Адресные рекомендации", "url": "/6/", "state": "ahead", "active": False},
]
PAGES = [{"title": "Паспорт школы", "url": "/p/", "icon": "school", "active": True}]


def test_the_cycle_is_the_navigation_of_an_officer():
    html = render_to_string("base.html", {"nav": CYCLE, "extra_nav": PAGES, "place_name": "Округ"})
    assert 'aria-label="Управленческий цикл"' in html
    assert html.count("cycle__mark--done") == 2  # beside the page and in the folded menu
    assert "(готово)" in html
    assert '<a href="/5/" aria-current="page">' in html
    assert "top-nav" not in html


def test_a_head_has_a_few_pages_on_top():
    html = render_to_string("base.html", {"extra_nav": PAGES})
    assert 'class="top-nav"' in html
    assert "cycle" not in html


def test_the_year_and_the_person_stand_in_the_header():
    years = [{"label": "2021/2022", "url": "?year=2021", "active": True}]
    html = render_to_string(
        "base.html",
        {
            "years": years,
            "year_label": "2021/2022",
            "person_name": "А. П. Соколова",
            "role_name": "специалист",
        },
    )
    assert '<a class="num" href="?year=2021" aria-current="true">' in html
    assert "А. П. Соколова" in html


def test_a_page_of_nobody_has_landmarks_and_a_way_past_them():
    html = render_to_string("base.html", {})
    assert '<html lang="ru">' in html
    assert 'href="#main"' in html
    assert '<main id="main"' in html
    assert "<nav" not in html
    assert "menu" not in html.split("<body")[1]

"""The formatting tags as templates use them."""

import datetime as dt
from fractions import Fraction

import pytest
from django.template import Context, Template

pytestmark = pytest.mark.once

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ n|number }}", f"1{NBSP}234"),
        ("{{ part|number:1 }}", "22,4"),
        ("{{ nothing|number }}", "–"),
        ("{{ n|signed }}", f"+1{NBSP}234"),
        ("{{ part|points }}", f"+22,4{NBSP}п.п."),
        ("{{ thirty|plan }}", f"30{NBSP}%"),
        ("{{ thirty|plan:'count' }}", "30"),
        ("{{ n|plural:'школа,школы,школ' }}", "школы"),
        ("{{ n|counted:'школа,школы,школ' }}", f"1{NBSP}234{NBSP}школы"),
        ("{% value part 'percent' 1 %}", f"22,4{NBSP}%"),
        ("{% value near 'percent' 1 target=thirty %}", f"29,99{NBSP}%"),
        ("{% value nothing 'percent' 1 empty='нет данных' %}", "нет данных"),
        ("{% share 34 152 %}", f"22,4{NBSP}%"),
        ("{% share 34 0 %}", "–"),
        ("{{ 2021|school_year }}", "2021/2022"),
        ("{{ 2021|school_year:'calendar_year' }}", "2022"),
        ("{{ day|ru_date }}", f"15{NBSP}мая{NBSP}2022{NBSP}года"),
        ("{{ day|ru_date:'digits' }}", "15.05.2022"),
        ("{{ nothing|ru_date }}", ""),
        ("{{ moment|ru_datetime }}", f"15{NBSP}мая{NBSP}2022, 14:02"),
        ("{{ grades|grades }}", "5–7, 9"),
        ("{{ '6–11 классы – 9 – 10'|unbroken }}", "6\u2060–\u206011 классы – 9 – 10"),
        ("{{ 'МБОУ № 5'|glued }}", f"МБОУ{NBSP}№{NBSP}5"),
    ],
)
def test_tags_print(source, expected, settings):
    settings.TIME_ZONE = "Europe/Moscow"
    context = {
        "n": 1234,
        "part": Fraction(3400, 152),
        "near": Fraction(2999, 100),
        "thirty": 30,
        "nothing": None,
        "day": dt.date(2022, 5, 15),
        "moment": dt.datetime(2022, 5, 15, 11, 2, tzinfo=dt.UTC),
        "grades": [9, 5, 6, 7],
    }
    assert Template("{% load formats %}" + source).render(Context(context)) == expected

"""School years and dates are read in every way people write them and printed in one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar import format_date, parse_year, school_year_of, year_label, year_meant

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2021/2022",
            "2021-2022",
            "2021–2022",
            "2021—2022",
            "2021\\22",
            "2021/22",
            "2021 / 2022",
            "2021",
            2021,
        ),
        *("2021/2022 учебный год", "2021/2022 уч. год"),
    ],
)
def test_a_school_year_is_read(text):
    assert parse_year(text) == 2021


@pytest.mark.parametrize(
    "text", ["2021/2023", "2021/2021", "21/22", "", "год", "1921/1922", "2021/202", None, True]
)
def test_what_is_no_school_year_is_said_in_words(text):
    with pytest.raises(ValueError, match="год"):
        parse_year(text)


@given(st.integers(1990, 2099))
def test_a_printed_year_is_read_back(start):
    assert parse_year(year_label(start)) == start


def test_labels_of_the_two_kinds():
    assert (year_label(2021), year_label(2021, "calendar_year")) == ("2021/2022", "2022")


def test_a_school_year_begins_in_september():
    assert school_year_of(dt.date(2022, 8, 31)) == 2021
    assert school_year_of(dt.date(2022, 9, 1)) == 2022


def test_dates_print_without_line_breaks():
    day = dt.date(2022, 5, 15)
    printed = [format_date(day, style) for style in ("long", "short", "day", "digits")]
    assert printed == [
        "15\u00a0мая\u00a02022\u00a0года",
        "15\u00a0мая\u00a02022",
        "15\u00a0мая",
        "15.05.2022",
    ]
    assert format_date(None) == ""


@pytest.mark.parametrize(
    ("period", "year"),
    [("2019-2020", 2019), ("2019/20 уч. г.", 2019), ("за 2019–2020 учебный год", 2019), ("в 2020 году", 2019),
     ("2020", 2019), ("2020 г.", 2019), ("2020 год", 2019), ("2020-2022", None), ("I полугодие", None), ("1066", None),
     ("", None)],
)  # fmt: skip
def test_a_printed_period_means_a_school_year_where_it_is_one(period, year):
    assert year_meant(period) == year

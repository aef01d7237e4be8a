"""Dates of tables: what can be read in one way is read, the rest is refused in words."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.registers.dates import read_day, read_period

D = dt.date


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("12.03.2022", D(2022, 3, 12), None),
        ("2.3.22", D(2022, 3, 2), None),
        ("2022-03-12", D(2022, 3, 12), None),
        ("2022-03-12 00:00:00", D(2022, 3, 12), None),
        ("12 марта 2022 года", D(2022, 3, 12), None),
        ("12 Марта 2022 г.", D(2022, 3, 12), None),
        ("12–14.03.2022", D(2022, 3, 12), D(2022, 3, 14)),
        ("12 - 14.03.2022 г.", D(2022, 3, 12), D(2022, 3, 14)),
        ("28.02–03.03.2022", D(2022, 2, 28), D(2022, 3, 3)),
        ("28.12.2021—03.01.2022", D(2021, 12, 28), D(2022, 1, 3)),
        ("12-14 марта 2022", D(2022, 3, 12), D(2022, 3, 14)),
        ("28 сентября – 3 октября 2021", D(2021, 9, 28), D(2021, 10, 3)),
        ("12–12.03.2022", D(2022, 3, 12), None),
    ],
)
def test_a_day_and_a_period_as_people_write_them(text, starts, ends):
    assert read_period(text) == (starts, ends)


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("март 2022", "назван только месяц"),
        ("03/12/2022", "это не дата"),
        ("12.03", "не назван год"),
        ("31.02.2022", "такого дня нет"),
        ("14–12.03.2022", "заканчивается раньше"),
        ("1–2–3.03.2022", "непонятный период"),
        ("в течение года", "это не дата"),
        ("1" * 100, "это не дата"),
        ("", "это не дата"),
    ],
)
def test_what_says_no_day_is_refused_with_what_to_write(text, words):
    with pytest.raises(ValueError, match=words) as refused:
        read_period(text)
    assert any(hint in str(refused.value) for hint in ("12.03.2022", "поправьте"))


@pytest.mark.once
def test_one_day_is_asked_where_one_day_is_meant():
    assert read_day("01.09.2022") == D(2022, 9, 1)
    with pytest.raises(ValueError, match="один день"):
        read_day("12–14.03.2022")

"""By when a recommendation is due."""

from __future__ import annotations

import datetime as dt

import pytest

from recommendations.deadlines import check_due, due_date, due_words


@pytest.mark.parametrize(
    ("due", "issued", "expected"),
    [
        ("05-15", "2022-01-20", "2022-05-15"),
        ("05-15", "2022-05-05", "2022-05-15"),
        ("05-15", "2022-05-06", "2023-05-15"),
        ("01-05", "2021-12-28", "2023-01-05"),
        ("01-10", "2021-12-31", "2022-01-10"),
        ("02-29", "2022-02-01", "2022-02-28"),
        ("02-29", "2024-02-01", "2024-02-29"),
        ("+30", "2022-01-20", "2022-02-19"),
        ("+0", "2022-01-20", "2022-01-20"),
        ("", "2022-01-20", None),
    ],
)
def test_the_date(due: str, issued: str, expected: str | None):
    wanted = expected and dt.date.fromisoformat(expected)
    assert due_date(due, dt.date.fromisoformat(issued)) == wanted


@pytest.mark.parametrize("due", ["05-15", "02-29", "+30", ""])
def test_a_readable_term_is_fine(due: str):
    assert check_due(due) == []


@pytest.mark.parametrize("due", ["15-05", "5-15", "30", "02-30", "15 мая"])
def test_an_unreadable_term_is_refused(due: str):
    assert check_due(due) == [
        f"Срок «{due}» непонятен: напишите месяц и день (05-15) или число дней после направления (+30)."
    ]


@pytest.mark.parametrize(
    ("due", "words"),
    [("05-15", "до 15\u00a0мая"), ("+30", "через 30\u00a0дней"), ("+1", "через 1\u00a0день"), ("", "")],
)
def test_a_term_in_words(due, words):
    assert due_words(due) == words

"""Machine dates of measures: spans of a period and what a measure's term says on a day."""

import datetime as dt

import pytest

from roadmap.terms import Span, State, Window, occurrence_on, span_of_mark, spans_of, standing_of, years_of

CALENDAR_YEAR = Span(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
SCHOOL_YEAR = Span(dt.date(2025, 9, 1), dt.date(2026, 8, 31))
OCTOBER = [Window(10, 1, 10, 31)]
OVER_NEW_YEAR = [Window(11, 1, 1, 31)]


def span(first, last):
    return Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def says(windows, recurrence, period, today, done=()):
    spans = spans_of(windows, recurrence, period)
    return standing_of(spans, done, recurrence, dt.date.fromisoformat(today), period)


@pytest.mark.parametrize("windows", [OVER_NEW_YEAR, [Window(11, 1, 12, 31), Window(1, 1, 1, 31)]])
def test_november_to_january_is_one_stretch_over_the_new_year_in_either_notation(windows):
    assert spans_of(windows, "yearly", SCHOOL_YEAR) == (span("2025-11-01", "2026-01-31"),)
    assert spans_of(windows, "yearly", CALENDAR_YEAR) == (span("2023-11-01", "2024-01-31"),)


def test_two_half_years_stay_two_terms_of_every_year():
    halves = [Window(1, 1, 6, 30), Window(7, 1, 12, 31)]
    assert spans_of(halves, "half_yearly", CALENDAR_YEAR) == (
        span("2023-01-01", "2023-06-30"),
        span("2023-07-01", "2023-12-31"),
    )
    assert spans_of(halves, "half_yearly", SCHOOL_YEAR) == (
        span("2025-07-01", "2025-12-31"),
        span("2026-01-01", "2026-06-30"),
    )


def test_every_year_of_a_long_period_has_the_term_once():
    period = span("2022-09-01", "2025-08-31")
    assert spans_of(OCTOBER, "yearly", period) == tuple(
        span(f"{y}-10-01", f"{y}-10-31") for y in (2022, 2023, 2024)
    )
    assert spans_of(OCTOBER, "once", period) == (span("2022-10-01", "2022-10-31"),)
    assert [len(spans_of([Window(1, 1, 12, 31)], "yearly", period))] == [3]


def test_the_whole_year_is_the_year_of_the_roadmap_not_of_the_calendar():
    assert spans_of([Window(1, 1, 12, 31)], "yearly", SCHOOL_YEAR) == (SCHOOL_YEAR,)
    assert spans_of([], "by_schedule", SCHOOL_YEAR) == (SCHOOL_YEAR,)
    assert spans_of([Window(1, 1, 5, 31), Window(9, 1, 12, 31)], "continuous", SCHOOL_YEAR) == (SCHOOL_YEAR,)


def test_a_term_to_the_first_of_september_belongs_to_the_year_it_prepares_in():
    assert spans_of([Window(1, 1, 9, 1)], "yearly", SCHOOL_YEAR) == (span("2026-01-01", "2026-09-01"),)
    assert spans_of([Window(1, 1, 9, 1)], "yearly", CALENDAR_YEAR) == (span("2023-01-01", "2023-09-01"),)


def test_a_period_shorter_than_the_term_holds_its_part():
    assert spans_of(OVER_NEW_YEAR, "yearly", span("2026-01-01", "2026-01-20")) == (
        span("2026-01-01", "2026-01-20"),
    )


def test_a_window_to_the_31_of_a_short_month_ends_with_the_month():
    assert Window(2, 1, 2, 31).in_year(2024) == span("2024-02-01", "2024-02-29")


@pytest.mark.parametrize(
    ("today", "text", "state"),
    [
        ("2025-09-01", "скоро (до\u00a031\u00a0октября)", State.SOON),
        ("2025-10-01", "сейчас, до\u00a031\u00a0октября", State.NOW),
        ("2025-10-31", "сейчас, до\u00a031\u00a0октября", State.NOW),
        ("2025-11-01", "просрочено с\u00a01\u00a0ноября", State.OVERDUE),
        ("2026-02-01", "просрочено с\u00a01\u00a0ноября\u00a02025", State.OVERDUE),
        ("2026-09-01", "нет отметки", State.UNMARKED),
    ],
)
def test_what_october_says_through_the_year(today, text, state):
    standing = says(OCTOBER, "yearly", SCHOOL_YEAR, today)
    assert (standing.text, standing.state) == (text, state)


def test_over_the_new_year_the_date_names_its_year():
    assert says(OVER_NEW_YEAR, "yearly", SCHOOL_YEAR, "2025-09-02").text == "впереди, с\u00a01\u00a0ноября"
    assert (
        says(OVER_NEW_YEAR, "yearly", SCHOOL_YEAR, "2025-12-31").text
        == "сейчас, до\u00a031\u00a0января\u00a02026"
    )
    assert says(OVER_NEW_YEAR, "yearly", SCHOOL_YEAR, "2026-01-31").text == "сейчас, до\u00a031\u00a0января"


def test_a_done_term_is_done_and_the_next_half_year_is_open_again():
    halves = [Window(1, 1, 6, 30), Window(7, 1, 12, 31)]
    first, second = spans_of(halves, "half_yearly", CALENDAR_YEAR)
    assert says(halves, "half_yearly", CALENDAR_YEAR, "2023-03-01", [first]).state == State.DONE
    assert (
        says(halves, "half_yearly", CALENDAR_YEAR, "2023-08-01", [first]).text
        == "сейчас, до\u00a031\u00a0декабря"
    )
    assert (
        says(halves, "half_yearly", CALENDAR_YEAR, "2023-08-01", [second]).text
        == "просрочено с\u00a01\u00a0июля"
    )
    assert says(halves, "half_yearly", CALENDAR_YEAR, "2025-01-01", [first, second]).state == State.DONE


def test_what_goes_on_is_never_overdue_within_its_period():
    assert says([Window(9, 1, 5, 31)], "continuous", SCHOOL_YEAR, "2026-07-01").text == "постоянно"
    assert says([], "by_schedule", SCHOOL_YEAR, "2026-07-01").text == "по графику"
    assert says([], "by_schedule", SCHOOL_YEAR, "2026-07-01", [SCHOOL_YEAR]).text == "исполнено"


def test_the_current_occurrence_else_the_next_else_the_last():
    spans = spans_of(OCTOBER, "yearly", span("2022-09-01", "2024-08-31"))
    assert occurrence_on(spans, dt.date(2022, 10, 5)) == spans[0]
    assert occurrence_on(spans, dt.date(2022, 12, 5)) == spans[1]
    assert occurrence_on(spans, dt.date(2030, 1, 1)) == spans[1]


def test_a_mark_closes_the_latest_term_that_had_begun():
    spans = spans_of(OCTOBER, "yearly", span("2022-09-01", "2024-08-31"))
    assert span_of_mark(spans, dt.date(2022, 9, 20)) == spans[0]  # early
    assert span_of_mark(spans, dt.date(2023, 3, 1)) == spans[0]  # late
    assert span_of_mark(spans, dt.date(2023, 10, 1)) == spans[1]


def test_a_period_that_begins_on_the_29_of_february_still_has_years():
    assert years_of(span("2024-02-29", "2025-03-01")) == (
        span("2024-02-29", "2025-02-27"),
        span("2025-02-28", "2025-03-01"),
    )

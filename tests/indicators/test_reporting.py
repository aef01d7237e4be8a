"""Whose data a year rests on: organisations with a known value among those to which an indicator applies."""

import pytest

from indicators.analysis import Judged, judge
from indicators.models import Indicator, Standing
from indicators.reporting import Reporting, reporting

pytestmark = pytest.mark.once  # no database
KNOWN, OPEN, NOT_ASKED = Standing.KNOWN, Standing.NO_DATA, Standing.NOT_APPLICABLE


def of_school(place: int, standing: int, denominator: int = 10) -> Judged:
    known = standing == KNOWN
    return judge(
        Indicator(unit="percent"), year=2021, place_id=place, school_id=place, standing=standing,
        numerator=0 if known else None, denominator=denominator if known else None, target=None,
    )  # fmt: skip


def of_municipality(reported: int, expected: int) -> Judged:
    return judge(
        Indicator(unit="percent"), year=2021, place_id=1, school_id=None, standing=KNOWN, numerator=1, denominator=2,
        target=None, reported=reported, expected=expected,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("schools", "counted", "said"),
    [
        ([(1, KNOWN), (2, KNOWN)], (2, 2), "2 из 2 организаций"),
        ([(1, KNOWN), (2, OPEN)], (1, 2), "1 из 2 организаций"),
        ([(1, KNOWN), (1, OPEN), (2, KNOWN)], (2, 2), "2 из 2 организаций"),  # one question open
        ([(1, KNOWN), (2, NOT_ASKED)], (1, 1), "1 из 1 организации"),
        ([(number, OPEN) for number in range(21)], (0, 21), "0 из 21 организации"),
        ([], (0, 0), ""),
    ],
)
def test_organisations_are_counted_once_over_all_indicators(schools, counted, said):
    found = reporting([], [of_school(place, standing) for place, standing in schools])
    assert found == counted
    assert found.text.replace("\u00a0", " ") == said
    assert found.is_partial is (counted[0] < counted[1])


def test_a_zero_denominator_is_an_answer():
    assert reporting([], [of_school(1, KNOWN, denominator=0)]) == (1, 1)


def test_what_is_summed_for_the_municipality_alone_counts_by_itself_where_it_asks_more():
    schools = [of_school(1, KNOWN), of_school(2, KNOWN)]
    assert reporting([of_municipality(1, 2)], schools) == Reporting(2, 2)
    assert reporting([of_municipality(5, 9)], schools) == Reporting(5, 9)
    assert reporting([of_municipality(5, 9)], []) == Reporting(5, 9)

"""«Лучшее в регионе = 100 баллов»: points, places and means, exact."""

from fractions import Fraction

import pytest

from indicators.points import Score, places_of, points_of, scores_of

F = Fraction


@pytest.mark.once
@pytest.mark.parametrize(
    ("better", "values", "points"),
    [
        ("higher", {"a": F(30), "b": F(40), "c": F(0)}, {"a": F(75), "b": F(100), "c": F(0)}),
        ("higher", {"a": F(1, 3), "b": F(1, 7)}, {"a": F(100), "b": F(300, 7)}),
        ("lower", {"a": F(5), "b": F(4), "c": F(8)}, {"a": F(80), "b": F(100), "c": F(50)}),
        ("higher", {"a": F(0), "b": F(0)}, {}),  # nothing to be compared by
        ("lower", {"a": F(0), "b": F(3)}, {"a": F(100), "b": F(0)}),
        ("lower", {"a": F(0), "b": F(0)}, {"a": F(100), "b": F(100)}),
        ("higher", {}, {}),
    ],
)
def test_the_best_has_a_hundred_and_the_others_their_part_of_it(better, values, points):
    assert points_of(values, better) == points


@pytest.mark.once
def test_equal_values_share_a_place():
    values = {"a": F(5), "b": F(7), "c": F(7), "d": F(1)}
    assert places_of(values, "higher") == {"b": 1, "c": 1, "a": 3, "d": 4}
    assert places_of(values, "lower") == {"d": 1, "a": 2, "b": 3, "c": 3}


@pytest.mark.once
def test_a_mean_counts_what_there_is_and_half_of_the_indicators_make_a_place():
    points = {
        1: {"a": F(100), "b": F(200, 3)},
        2: {"a": F(50), "b": F(100), "c": F(100)},
        3: {"a": F(100)},
        4: {},  # the best was 0: nobody has points, and nobody is measured by it
    }
    assert scores_of(points) == {
        "a": Score(F(250, 3), 3, 1),
        "b": Score(F(250, 3), 2, 1),
        "c": Score(F(100), 1, None),
    }
    assert scores_of({}) == {}

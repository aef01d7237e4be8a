"""Organisations as marks over their values: cut exactly, said in words, drawn without anything from outside."""

from fractions import Fraction

import pytest

from indicators.charts import Measure, render_svg
from indicators.spread import Spot, spread

pytestmark = pytest.mark.once


def spots(*values, status="missed"):
    return [Spot(Fraction(value), status) for value in values]


def test_intervals_are_cut_exactly_and_marks_stand_one_on_another():
    figure = spread(
        [*spots(0, "49/10", 5, 100), Spot(Fraction(5), "achieved", small=True)],
        Measure(), plan=40, whole=Fraction(100, 3), name="Распределение",
    )  # fmt: skip
    assert figure.rows == (("0–5\u00a0%", "2"), ("5–10\u00a0%", "2"), ("95–100\u00a0%", "1"))
    marks = [
        (row["value"], row["level"], row["shape"], row["opacity"]) for row in figure.spec["data"]["values"]
    ]
    assert marks == [
        (2.5, 0, "triangle-down", 1), (2.5, 1, "triangle-down", 1), (7.5, 0, "triangle-down", 1),
        (97.5, 0, "triangle-down", 1), (7.5, 1, "circle", 0.45),
    ]  # fmt: skip


def test_the_words_say_what_is_seen():
    figure = spread(spots(10, 20, 30, 40), Measure(), plan=35, whole=25, name="Распределение")
    assert figure.label.replace("\u00a0", " ") == (
        "Распределение: 4 организации; ниже своего плана 4; от 10,0 % до 40,0 %; у половины не больше 20,0 %"
    )
    drawing = render_svg(figure.spec)
    assert drawing.count("план 35\u00a0%") == drawing.count("муниципалитет 25,0\u00a0%") == 1


def test_whole_numbers_stand_on_their_number_and_sixty_in_one_place_stay_low():
    measure = Measure("count", 0, "higher", "шт.")
    figure = spread(spots(*[3] * 60, status="neutral"), measure, plan=None, whole=None, name="Договоры")
    assert {row["value"] for row in figure.spec["data"]["values"]} == {3.0}
    assert figure.spec["height"] <= 150
    assert figure.rows == (("3\u00a0шт.", "60"),)

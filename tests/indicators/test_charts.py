"""Charts: what is drawn equals what is said, and the SVG may stand in a page with a strict content policy."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.charts import Measure, Pair, Point, before_after, ranking, render_png, render_svg, trend

pytestmark = pytest.mark.once

YEARS = [
    Point("2019/2020", Fraction(1, 7) * 100, None, "published"),
    Point("2020/2021", Decimal("42.86"), 35),
    Point("2021/2022", Fraction(3400, 152), 40),
    Point("2022/2023", None, 40),
]
FIGURES = [
    trend(YEARS, Measure(), "Охват"),
    ranking(
        [Point("МБОУ <b>«А» & Ко</b>", 12, 30), Point("МБОУ «Б»", None, 30), Point("МБОУ «Б»", 31, 30)],
        Measure(),
    ),
    before_after([Pair("Рекомендовано", 20, Decimal("30.5")), Pair("Без", Fraction(25), 23)], Measure()),
]


@pytest.mark.parametrize("figure", FIGURES)
def test_the_svg_has_no_style_no_script_and_no_address(figure):
    svg = render_svg(figure.spec)
    elements = list(ET.fromstring(svg).iter())
    assert {element.tag.split("}")[1] for element in elements} <= {"svg", "g", "path", "rect", "text", "line"}
    names = {name for element in elements for name in element.attrib}
    assert not {name for name in names if name == "style" or "href" in name or name.startswith("on")}
    assert "url(" not in svg
    assert re.sub(r"http://www\.w3\.org/[\w/]+", "", svg).count("http") == 0


def test_names_are_escaped():
    svg = render_svg(FIGURES[1].spec)
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg


def test_printed_numbers_are_russian_and_the_same_in_picture_and_table():
    svg = render_svg(FIGURES[0].spec)
    for printed in ("42,9\u00a0%", "▼ 22,4\u00a0%", "план 35\u00a0%", "нет данных", "по отчёту"):
        assert printed in svg
    assert FIGURES[0].rows == (
        ("2019/2020", "14,3\u00a0%", "–", "по опубликованному отчёту"),
        ("2020/2021", "42,9\u00a0%", "35\u00a0%", ""),
        ("2021/2022", "22,4\u00a0%", "40\u00a0%", ""),
        ("2022/2023", "нет данных", "40\u00a0%", ""),
    )
    assert FIGURES[0].label.startswith(
        "Охват: 2019/2020 – 14,3\u00a0%; 2020/2021 – 42,9\u00a0% (план 35\u00a0%)"
    )


def test_differences_of_percentages_are_points():
    assert [row[3] for row in FIGURES[2].rows] == ["+10,5\u00a0п.п.", "−2,0\u00a0п.п."]
    count = before_after([Pair("А", 3, 5)], Measure("count", 0, unit_name="шт."))
    assert count.rows[0][3] == "+2\u00a0шт."


def test_schools_of_one_name_keep_their_own_bars():
    assert len({row["label"] for row in FIGURES[1].spec["data"]["values"]}) == 3


def test_a_chart_without_points_is_still_a_drawing():
    for figure in (trend([], Measure()), ranking([], Measure()), before_after([], Measure())):
        assert render_svg(figure.spec).startswith("<svg")


def test_a_chart_too_large_for_a_picture_is_cut_and_its_table_is_not():
    figure = ranking([Point(f"Школа {n}", n, 30) for n in range(200)], Measure())
    assert len(figure.spec["data"]["values"]) == 80
    assert len(figure.rows) == 200


def test_data_beyond_all_measure_are_refused():
    with pytest.raises(ValueError, match="bytes"):
        render_svg({"data": "x" * 300_000})


def test_a_document_gets_a_png():
    assert render_png(FIGURES[0].spec).startswith(b"\x89PNG")


def test_a_second_drawing_comes_from_the_cache(monkeypatch):
    import vl_convert

    first = render_svg(FIGURES[0].spec)
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", None)
    assert render_svg(FIGURES[0].spec) == first

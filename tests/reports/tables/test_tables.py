"""The tables of the exports page, read back: what stands in them, typed, with heading, filter and control line."""

from __future__ import annotations

import datetime as dt
import weakref
from io import BytesIO
from itertools import islice

import pytest

from indicators.models import MunicipalityValue, Slice
from monitoring.fact_rows import count_facts, fact_rows
from monitoring.models import Cohort
from reports import value_rows
from reports.bulk import TooManyRows
from reports.choice import Choice
from reports.tables import analyst as analyst_book
from reports.tables import comparison
from reports.tables import heatmap as heatmap_book
from reports.taking import scope_of, write_job
from reports.value_file import passing
from reports.work import JobRefused, Work
from tests.reports.tables.conftest import NOW, control, rows

pytestmark = pytest.mark.django_db


def test_years_stand_side_by_side_with_plan_status_and_change(two_years, take):
    book = take("comparison", indicators=("bilet", "contracts"))
    assert book.sheetnames == ["Муниципалитет", "Организации", "Определения"]
    sheet = book["Муниципалитет"]
    assert rows(sheet) == [
        ("Код", "Место", "Показатель", "Код показателя", "2020/2021", "План 2020/2021", "Статус 2020/2021",
         "2021/2022", "План 2021/2022", "Статус 2021/2022", "Изменение"),
        ("32622000", "Речной округ", "«Билет»", "bilet", 26, 25, "план достигнут", 32, 30, "план достигнут", 6),
        ("32622000", "Речной округ", "Договоры", "contracts", None, None, "нет данных", 3, 5, "ниже плана", None),
    ]  # fmt: skip
    assert [row[1:] for row in rows(book["Организации"])[1:]] == [
        ("Ёлкинская СОШ", "«Билет»", "bilet", 10, 25, "ниже плана", 20, 30, "ниже плана", 10),
        ("Ёлкинская СОШ", "Договоры", "contracts", None, None, "нет данных", 3, None, "план не задан", None),
        ("Берёзовская ООШ", "«Билет»", "bilet", 50, 25, "план достигнут", 50, 30, "план достигнут", 0),
        ("Берёзовская ООШ", "Договоры", "contracts", None, None, "нет данных", None, None, "нет данных", None),
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("E2", "A1:K3")
    assert [sheet[name].number_format for name in ("E2", "F2", "H3", "K2")] == [
        "#,##0.0", "#,##0", "#,##0", "+#,##0.0;\u2212#,##0.0;0",
    ]  # fmt: skip


def test_a_comparison_shows_what_its_statuses_and_changes_say(two_years, take, okrug):
    for year, number in ((2020, 2498), (2021, 2996)):
        MunicipalityValue.objects.filter(indicator=two_years.bilet, year=year).update(
            numerator=number, denominator=10000
        )
    sheet = take("comparison", indicators=("bilet",))["Муниципалитет"]
    assert rows(sheet)[1][4:] == (24.98, 25, "ниже плана", 29.96, 30, "ниже плана", 5)
    assert (sheet["E2"].number_format, sheet["K2"].number_format) == ("#,##0.00", "+#,##0.0;\u2212#,##0.0;0")
    MunicipalityValue.objects.filter(indicator=two_years.bilet, year=2020).update(numerator=2995)
    sheet = take("comparison", indicators=("bilet",))["Муниципалитет"]
    assert (sheet["K2"].value, sheet["K2"].number_format) == (0.01, "+#,##0.00;\u2212#,##0.00;0")


def test_a_comparison_as_csv_is_one_table_of_both_levels(two_years, take):
    lines = take("comparison", indicators=("bilet",), form="csv")
    assert [line.split(",")[:5] for line in lines] == [
        ["Уровень", "Код", "Место", "Показатель", "Код показателя"],
        ["Муниципалитет", "32622000", "Речной округ", "«Билет»", "bilet"],
        ["Организации", "okr-01", "Ёлкинская СОШ", "«Билет»", "bilet"],
        ["Организации", "okr-02", "Берёзовская ООШ", "«Билет»", "bilet"],
    ]


def test_a_large_comparison_has_the_same_lines(two_years, take, monkeypatch):
    few = {sheet.title: rows(sheet) for sheet in take("comparison")}
    monkeypatch.setattr(comparison, "MOST_FORMATTED", 1)
    monkeypatch.setattr(value_rows, "SCHOOLS_AT_ONCE", 1)
    assert {sheet.title: rows(sheet) for sheet in take("comparison")} == few


def test_lines_of_organisations_are_let_go_of_as_they_are_written(two_years, okrug, analyst, monkeypatch):
    monkeypatch.setattr(value_rows, "SCHOOLS_AT_ONCE", 1)
    scope = scope_of(Choice("comparison", (2020, 2021)), analyst, okrug, NOW)
    lines = passing(list(islice(comparison.parts_of(scope), 1)), comparison.parts_of(scope))
    assert most_alive(lines) == (7, 3), "of one organisation"
    years = [value_rows.value_rows(year=year, municipalities=[okrug], regions=[]) for year in (2020, 2021)]
    of_organisations = (row.judged for rows in years for row in rows if row.level == "school")
    assert most_alive(of_organisations) == (18, 3)


def most_alive(passing_by) -> tuple[int, int]:
    """How many pass, and how many of those are in memory at one time."""
    seen, most = [], 0
    for one in passing_by:
        seen.append(weakref.ref(one))
        most = max(most, sum(ref() is not None for ref in seen))
    return len(seen), most


def test_workbooks_that_are_made_whole_refuse_too_many_lines(two_years, take, monkeypatch):
    monkeypatch.setattr(analyst_book, "MOST_LINES", 5)
    with pytest.raises(TooManyRows, match="или возьмите «Сравнение лет»"):
        take("analyst")
    assert len(rows(take("analyst", indicators=("bilet",))["Места и план"])) == 3
    monkeypatch.setattr(heatmap_book, "MOST_CELLS", 6)
    with pytest.raises(TooManyRows, match="возьмите её на один год или сузьте отбор"):
        take("heatmap")
    assert take("heatmap", years=(2021,)).sheetnames == ["2021-2022", "Определения"]


def test_the_control_line_names_rows_computation_and_export(two_years, take):
    first = dt.datetime(2022, 6, 1, 8, tzinfo=dt.UTC)
    Slice.objects.filter(year=2020).update(computed_at=first)
    Slice.objects.filter(year=2021).update(computed_at=first + dt.timedelta(days=1))
    said = "Значения вычислены с 01.06.2022 в 08:00 по 02.06.2022 в 08:00. Выгружено 01.07.2022 в 12:30."
    assert control(take("comparison")) == [f"Строк: 4. {said}", f"Строк: 6. {said}"]
    assert control(take("heatmap", years=(2020,))) == [
        "Строк: 2. Значения вычислены 01.06.2022 в 08:00. Выгружено 01.07.2022 в 12:30."
    ]


def test_the_heatmap_has_signs_words_and_colours_by_the_words(two_years, take, small_school):
    small_school.short_name = "=Берёзовская"
    small_school.save()
    book = take("heatmap")
    assert book.sheetnames == ["2020-2021", "2021-2022", "Определения"]
    sheet = book["2021-2022"]
    shown = rows(sheet)
    assert shown[0][0].startswith("Речной округ, 2021/2022: ")
    assert [word for word in shown[1] if word] == [
        "план достигнут", "▼ ниже плана", "план не задан", "– нет данных", "× не применимо",
    ]  # fmt: skip
    assert [row[:5] for row in shown[2:]] == [
        ("План", None, "30\u00a0%", "5\u00a0шт.", "20\u00a0%"),
        ("Организация", "Ниже плана", "«Билет»", "Договоры, шт.", "Доля юниоров"),
        ("'=Берёзовская", 0, 50, "–", 50),
        ("Ёлкинская СОШ", 1, 20, 3, 20),
        ("По муниципалитету", None, 32, 3, 32),
    ]
    assert [row[6:9] for row in shown[4:6]] == [
        ("план достигнут", "нет данных", "план не задан"),
        ("ниже плана", "план не задан", "план не задан"),
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B5", "A4:I6")
    assert (sheet["C5"].number_format, sheet["C6"].number_format) == ("#,##0.0", '"▼ "#,##0.0')
    (coloured,) = sheet.conditional_formatting
    assert (str(coloured.sqref), [rule.formula[0] for rule in coloured.rules][1]) == (
        "C5:E7", 'LEFT(G5,10)="ниже плана"',
    )  # fmt: skip


def test_the_filters_narrow_organisations_and_indicators(two_years, take):
    sheet = take("heatmap", years=(2021,), indicators=("bilet",), kind="basic")["2021-2022"]
    assert [row[:3] for row in rows(sheet)[4:]] == [
        ("Берёзовская ООШ", 0, 50), ("По выбранным (1)", None, 50), ("По муниципалитету", None, 32),
    ]  # fmt: skip
    said = control(take("heatmap", years=(2021,), indicators=("bilet",), kind="basic"))
    assert "Отбор: Вид организации: основная школа; 1\u00a0показатель. Выгружено" in said[0]
    lines = take("values", indicators=("bilet",), schools=("okr-01",), years=(2021,), form="csv")
    assert [line.split(",")[2] for line in lines] == ["place_code", "okr-01", "32622000"]
    assert len(take("values", whose="municipality", topic="early_guidance", form="csv")) == 3


def test_the_analysts_workbook_draws_dynamics_and_places_with_their_plan(two_years, take):
    book = take("analyst", indicators=("bilet",))
    assert book.sheetnames == ["Сводка", "Динамика", "Места и план", "Определения"]
    assert rows(book["Динамика"])[1:] == [
        ("«Билет»", "2020/2021", 26, 25, "план достигнут"),
        ("«Билет»", "2021/2022", 32, 30, "план достигнут"),
    ]
    assert rows(book["Места и план"])[1:] == [
        ("«Билет»", "Берёзовская ООШ", 50, 30, "план достигнут", 0),
        ("«Билет»", "Ёлкинская СОШ", 20, 30, "ниже плана", 6),
    ]
    drawn = [
        (type(chart).__name__, [series.val.numRef.f for series in chart.series])
        for name in ("Динамика", "Места и план")
        for chart in book[name]._charts
    ]
    assert drawn == [
        ("LineChart", ["'Динамика'!$C$2:$C$3", "'Динамика'!$D$2:$D$3"]),
        ("BarChart", ["'Места и план'!$C$2:$C$3", "'Места и план'!$D$2:$D$3"]),
    ]


def test_raw_facts_are_tidy_with_working_and_accepted_values(two_years, take, school, analyst):
    Cohort.objects.filter(school=school, year=2021, grade=6).update(value=11, accepted=10)
    Cohort.objects.filter(school=school, year=2021, grade=7).update(value=None, mark="n")
    book = take("facts", years=(2021,), schools=("okr-01",))
    found = rows(book["Исходные числа"])
    assert found[0] == ("school", "year", "kind", "code", "grade", "value", "accepted")
    assert [row for row in found if row[2] == "pupils"][:2] == [
        ("okr-01", 2021, "pupils", None, 6, 11, 10),
        ("okr-01", 2021, "pupils", None, 7, "н/д", 10),
    ]
    assert ("okr-01", 2021, "metric", "contracts", None, 3, 3) in found
    of_school = {"year": 2021, "school": "okr-01"}
    assert len(found) - 1 == fact_rows(analyst, **of_school).count() == count_facts(analyst, **of_school)
    assert (
        take("facts", years=(2021,), schools=("okr-01",), form="csv")[1] == "okr-01,2021,event,bilet,6,12,12"
    )
    assert take("facts", kind="authority", form="csv") == ["school,year,kind,code,grade,value,accepted"]


def test_a_region_takes_its_municipalities_and_nobody_else_does(
    two_years, take, region, neighbour, neighbour_school, analyst, faraway_school
):
    book = take("comparison", person=region, indicators=("bilet",), area="region")
    assert [row[:5] for row in rows(book["Регион и муниципалитеты"])[1:]] == [
        ("42", "Кемеровская область — Кузбасс", "«Билет»", "bilet", 26),
        ("32622000", "Речной округ", "«Билет»", "bilet", 26),
    ]
    assert take("comparison", indicators=("bilet",), area="region").sheetnames[0] == "Муниципалитет"
    assert rows(take("analyst", person=region, indicators=("bilet",), area="region")["Места и план"])[1][
        1
    ] == ("Речной округ")


def test_a_file_of_the_background_is_read_again_when_values_are_computed_meanwhile(two_years, okrug, analyst):
    choice = Choice("comparison", (2020, 2021), indicators=("bilet",), form="csv")

    minutes = iter(range(1, 99))

    def made(times):
        left = iter(range(times))

        def compute(percent):
            """Told when the organisations are read."""
            if percent and next(left, None) is not None:
                minute = next(minutes)
                MunicipalityValue.objects.update(numerator=70 + minute, denominator=100)
                Slice.objects.update(computed_at=NOW + dt.timedelta(minutes=minute))

        file = BytesIO()
        assert write_job(Work(choice.words(), analyst, okrug, None, file, compute)) == "3\u00a0строки."
        return file.getvalue().decode("utf-8-sig").splitlines()[1].split(",")[5::3]

    assert made(0) == ["26.0", "32.0", "6.0"]
    assert made(1) == ["71.0", "71.0", "0.0"]
    assert made(2) == ["73.0", "73.0", "0.0"]
    with pytest.raises(JobRefused, match="закажите его ещё раз"):
        made(3)

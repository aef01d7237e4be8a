"""Tables of pages as workbooks: the rows, filters and order of the page."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from indicators.models import MunicipalityValue, SchoolValue, Slice
from indicators.targets import set_target
from schools.models import SchoolYear
from tests.indicators.board import YEAR


@pytest.fixture
def sheets(client_of, people, board):
    """{sheet: rows} of a table, as somebody takes it."""

    def read(path, name="officer", **words):
        answer = client_of(people[name]).get(f"/{YEAR}/{path}", words)
        assert answer.status_code == 200, path
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8")
        book = load_workbook(BytesIO(answer.content))
        return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}

    return read


def test_the_heatmap_is_numbers_and_words_of_status(sheets):
    found = sheets("tables/heatmap.xlsx", sort="bilet")
    assert list(found) == ["Показатели", "Состояние", "Определения"]
    assert found["Показатели"] == [
        ["Организация", "Код", "«Билет»", "Договоры, шт.", "Доля юниоров", "Ниже плана, показателей"],
        ["Ёлкинская СОШ", "okr-01", 20, 3, 20, 1],
        ["Берёзовская ООШ", "okr-02", 50, None, 50, 0],
        ["По муниципалитету", None, 32, 3, 32, None],
        ["План", None, 30, 5, 20, None],
    ]
    assert found["Состояние"][1] == [
        "Ёлкинская СОШ",
        "okr-01",
        "ниже плана",
        "план не задан",
        "план не задан",
        1,
    ]
    chosen = sheets("tables/heatmap.xlsx", kind="basic")
    assert [row[0] for row in chosen["Показатели"][1:3]] == ["Берёзовская ООШ", "По выбранным (1)"]
    assert ["Показатели", None, "Вид организации: основная школа"] in chosen["Определения"]


def test_the_organisations_of_an_indicator_stand_as_on_its_page(sheets):
    columns = [
        "Место",
        "Организация",
        "Код",
        "Числитель",
        "Знаменатель",
        "Значение",
        "План",
        "Не хватает",
        "Состояние",
    ]
    small = [1, "Берёзовская ООШ", "okr-02", 20, 40, 50, 30, None, "план достигнут"]
    large = [2, "Ёлкинская СОШ", "okr-01", 12, 60, 20, 30, "6\u00a0чел.", "ниже плана"]
    assert sheets("indicators/bilet/tables/ranking.xlsx")["Организации"] == [columns, small, large]
    assert sheets("indicators/bilet/tables/ranking.xlsx", sort="value")["Организации"] == [
        columns,
        large,
        small,
    ]
    assert sheets("indicators/bilet/tables/short.xlsx")["Кто даёт отставание"] == [columns, large]
    assert sheets("indicators/places/tables/parts.xlsx")["Из чего сложилось"][1][:3] == [
        "Ёлкинская СОШ",
        "okr-01",
        7,
    ]
    kinds = [row[:6] for row in sheets("indicators/bilet/tables/groups.xlsx")["Где лучше и где хуже"][1:]]
    assert kinds[-2:] == [
        ["По видам организаций", "основные школы", 20, 40, 50, 30],
        ["По видам организаций", "средние школы", 12, 60, 20, 30],
    ]
    assert sheets("indicators/bilet/tables/years.xlsx", "head")["По годам"][1:] == [
        ["2021/2022", 100, 32, 32, 30, "план достигнут", "2 из 2", None]
    ]


def test_the_passport_and_a_number_lead_to_their_cells(sheets):
    passport = sheets("schools/okr-01/tables/passport.xlsx", "head")["Паспорт"]
    assert [(row[1], row[4], row[8]) for row in passport[1:]] == [
        ("bilet", 20, 32), ("contracts", 3, 3), ("juniors", 20, 32),
    ]  # fmt: skip
    cells = sheets("schools/okr-01/indicators/bilet/tables/trace.xlsx", "head")["Из чего сложилось"]
    assert len(cells) == 1 + 6 + 6
    assert cells[1][:4] == ["числитель", "участники: «Билет в будущее», 6–11\u00a0классы", "6\u00a0класс", 12]


def test_the_catalogue_and_the_region_are_tables_too(sheets):
    catalogue = sheets("tables/catalogue.xlsx", "head", topic="early_guidance")["Показатели и план"]
    assert [(row[1], row[5], row[6]) for row in catalogue[1:]] == [("bilet", 32, 30)]
    region = sheets("tables/region.xlsx", "region")
    assert region["Показатели"][1][:5] == ["Речной округ", "32622000", 32, 32, 7]
    assert region["Состояние"][1][2:5] == ["план достигнут", "план достигнут", "план не задан"]


def test_what_is_no_table_is_not_found_and_what_is_not_ones_own_is_refused(client_of, people, board):
    def status(name, path):
        return client_of(people[name]).get(f"/{YEAR}/{path}").status_code

    assert status("officer", "tables/ranking.xlsx") == 404
    assert status("officer", "indicators/nothing/tables/ranking.xlsx") == 404
    assert status("officer", "schools/okr-01/indicators/nothing/tables/trace.xlsx") == 404
    assert status("head", "indicators/bilet/tables/ranking.xlsx") == 403
    assert status("officer", "tables/region.xlsx") == 403


def test_a_name_that_looks_like_a_formula_stays_text(sheets, school):
    school.short_name = "=HYPERLINK(1)"
    school.save()
    assert sheets("tables/heatmap.xlsx")["Показатели"][1][0] == "'=HYPERLINK(1)"


@pytest.mark.once
def test_numbers_keep_the_decimals_the_page_prints(board, client_of, officer):
    board.bilet.decimals = 2
    board.bilet.save()
    answer = client_of(officer).get(f"/{YEAR}/indicators/bilet/tables/ranking.xlsx")
    cell = load_workbook(BytesIO(answer.content))["Организации"]["F2"]
    assert (Decimal(cell.value), cell.number_format) == (50, "0.00")


def test_two_years_side_by_side_and_the_dynamics_are_numbers(sheets, board, okrug, school):
    SchoolYear.objects.create(year=2020)
    MunicipalityValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2020, standing=0, numerator=34, denominator=100,
        reported=2, expected=2,
    )  # fmt: skip
    SchoolValue.objects.create(
        indicator=board.bilet, school=school, year=2020, standing=0, numerator=30, denominator=60
    )
    found = sheets("tables/dynamics.xlsx", topic="early_guidance")
    assert list(found) == ["Динамика", "Определения"]
    assert found["Динамика"] == [
        ["Показатель", "Код показателя", "2020/2021: всего", "2020/2021: из них", "2020/2021: значение",
         "2021/2022: всего", "2021/2022: из них", "2021/2022: значение", "За весь период", "Состояние", "Словами"],
        ["Доля охваченных «Билетом»", "bilet", 100, 34, 34, 100, 32, 32, -2, "план достигнут",
         ("За два года доля снизилась с\u00a034,0\u00a0% до\u00a032,0\u00a0% (−2,0\u00a0п.п.), "
          "план 30\u00a0% достигнут.")],
    ]  # fmt: skip
    found = sheets("tables/comparison.xlsx", indicator="bilet")["Сравнение"]
    assert found[1:] == [
        [1, "Ёлкинская СОШ", "okr-01", 60, 30, 50, 60, 12, 20, -30, "ниже плана", None],
        [None, "Берёзовская ООШ", "okr-02", None, None, None, 40, 20, 50, None, "план достигнут",
         "в 2020/2021 не участвовала"],
        [None, "По муниципалитету", None, 100, 34, 34, 100, 32, 32, -2, None, None],
    ]  # fmt: skip
    found = sheets("tables/comparison.xlsx", **{"with": "2020"})["Сравнение"]
    assert found[1][1:] == ["bilet", 34, 32, -2, "план достигнут", 0, 1, 0, None]
    found = sheets("indicators/bilet/tables/dynamics.xlsx", kind="secondary")["Динамика"]
    assert [row[0] for row in found[1:]] == ["Ёлкинская СОШ", "По муниципалитету"]
    found = sheets("schools/okr-01/tables/dynamics.xlsx", "head")["Динамика"]
    assert [row[1:9] for row in found[1:2]] == [["bilet", 60, 30, 50, 60, 12, 20, -30]]


def test_a_value_just_below_its_plan_and_a_small_change_are_the_same_in_the_file_as_on_the_page(
    sheets, board, okrug, client_of, officer
):
    SchoolYear.objects.create(year=2020)
    for year, number in ((2020, 3998), (YEAR, 3996)):
        MunicipalityValue.objects.update_or_create(
            indicator=board.bilet, municipality=okrug, year=year,
            defaults={"standing": 0, "numerator": number, "denominator": 10000, "reported": 2, "expected": 2},
        )  # fmt: skip
        set_target(indicator=board.bilet, year=year, municipality=okrug, value=Decimal(40))
    page = client_of(officer).get(f"/{YEAR}/dynamics/", {"topic": "early_guidance"}).content.decode()
    assert "39,98" in page
    assert "39,96" in page
    assert "−0,02\u00a0п.п." in page
    found = sheets("tables/dynamics.xlsx", topic="early_guidance")["Динамика"]
    assert [found[1][place] for place in (4, 7, 8, 9)] == [39.98, 39.96, -0.02, "ниже плана"]
    found = sheets("tables/comparison.xlsx", **{"with": "2020"})["Сравнение"]
    assert found[1][1:6] == ["bilet", 39.98, 39.96, -0.02, "ниже плана"]
    found = sheets("indicators/bilet/tables/years.xlsx")["По годам"]
    assert [row[3] for row in found[1:]] == [39.98, 39.96]


def test_the_control_line_tells_of_every_municipality_and_year_of_the_file(sheets, board, okrug, neighbour):
    first = dt.datetime(2022, 6, 1, 8, tzinfo=dt.UTC)
    SchoolYear.objects.create(year=2020)
    MunicipalityValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2020, standing=0, numerator=34, denominator=100,
        reported=2, expected=2,
    )  # fmt: skip
    for day, (place, year) in enumerate(((okrug, 2020), (okrug, YEAR), (neighbour, YEAR))):
        Slice.objects.update_or_create(
            municipality=place, year=year, defaults={"computed_at": first + dt.timedelta(days=day)}
        )

    def said(path, name="officer", **words):
        words = next(row[2] for row in sheets(path, name, **words)["Определения"] if row[1] == "Контроль")
        return words.partition("Значения вычислены ")[2].partition(". Выгружено")[0]

    clock = f"{first.astimezone(okrug.zone):%H:%M}"
    both = f"с 01.06.2022 в {clock} по 02.06.2022 в {clock}"
    assert said("tables/dynamics.xlsx") == said("tables/comparison.xlsx", **{"with": "2020"}) == both
    assert said("indicators/bilet/tables/years.xlsx") == both
    assert said("tables/heatmap.xlsx") == f"02.06.2022 в {clock}"
    assert said("tables/region.xlsx", "region") == f"с 02.06.2022 в {clock} по 03.06.2022 в {clock}"


def test_points_of_a_region_have_their_columns(sheets, neighbour, board):
    MunicipalityValue.objects.create(
        indicator=board.bilet, municipality=neighbour, year=YEAR, standing=0, numerator=2, denominator=5,
        reported=1, expected=1,
    )  # fmt: skip
    found = sheets("tables/region.xlsx", "region", view="points")["Показатели"]
    assert found[0][-6:-3] == ["Средний балл", "Учтено показателей", "Место"]
    assert [(row[0], row[2], *row[-6:-3]) for row in found[1:]] == [
        ("Речной округ", 80, 90, 2, 2), ("Горный округ", 100, 100, 1, 1), ("По региону", 32.4, None, None, None),
    ]  # fmt: skip


def test_the_plan_in_people_stands_by_organisation_and_by_indicator(sheets):
    found = sheets("tables/people.xlsx", indicator="bilet", sort="name", kind="secondary")
    assert found["По организациям"][1:] == [
        ["Ёлкинская СОШ", "okr-01", 30, "2021/2022", 18, 60, 12, 6, None]
    ]  # fmt: skip
    assert [(row[1], row[4], row[7]) for row in found["По муниципалитету"][1:]] == [
        ("contracts", 5, 2), ("bilet", 30, 0), ("juniors", 20, 0),
    ]  # fmt: skip

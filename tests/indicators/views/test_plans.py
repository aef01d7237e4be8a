"""Plans in grids: many at once, proposed, split, pasted, two officers at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.models import MunicipalityValue, SchoolValue, Target, TargetVersion
from indicators.pages.plan_grid import read_plans
from indicators.pages.plans import plans_page
from indicators.pages.school_plans import school_plans_page
from indicators.targets import set_target
from monitoring.models import Cohort
from schools.models import SchoolYear
from tests.cast import make_school

YEARS, SCHOOLS = "/2021/plans/", "/2021/indicators/{}/plans/"


@pytest.fixture
def post(client_of, officer, board):
    client = client_of(officer)

    def send(path, cells, **words):
        """`cells`: name → (text, was, version seen)."""
        data = dict(words)
        for name, (text, was, seen) in cells.items():
            data |= {name: text, f"was.{name}": was, f"seen.{name}": seen}
        return client.post(path, data)

    return send


def targets() -> list[tuple[str, int, str, Decimal, int]]:
    rows = Target.objects.select_related("indicator", "school").order_by("indicator__code", "year_id", "pk")
    return [
        (t.indicator.code, t.year_id, t.school.code if t.school else "", t.value, t.version) for t in rows
    ]


def test_many_plans_of_several_years_are_set_at_once_and_the_rest_stays(post, board):
    before = targets()
    answer = post(
        YEARS, {"plan.bilet.2022": ("37,5", "", "0"), "plan.contracts.2023": ("6", "", "0"),
                "plan.bilet.2021": ("30", "30", "1")}, basis="Приказ № 7",
    )  # fmt: skip
    assert (answer.status_code, answer.url) == (302, YEARS)
    assert sorted(set(targets()) - set(before)) == [
        ("bilet", 2022, "", Decimal("37.5"), 1), ("contracts", 2023, "", Decimal(6), 1),
    ]  # fmt: skip
    assert set(before) <= set(targets())
    assert set(Target.objects.filter(year__gt=2021).values_list("basis", flat=True)) == {"Приказ № 7"}


def test_a_plan_that_stood_wants_a_reason_and_keeps_its_history(post, client_of, officer):
    cells = {"plan.bilet.2021": ("40", "30", "1")}
    refused = post(YEARS, cells)
    assert refused.status_code == 422
    assert "Напишите, почему план меняется" in refused.text
    assert 'value="40"' in refused.text
    assert post(YEARS, cells, reason="Рост охвата").status_code == 302
    versions = TargetVersion.objects.filter(target__indicator__code="bilet").order_by("version")
    assert [(v.value, v.reason) for v in versions] == [(Decimal(30), ""), (Decimal(40), "Рост охвата")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("много", "напишите число, например 30 или 37,5."),
        ("-1", "план не может быть отрицательным."),
        ("140", "план в процентах – не больше 100."),
        ("", "план не стирается: напишите новое число."),
    ],
)
def test_a_wrong_plan_is_said_at_its_cell_and_saves_nothing(post, text, message):
    before = targets()
    answer = post(
        YEARS, {"plan.bilet.2021": (text, "30", "1"), "plan.bilet.2022": ("50", "", "0")}, reason="Так"
    )
    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="50"' in answer.text
    assert targets() == before


def test_the_later_of_two_officers_is_told_and_may_save_again(post, board, okrug):
    set_target(indicator=board.bilet, year=2021, municipality=okrug, value=Decimal(35))
    late = post(YEARS, {"plan.bilet.2021": ("40", "30", "1")}, reason="Рост")
    assert late.status_code == 422
    assert "пока вы писали, здесь записали 35" in late.text
    assert 'name="seen.plan.bilet.2021" value="2"' in late.text
    assert post(YEARS, {"plan.bilet.2021": ("40", "35", "2")}, reason="Рост").status_code == 302
    assert ("bilet", 2021, "", Decimal(40), 3) in targets()


def test_a_proposal_adds_points_to_last_years_value_within_its_bounds(board, okrug):
    MunicipalityValue.objects.create(
        municipality=okrug, year=2020, indicator=board.bilet, standing=0, numerator=197, denominator=200, reported=2,
        expected=2,
    )  # fmt: skip
    Target.objects.filter(indicator=board.bilet).delete()
    MunicipalityValue.objects.filter(year=2021).delete()
    page = plans_page(okrug, 2021, plus=Decimal(1))
    row = next(row for row in page.rows if row.indicator == board.bilet)
    assert [cell.text for cell in row.cells] == ["99,5", "100", "100"]
    assert all(cell.is_proposed for cell in row.cells)
    assert {cell.text for cell in next(iter(plans_page(okrug, 2021).rows)).cells} <= {"", "30"}


def test_a_year_in_which_an_indicator_is_not_valid_has_no_field(board, okrug):
    board.bilet.last_year = 2022
    board.bilet.save()
    row = next(row for row in plans_page(okrug, 2021).rows if row.indicator == board.bilet)
    assert [cell is not None for cell in row.cells] == [True, True, False]
    posted = {"plan.bilet.2023": "50", "was.plan.bilet.2023": ""}
    assert read_plans(plans_page(okrug, 2021).cells, posted).plans == []


@pytest.fixture
def contracts(board, okrug, school, small_school, kindergarten):
    set_target(indicator=board.contracts, year=2021, municipality=okrug, value=Decimal(10))
    for place, number in ((school, 4), (small_school, 1)):
        SchoolValue.objects.create(
            year=2020, school=place, indicator=board.contracts, standing=0, numerator=number, denominator=None
        )
    return board.contracts


def test_a_count_is_split_exactly_as_last_year_or_by_pupils(contracts, okrug, school, small_school):
    def shares(way):
        page = school_plans_page(okrug, 2021, contracts.code, way=way)
        return {row.school.code: row.cell.text for row in page.rows if row.cell.text}

    assert shares("last") == {"okr-01": "8", "okr-02": "2"}
    Cohort.objects.all().delete()
    for place, number in ((school, 200), (small_school, 100)):
        Cohort.objects.create(
            school=place, year_id=2021, grade=6, population=0, value=number, accepted=number
        )
    assert shares("pupils") == {"okr-01": "7", "okr-02": "3"}
    assert shares("") == {}


def test_what_own_plans_leave_is_split_among_the_others_and_who_has_no_number_is_counted(
    contracts, okrug, school, small_school
):
    set_target(indicator=contracts, year=2021, school=school, value=Decimal(7))
    make_school(okrug, "okr-09", "Тихая СОШ")
    page = school_plans_page(okrug, 2021, contracts.code, way="last")
    assert {row.school.code: row.cell.text for row in page.rows} == {
        "okr-01": "7",
        "okr-02": "3",
        "okr-09": "",
    }
    assert (page.proposed, page.unproposed) == (1, 1)
    assert [way for way, _ in page.ways] == ["last", "pupils"]
    assert page.plans == "План муниципалитета – 10\u00a0шт., организациям задано 7\u00a0шт"
    set_target(indicator=contracts, year=2021, school=school, value=Decimal(12))
    assert school_plans_page(okrug, 2021, contracts.code, way="last").proposed == 0
    SchoolValue.objects.filter(year=2020).delete()
    assert [way for way, _ in school_plans_page(okrug, 2021, contracts.code).ways] == ["pupils"]


def test_where_the_last_year_has_nothing_the_last_known_one_stands_beside(
    board, okrug, client_of, officer, school
):
    SchoolYear.objects.create(year=2025)
    found = plans_page(okrug, 2025, plus=Decimal(2))
    assert (found.before_label, found.without_last_year) == ("2021/2022", "2024/2025")
    row = next(row for row in found.rows if row.indicator == board.bilet)
    assert (row.before_plan, row.before.text, row.cells[0].text) == ("30\u00a0%", "32,0\u00a0%", "34")
    client = client_of(officer)
    for path in ("plans/", "indicators/", "indicators/bilet/plans/"):
        assert "За прошлый год (2024/2025) данных нет" in client.get(f"/2025/{path}").text, path
    assert "За прошлый год (2020/2021) данных нет" in client.get("/2021/schools/okr-01/passport/").text
    assert (plans_page(okrug, 2022).before_label, plans_page(okrug, 2022).without_last_year) == (
        "2021/2022",
        "",
    )
    assert plans_page(okrug, 2021).before is None


def test_organisations_get_plans_of_their_own(post, board, contracts):
    answer = post(SCHOOLS.format("bilet"), {"plan.okr-01.2021": ("25", "", "0")})
    assert answer.status_code == 302
    assert ("bilet", 2021, "okr-01", Decimal(25), 1) in targets()


def test_what_is_judged_for_the_municipality_has_no_plans_of_organisations(client_of, officer, board):
    assert client_of(officer).get(SCHOOLS.format(board.juniors.code)).status_code == 404


@pytest.mark.parametrize("path", [YEARS, SCHOOLS.format("bilet")])
@pytest.mark.parametrize("number", [1, 3])
def test_a_grid_costs_the_same_at_any_number_of_schools(
    path, number, client_of, officer, board, okrug, django_assert_num_queries
):
    for place in range(number):
        make_school(okrug, f"more-{place}", f"Школа {place}")
    client = client_of(officer)
    client.get(path)
    with django_assert_num_queries({YEARS: 9}.get(path, 9)):
        assert client.get(path).status_code == 200

"""One indicator: years with their plans, ranking, who is short, what the municipality is made of."""

from decimal import Decimal

import pytest

from indicators.models import MunicipalityValue, PublishedValue
from indicators.pages.filters import OF_SCHOOLS, Asked
from indicators.pages.heatmap import heatmap_page
from indicators.pages.indicator import indicator_page
from indicators.pages.passport import passport_page
from indicators.targets import set_target
from monitoring.models import MetricValue, Participation
from schools.models import SchoolYear
from tests.cast import make_school
from tests.indicators.board import YEAR, make_indicator


@pytest.fixture
def page(board, okrug):
    return lambda code="bilet", with_schools=True, **asked: indicator_page(
        okrug, YEAR, code, with_schools=with_schools, asked=Asked.of(asked, *OF_SCHOOLS)
    )


def plain(text):
    return text.replace("\u00a0", " ")


def value(indicator, okrug, year, numerator, denominator):
    MunicipalityValue.objects.create(
        indicator=indicator, municipality=okrug, year=year, standing=0, numerator=numerator, denominator=denominator,
        reported=2, expected=2,
    )  # fmt: skip


def test_the_heading_is_the_finding(page):
    assert plain(page().heading) == "«Билет»: 32,0 % при плане 30 %"
    assert plain(page("contracts").heading) == "Договоры: 3 шт. при плане 5 шт. – не хватает 2 шт."
    assert page("declared").heading == "Доля без формулы: нет данных"
    assert page("неизвестный") is None


def test_schools_are_ranked_and_the_short_ones_named(page):
    found = page()
    assert [(line.rank, line.school.code, line.judged.text) for line in found.ranked] == [
        (1, "okr-02", "50,0\u00a0%"), (2, "okr-01", "20,0\u00a0%"),
    ]  # fmt: skip
    assert [(line.school.code, plain(line.judged.short_text)) for line in found.short] == [
        ("okr-01", "6 чел.")
    ]
    assert found.short_title == "Кто ниже своего плана"
    assert (found.without_data, found.not_applicable) == ([], 1)


def test_a_report_that_waits_is_told_apart_from_no_data(board, page, okrug):
    waits, silent = (make_school(okrug, code, code) for code in ("okr-04", "okr-05"))
    for one in (waits, silent):
        board.pupils(one)
    board.takes_part(waits, 4, accepted=None)
    board.hands_in(waits)
    board.compute()
    found = page()
    assert [(line.school.code, line.judged.preliminary) for line in found.waiting] == [("okr-04", True)]
    assert [line.school.code for line in found.without_data] == ["okr-05"]


def test_equal_values_share_a_place_and_small_groups_take_none(board, okrug, page):
    for code, number in (("okr-04", 10), ("okr-05", 1)):
        one = make_school(okrug, code, code)
        board.pupils(one, number=number)
        board.takes_part(one, {10: 30, 1: 1}[number])
    board.bilet.min_denominator = 7
    board.bilet.save()
    board.compute()
    assert [(line.rank, line.school.code) for line in page().ranked] == [
        (1, "okr-04"), (1, "okr-02"), (3, "okr-01"), (None, "okr-05"),
    ]  # fmt: skip
    assert [line.school.code for line in page().short] == ["okr-01"]
    assert [plain(line.size) for line in page().ranked] == ["", "", "", "6 чел."]
    assert [(line.rank, line.school.code) for line in page(kind="basic").ranked] == [(1, "okr-02")]
    assert [line.rank for line in page(locality="urban").ranked] == []


def test_years_carry_their_own_plan_and_published_figures_fill_the_gaps(board, okrug, page):
    for past in (2018, 2019, 2020):
        SchoolYear.objects.create(year=past)
    value(board.bilet, okrug, 2020, 25, 100)
    set_target(indicator=board.bilet, year=2020, municipality=okrug, value=Decimal(25))
    PublishedValue.objects.create(
        indicator=board.bilet,
        municipality=okrug,
        year=2019,
        document="Отчёт",
        numerator=1,
        denominator=8,
        percent="12,5",
    )
    PublishedValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2018, document="Письмо", achieved=True
    )
    PublishedValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2020, document="Отчёт", percent="99"
    )
    (run,) = page().runs
    assert [
        (line.label, plain(line.text), plain(line.plan), line.status, line.document) for line in run.lines
    ] == [
        ("2018/2019", "нет данных", "–", "achieved", "Письмо"),
        ("2019/2020", "12,5", "–", "no_target", "Отчёт"),
        ("2020/2021", "25,0 %", "25 %", "achieved", ""),
        ("2021/2022", "32,0 %", "30 %", "achieved", ""),
    ]
    assert run.figure is not None


def test_a_comparable_predecessor_lengthens_the_row_another_one_begins_a_new(board, okrug, page):
    SchoolYear.objects.create(year=2020)
    before = make_indicator("bilet_old", "Прежний охват", {}, last_year=2020)
    value(before, okrug, 2020, 1, 4)
    board.bilet.predecessor, board.bilet.comparable = before, True
    board.bilet.save()
    assert [[line.label for line in run.lines] for run in page().runs] == [["2020/2021", "2021/2022"]]
    board.bilet.comparable = False
    board.bilet.save()
    assert [(run.indicator.code, [line.label for line in run.lines]) for run in page().runs] == [
        ("bilet", ["2021/2022"]), ("bilet_old", ["2020/2021"]),
    ]  # fmt: skip


def test_a_municipal_indicator_says_who_adds_what(page):
    found = page("places")
    assert [(line.school.code, line.part.numerator) for line in found.parts] == [("okr-01", Decimal(7))]
    assert found.ranked == []


def test_a_head_sees_the_municipality_and_no_other_school(page):
    found = page(with_schools=False)
    assert (found.ranked, found.short, found.parts, found.judged.text) == ([], [], [], "32,0\u00a0%")


def test_who_makes_up_the_gap_is_said_in_exact_shares(board, okrug, page):
    for code, number in (("okr-04", 9), ("okr-05", 15), ("okr-06", 17)):
        one = make_school(okrug, code, code)
        board.pupils(one)
        board.takes_part(one, number)
    set_target(indicator=board.bilet, year=YEAR, municipality=okrug, value=Decimal("32.5"))
    board.compute()
    who = page().contributors
    assert [(row.line.school.code, row.line.judged.short, row.cumulative_text) for row in who.rows] == [
        ("okr-04", 11, "41\u00a0%"), ("okr-01", 8, "70\u00a0%"), ("okr-05", 5, "89\u00a0%"),
        ("okr-06", 3, "100\u00a0%"),
    ]  # fmt: skip
    assert plain(who.sentence) == "Первые две организации дают 70 % отставания"
    assert plain(who.total) == "4 организациям ниже плана не хватает 27 чел."
    assert (who.reached.numerator, who.reached.denominator, who.reached.status) == (100, 280, "achieved")
    assert page().short_title == "Кто даёт отставание"
    assert who.what_if == "to=okr-04&to=okr-01&to=okr-05&to=okr-06"


def test_the_value_by_levels_kinds_and_localities_against_the_plan(page, board, okrug):
    assert [
        (group.title, [(one.name, one.sides, one.judged.status, one.reported) for one in group.lines])
        for group in page().groups
    ] == [
        ("По уровням образования", [
            ("5–9 классы (ООО)", "32 из 80", "achieved", "2 из 2"),
            ("10–11 классы (СОО)", "0 из 20", "missed", "1 из 1"),
        ]),
        ("По видам организаций", [
            ("основные школы", "20 из 40", "achieved", "1 из 1"),
            ("средние школы", "12 из 60", "missed", "1 из 1"),
        ]),
    ]  # fmt: skip
    assert [one.judged.target for group in page("contracts").groups for one in group.lines] == [None, None]


def test_a_few_organisations_are_not_drawn_as_a_distribution(page, board, okrug):
    assert page().spread is None
    one = make_school(okrug, "okr-04", "Новая школа")
    board.pupils(one)
    board.takes_part(one, 60)
    board.compute()
    assert page().spread.rows == (("20–25\u00a0%", "1"), ("50–55\u00a0%", "1"), ("95–100\u00a0%", "1"))


def test_what_is_read_anew_says_that_the_value_is_older(board, page, okrug, school, client_of, officer):
    """An accepted number the engine has not seen yet: levels and contributions have it, the value has not."""
    words = "Уже по новым данным: значение показателя ещё пересчитывается"
    client = client_of(officer)

    def said(code):
        return words in client.get(f"/2021/indicators/{code}/").text

    assert ([group.newer for group in page().groups], page("places").parts_are_newer) == (
        [False, False],
        False,
    )
    assert not said("bilet")
    assert not said("places")
    Participation.objects.filter(school=school, grade=6).update(accepted=13)
    MetricValue.objects.filter(metric__code="places").update(accepted=8)
    assert [(group.title, group.newer) for group in page().groups] == [
        ("По уровням образования", True), ("По видам организаций", False),
    ]  # fmt: skip
    assert page("places").parts_are_newer
    assert said("bilet")
    assert said("places")
    board.compute()
    assert not said("bilet")
    assert not said("places")


def test_where_less_is_better_nothing_above_its_plan_is_called_below_it(
    board, page, okrug, school, small_school, client_of, officer
):
    """20 % and 50 % of the two organisations at a plan of «30 % at most», 32 % together."""
    board.bilet.better = "lower"
    board.bilet.save()
    found = page()
    assert found.short_title == "Кто даёт отставание"
    assert plain(found.contributors.total) == "У 1 организации больше плана на 8 чел."
    assert [(line.judged.status_words, plain(line.judged.lacking)) for line in found.ranked] == [
        ("план достигнут", ""), ("хуже плана", "больше на 8 чел."),
    ]  # fmt: skip
    assert heatmap_page(okrug, YEAR, Asked.of({})).heading == "2\u00a0показателя из 3 хуже плана"
    assert (
        passport_page(small_school, YEAR).heading
        == "Берёзовская ООШ: единственный показатель с планом – хуже плана"
    )
    client = client_of(officer)
    for path in ("indicators/bilet/", "schools/okr-02/passport/", "schools/okr-02/indicators/bilet/"):
        text = client.get(f"/2021/{path}").text
        assert "хуже" in text, path
        assert "ниже плана" not in text.lower(), path

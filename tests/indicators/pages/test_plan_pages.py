"""Goals, catalogue, methods and the region's comparison."""

from decimal import Decimal

from indicators.compute import recompute
from indicators.models import Goal, MunicipalityValue
from indicators.pages.catalogue import catalogue_page
from indicators.pages.goals import goals_page
from indicators.pages.methods import methods_page
from indicators.pages.region import region_page
from indicators.targets import set_target
from monitoring.models import Campaign
from schools.models import SchoolYear
from tests.indicators.board import YEAR


def plain(text):
    return text.replace("\u00a0", " ")


def test_goals_stand_by_topic_with_their_indicators(board, okrug, neighbour):
    Goal.objects.create(code="own", municipality=okrug, topic="support", text="Своя цель")
    Goal.objects.create(code="unused", topic="support", text="Общая цель, которой никто не служит")
    Goal.objects.create(code="foreign", municipality=neighbour, topic="support", text="Чужая цель")
    page = goals_page(okrug, YEAR)
    found = [
        (topic.title, one.goal.code, [(line.indicator.code, line.judged.text) for line in one.lines])
        for topic in page.topics
        for one in topic.goals
    ]
    assert found == [
        ("сопровождение самоопределения", "own", []),
        ("ранняя профориентация", "early", [("bilet", "32,0\u00a0%")]),
    ]
    assert [line.indicator.code for line in page.apart] == ["contracts", "juniors", "places", "declared"]
    assert (page.goals, page.without_indicators) == (2, 1)


def test_the_catalogue_tells_plans_values_and_what_is_only_declared(board, okrug):
    SchoolYear.objects.create(year=2020)
    set_target(indicator=board.bilet, year=2020, municipality=okrug, value=Decimal(25))
    MunicipalityValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2020, standing=0, numerator=25, denominator=100,
        reported=2, expected=2,
    )  # fmt: skip
    page = catalogue_page(okrug, YEAR)
    found = [
        (
            one.indicator.code,
            plain(one.plan),
            plain(one.plan_before),
            one.judged.status,
            one.difference,
            one.reported,
        )
        for one in page.known
    ]
    assert found == [
        ("bilet", "30 %", "25 %", "achieved", 7, "2 из 2"), ("contracts", "5 шт.", "", "missed", None, "1 из 2"),
        ("juniors", "20 %", "", "achieved", None, "2 из 2"), ("places", "", "", "no_target", None, "1 из 3"),
    ]  # fmt: skip
    assert [line.indicator.code for line in page.declared] == ["declared"]
    assert page.without_plan == 2


def test_a_comparable_predecessor_gives_the_value_of_last_year(board, okrug):
    board.bilet.predecessor, board.bilet.comparable = board.declared, True
    board.bilet.save()
    MunicipalityValue.objects.create(
        indicator=board.declared, municipality=okrug, year=2020, standing=0, numerator=20, denominator=100,
        reported=2, expected=2,
    )  # fmt: skip
    assert catalogue_page(okrug, YEAR).known[0].difference == 12


def test_methods_say_what_is_counted_and_who_is_asked(board, okrug):
    page = methods_page(okrug, YEAR)
    assert [(one.name, one.counts, one.who.replace("\u00a0", " "), one.used) for one in page.events] == [
        ("Проект «Билет в будущее»", "люди, каждый один раз", "все обучающиеся, 6–11 классы", 2)
    ]
    assert [(one.name, one.counts, one.who, one.used) for one in page.metrics] == [
        ("Договоры с предприятиями", "число, шт.", "основная школа, средняя школа", 1),
        ("Учебные места", "число, мест", "все организации", 1),
    ]
    assert page.without_source == 4


def test_a_region_compares_shared_indicators_and_sums_them(
    board, okrug, neighbour, neighbour_school, faraway
):
    Campaign.objects.create(municipality=neighbour, year_id=YEAR)
    board.pupils(neighbour_school)
    board.takes_part(neighbour_school, 0)
    recompute(municipality_id=neighbour.pk, year=YEAR)
    set_target(indicator=board.bilet, year=YEAR, municipality=neighbour, value=Decimal(10))
    page = region_page(okrug.region_id, YEAR)
    assert [column.indicator.code for column in page.columns] == ["bilet", "juniors", "places"]
    assert [
        (row.municipality.code, [(c.text, c.status) for c in row.cells], row.reported, row.missed, row.judged)
        for row in page.rows
    ] == [
        ("32622000", [("32,0", "achieved"), ("32,0", "achieved"), ("7", "no_target")], "1 из 3", 0, 2),
        ("32701000", [("0,0", "missed"), ("0,0", "no_target"), ("", "no_data")], "1 из 1", 1, 1),
    ]  # fmt: skip
    assert [cell.text for cell in page.whole] == ["20,0", "20,0", "7"]
    assert page.rows[1].cells[0].url == "/2021/indicators/bilet/?municipality=32701000"
    assert page.missing_plan == 1

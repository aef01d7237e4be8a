"""When each trigger fires, waits and clears; the whole list of recommendations is compared."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.models import Indicator, MunicipalityValue
from recommendations.issue import Issued
from recommendations.models import Recommendation
from tests.recommendations.world import World, standing


@pytest.fixture
def world(okrug, school, small_school) -> World:
    return World(okrug, school, small_school)


def reasons() -> list[str]:
    return list(Recommendation.objects.order_by("pk").values_list("closed_reason", flat=True))


def test_exactly_on_the_plan_is_achieved(world, school, small_school):
    world.plan("33.3")
    world.rule()
    world.accept(school, 333, 1000)
    world.accept(small_school, 332, 1000)
    world.issue()
    assert standing() == [("r1", "okr-02", "issued", 1)]


def test_an_own_plan_of_a_school_goes_before_the_municipal_one(world, school, small_school):
    world.plan(30)
    world.plan(10, school=school)
    world.rule()
    for place in (school, small_school):
        world.accept(place, 20)
    world.issue()
    assert standing() == [("r1", "okr-02", "issued", 1)]


def test_reports_that_are_not_accepted_lead_to_nothing(world, school):
    world.plan(30)
    world.rule()
    world.rule("r2", trigger="zero")
    world.report(school, "submitted")
    assert world.issue() == Issued()


def test_tiny_groups_are_not_judged(world, school, small_school):
    Indicator.objects.update(min_denominator=5)
    world.plan(30)
    world.rule()
    world.accept(school, 0, 4)
    world.accept(small_school, 0, 5)
    world.issue()
    assert standing() == [("r1", "okr-02", "issued", 1)]
    world.accept(small_school, 0, 4)
    world.issue()
    assert reasons() == ["Группа слишком мала, чтобы судить по доле."]


@pytest.mark.parametrize(
    "trigger", ["below_target", "zero", "falling", "below_municipality", "best_practice", "no_data"]
)
def test_an_indicator_judged_at_the_municipality_never_judges_schools(world, school, trigger):
    Indicator.objects.update(judged_at="municipality")
    world.plan(30)
    world.rule(trigger=trigger)
    world.accept(school, 0)
    world.issue()
    assert standing() == []


def test_zero_is_a_known_value_without_participants(world, school, small_school, kindergarten):
    world.rule(trigger="zero", text="Участников нет.")
    world.accept(school, 0)
    world.accept(small_school, 0, 0)
    world.issue()
    assert standing() == [("r1", "okr-01", "issued", 1)]
    world.accept(school, 1)
    world.issue()
    assert reasons() == ["По уточнённым данным участие есть: 1,0\u00a0%."]


def test_falling_means_two_years_running(world, school, small_school):
    world.rule(trigger="falling")
    for year, fell, rose in ((2019, 40, 20), (2020, 30, 40), (2021, 20, 30)):
        world.accept(school, fell, year=year)
        world.accept(small_school, rose, year=year)
    world.issue()
    assert standing() == [("r1", "okr-01", "issued", 1)]
    assert Recommendation.objects.get().evidence["previous_numerator"] == "30"


def test_years_before_count_through_a_comparable_predecessor_only(world, school):
    for year, took_part in ((2019, 40), (2020, 30)):
        world.accept(school, took_part, year=year)
    world.accept(school, 20)
    old = world.indicator
    terms = list(old.terms.all())
    new = Indicator.objects.create(
        code="new", name="Новый", first_year=2021, predecessor=old, comparable=False
    )
    for term in terms:
        term.pk, term.indicator = None, new
        term.save()
    Indicator.objects.filter(pk=old.pk).update(last_year=2020)
    world.rule(trigger="falling", indicator=new)
    assert world.issue() == Issued()
    Indicator.objects.filter(pk=new.pk).update(comparable=True)
    assert world.issue() == Issued(created=1)


def test_an_indicator_that_two_go_on_from_is_the_past_of_both(world, school):
    old = world.indicator
    for year, took_part in ((2019, 40), (2020, 30), (2021, 20)):
        world.accept(school, took_part, year=year)
    heir = Indicator.objects.create(
        code="heir", name="Наследник", first_year=2021, predecessor=old, comparable=True
    )
    for term in old.terms.all():
        term.pk, term.indicator = None, heir
        term.save()
    rules = {"r1": (old, "school"), "r2": (heir, "school"), "r3": (old, "municipality")}
    for code, (indicator, scope) in rules.items():
        world.rule(code, trigger="falling", indicator=indicator, scope=scope)
    world.issue()
    assert [row[0] for row in standing() if row[1] == "okr-01"] == ["r1", "r2", "r3"]
    assert {row.evidence["previous_numerator"] for row in Recommendation.objects.all()} == {"30"}


def test_below_the_municipality_is_strictly_below(world, school, small_school):
    world.rule(trigger="below_municipality")
    world.accept(school, 20)
    world.accept(small_school, 20)
    assert world.issue() == Issued()
    world.accept(small_school, 40)
    world.issue()
    assert standing() == [("r1", "okr-01", "issued", 1)]


def test_no_data_is_asked_for_once_the_report_is_accepted(world, school, small_school):
    world.rule(trigger="no_data", text="Представить данные.")
    world.accept(school, None)
    world.issue()
    assert standing() == [("r1", "okr-01", "issued", 1)]
    world.accept(school, 5)
    world.issue()
    assert reasons() == ["Данные представлены: 5,0\u00a0%."]


def test_late_is_a_report_never_handed_in_after_its_day(world, school, small_school, okrug):
    world.rule(trigger="late", indicator=None, text="Сдать отчёт до {срок}.", due="+3")
    world.report(small_school, "draft", extended_to=dt.date(2022, 6, 20))
    world.issue(today=dt.date(2022, 6, 1))
    assert standing() == []
    world.issue(today=dt.date(2022, 6, 2))
    assert standing() == [("r1", "okr-01", "issued", 1)]
    assert Recommendation.objects.get().text == "Сдать отчёт до 5\u00a0июня\u00a02022\u00a0года."
    world.report(school, "submitted")
    world.issue(today=dt.date(2022, 6, 21))
    assert standing() == [("r1", "okr-01", "withdrawn", 1), ("r1", "okr-02", "issued", 1)]
    assert reasons() == ["Просроченных отчётов больше нет.", ""]


def test_a_report_accepted_without_being_handed_in_is_not_late_when_it_is_reopened(
    world, school, small_school
):
    world.rule(trigger="late", indicator=None, text="Сдать отчёт до {срок}.", due="+3")
    for one in (school, small_school):
        world.report(one, "draft", accepted_at=dt.datetime(2022, 5, 20, tzinfo=dt.UTC))
    world.issue(today=dt.date(2022, 6, 21))
    assert standing() == []


def test_always_waits_for_the_first_accepted_report_and_then_stays(world, school, small_school, kindergarten):
    world.rule(trigger="always", indicator=None, text="Провести экскурсии.", kinds=["basic", "secondary"])
    world.report(school, "submitted")
    assert world.issue() == Issued()
    world.accept(school, 5)
    assert world.issue() == Issued(created=2)
    world.report(school, "draft")
    assert world.issue() == Issued()
    assert sorted(standing()) == [("r1", "okr-01", "issued", 1), ("r1", "okr-02", "issued", 1)]


def test_best_practice_is_the_best_of_those_on_the_plan(world, school, small_school):
    world.plan(30)
    world.rule(trigger="best_practice", text="Поделиться опытом.")
    world.accept(school, 40)
    world.accept(small_school, 35)
    world.issue()
    assert standing() == [("r1", "okr-01", "issued", 1)]
    world.accept(small_school, 45)
    assert world.issue() == Issued(created=1, withdrawn=1)
    assert reasons()[0] == "Лучшее значение теперь у другой организации: 40,0\u00a0% при плане 30\u00a0%."


def test_the_municipal_miss_addresses_all_organisations_of_the_kinds(
    world, school, small_school, kindergarten
):
    Indicator.objects.update(judged_at="municipality")
    world.plan(30)
    world.rule(
        scope="municipality",
        kinds=["basic", "secondary"],
        text="По муниципалитету {значение_муниципалитета}.",
    )
    world.accept(school, 20)
    assert world.issue() == Issued(created=2)
    assert {row.text for row in Recommendation.objects.all()} == {"По муниципалитету 20,0\u00a0%."}
    world.accept(small_school, 15)
    assert world.issue() == Issued()
    world.accept(small_school, 60)
    assert world.issue() == Issued(withdrawn=2)
    assert MunicipalityValue.objects.get().numerator == 80
    assert set(reasons()) == {"По уточнённым данным план достигнут: 40,0\u00a0% при плане 30\u00a0%."}


def test_less_is_better_where_the_indicator_says_so(world, school, small_school):
    Indicator.objects.update(better="lower")
    world.plan(30)
    world.rule()
    world.accept(school, 30)
    world.accept(small_school, 31)
    world.issue()
    assert standing() == [("r1", "okr-02", "issued", 1)]

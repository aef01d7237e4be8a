"""The plan in people: needed, marked and left, from the contingent accepted or handed in, by the newest plan."""

from decimal import Decimal

import pytest

from indicators.models import Indicator
from indicators.pages.filters import OF_SCHOOLS, Asked
from indicators.pages.own_people import own_people_page
from indicators.pages.people import people_page
from indicators.targets import set_target
from monitoring.models import Cohort, Participation
from schools.models import SchoolYear
from tests.indicators.board import YEAR


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.fixture
def page(board, okrug):
    return lambda this_year=YEAR, indicator="bilet", sort="-left", **words: people_page(
        okrug, YEAR, Asked.of(words, *OF_SCHOOLS, sort=sort), indicator=indicator, this_year=this_year
    )


def words(need):
    return plain(f"{need.goal_text} {need.where}; {need.marked_text}, {need.left_text}")


def not_accepted_yet(**narrowed):
    Participation.objects.filter(**narrowed).update(accepted=None)


def test_the_plan_of_each_organisation_and_of_the_municipality_in_people(page):
    found = page()
    assert words(found.need) == "нужно 30 из 100 в 6–11 классах; отмечено 32, план выполнен"
    assert [(row.school.code, words(row.need)) for row in found.rows] == [
        ("okr-01", "нужно 18 из 60 в 6–11 классах; отмечено 12, осталось 6"),
        ("okr-02", "нужно 12 из 40 в 6–9 классах; отмечено 20, план выполнен"),
    ]
    assert (found.need.came, found.need.due, found.lacking) == (2, 2, [])
    assert [line.indicator.code for line in found.lines] == ["contracts", "bilet", "juniors"]
    assert plain(found.heading) == "План в людях: по 1 показателю из 3 нужное число ещё не набрано"
    assert (found.over, found.left_heading) == (False, "Осталось")


def test_when_the_year_has_ended_nobody_is_to_come(page):
    found = page(this_year=YEAR + 1)
    assert plain(found.heading) == "План в людях: по 1 показателю из 3 нужное число не набрано"
    assert (found.over, found.left_heading) == (True, "Не хватило")


def test_before_anybody_takes_part_the_contingent_is_enough(board, page):
    not_accepted_yet()
    assert [words(row.need) for row in page().rows] == [
        "нужно 18 из 60 в 6–11 классах; ещё не отмечали, осталось 18",
        "нужно 12 из 40 в 6–9 классах; ещё не отмечали, осталось 12",
    ]


def test_a_number_that_is_accepted_counts_at_once_though_others_are_missing(page, school):
    not_accepted_yet(school=school, grade__gt=6)
    assert words(page().rows[0].need) == "нужно 18 из 60 в 6–11 классах; отмечено 12, осталось 6"


def test_a_contingent_handed_in_counts_as_preliminary_and_a_missing_one_is_named(
    board, page, school, small_school
):
    Cohort.objects.update(accepted=None)
    assert [line.school.code for line in page().lacking] == ["okr-02", "okr-01"]
    assert page().need is None
    board.hands_in(school)
    found = page()
    assert [(row.school.code, row.need.preliminary, row.need.needed) for row in found.rows] == [
        ("okr-01", True, Decimal(18))
    ]
    assert [(line.school.code, line.waiting) for line in found.lacking] == [("okr-02", False)]
    assert (found.need.came, found.need.due, found.need.preliminary) == (1, 2, True)


def test_a_plan_met_only_with_numbers_nobody_has_accepted_is_said_both_ways(board, page, school):
    Participation.objects.filter(school=school, grade=7).update(value=10)
    board.hands_in(school)
    need = next(row.need for row in page().rows if row.school == school)
    assert words(need) == (
        "нужно 18 из 60 в 6–11 классах; отмечено 22 (из них не принято 10),"
        " план выполнен, если отчёты примут; без них осталось 6"
    )
    assert (need.is_met, need.status) == (True, "neutral")


def test_where_the_year_has_no_plan_the_newest_one_holds_and_is_named(board, okrug, page):
    board.bilet.targets.all().delete()
    for year, value in ((2019, 10), (2020, 25), (2022, 90)):
        SchoolYear.objects.create(year=year)
        set_target(indicator=board.bilet, year=year, municipality=okrug, value=Decimal(value))
    found = page()
    assert (found.need.needed, found.other_plan_year) == (Decimal(25), 2020)


def test_less_is_better_counts_and_closed_years_have_their_own_words(board, page):
    Indicator.objects.filter(pk=board.bilet.pk).update(better="lower")
    assert [words(row.need) for row in page().rows] == [
        "не больше 12 из 40 в 6–9 классах; отмечено 20, больше плана на 8",
        "не больше 18 из 60 в 6–11 классах; отмечено 12, план выполнен",
    ]
    assert words(page(indicator="contracts").need) == "нужно 5 шт. ; есть 3, осталось 2"
    assert words(page(this_year=2026, indicator="contracts").need) == "нужно 5 шт. ; есть 3, не хватило 2"


def test_judged_for_the_municipality_there_is_no_plan_of_an_organisation(page):
    found = page(indicator="juniors")
    assert (found.judges_schools, found.rows, found.need.needed) == (False, [], Decimal(20))


def test_rows_are_filtered_and_sorted(page):
    assert [row.school.code for row in page(kind="basic").rows] == ["okr-02"]
    assert [row.school.code for row in page(sort="marked").rows] == ["okr-01", "okr-02"]
    assert [row.school.code for row in page(sort="name").rows] == ["okr-02", "okr-01"]


def test_a_head_sees_the_draft_of_the_own_organisation(board, school):
    Participation.objects.filter(school=school, grade=7).update(value=4)
    (line,) = own_people_page(school, YEAR, this_year=YEAR).lines
    assert words(line.need) == "нужно 18 из 60 в 6–11 классах; отмечено 16 (из них не принято 4), осталось 2"
    assert line.need.preliminary
    Cohort.objects.filter(school=school, grade=9).update(value=None, accepted=None)
    found = own_people_page(school, YEAR, this_year=YEAR)
    assert (found.lines, [one.code for one in found.lacking]) == ([], ["bilet"])

"""The officer's and the head's list: grouping, filters, counts, and a number of queries that nothing adds to."""

from __future__ import annotations

import datetime as dt

import pytest

from recommendations import handling
from recommendations.models import Recommendation, Rule
from recommendations.queries import Filters, head_list, officer_list, one, waiting_count
from recommendations.rulebook import record_versions, save_rule
from tests.cast import make_school
from tests.recommendations.world import TODAY, World


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule("r1", section="I")
    world.rule("r2", section="II", trigger="always", indicator=None, text="Провести экскурсии.", due="+5")
    world.accept(school, 22)
    world.accept(small_school, 0)
    world.issue()
    return world


def listed(person, today=TODAY, **filters):
    found = officer_list(
        of=Recommendation.objects.visible_to(person), year=2021, today=today, filters=Filters(**filters)
    )
    return found, [
        (section.code, group.text, [row.recommendation.school.code for row in group.rows])
        for section in found.sections
        for group in section.groups
    ]


def test_one_text_with_its_list_of_schools(world, officer):
    found, groups = listed(officer)
    assert groups == [
        ("I", "Охвачено … при плане 30\u00a0%.", ["okr-02", "okr-01"]),
        ("II", "Провести экскурсии.", ["okr-02", "okr-01"]),
    ]
    assert found.count == 4
    assert {state: count for state, count in found.funnel.items() if count} == {"issued": 4}


def test_a_new_version_of_a_rule_with_the_same_words_stays_one_text_by_what_it_said(world, officer):
    rule = Rule.objects.get(code="r1")
    record_versions(rules=[rule])
    rule.priority = 1
    save_rule(rule=rule)
    Recommendation.objects.filter(rule=rule, school__code="okr-01").update(rule_version=2)
    one_text = ("I", "Охвачено … при плане 30\u00a0%.", ["okr-02", "okr-01"])
    assert listed(officer)[1][0] == one_text
    rule.text = "Теперь правило говорит другое: {значение}."
    save_rule(rule=rule)
    assert listed(officer)[1][0] == one_text
    Recommendation.objects.filter(rule=rule, school__code="okr-01").update(rule_version=3, text="Новое.")
    assert [group[2] for group in listed(officer)[1]] == [["okr-02"], ["okr-01"], ["okr-02", "okr-01"]]


def test_filters_narrow_the_list_and_leave_the_funnel(world, officer, head):
    made = Recommendation.objects.get(rule__code="r1", school__code="okr-01")
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    later = TODAY + dt.timedelta(days=6)
    assert listed(officer, state="acknowledged")[1] == [("I", made.text, ["okr-01"])]
    assert listed(officer, state="disputed")[1] == [("I", made.text, ["okr-01"])]
    assert listed(officer, later, state="overdue")[1] == [("II", "Провести экскурсии.", ["okr-02", "okr-01"])]
    assert listed(officer, section="II", school="okr-02")[1] == [("II", "Провести экскурсии.", ["okr-02"])]
    assert listed(officer, rule="r2", text="елкин")[1] == [("II", "Провести экскурсии.", ["okr-01"])]
    assert listed(officer, audience="parents")[1] == []
    found, _ = listed(officer, later, state="withdrawn")
    counts = {state: count for state, count in found.funnel.items() if count}
    assert counts == {"issued": 3, "acknowledged": 1, "overdue": 2, "disputed": 1}


def test_a_stranger_sees_nothing(world, stranger, second_head):
    assert listed(stranger)[1] == []
    assert [schools for _, _, schools in listed(second_head)[1]] == [["okr-02"], ["okr-02"]]


def test_the_head_sees_what_why_and_by_when(world, school):
    found = head_list(school=school, year=2021, today=TODAY)
    assert [(row.headline, row.why, row.recommendation.due, row.overdue) for row in found.waiting] == [
        ("Провести экскурсии", "", dt.date(2022, 1, 25), False),
        (
            "Вовлечь в «Билет в будущее» ещё 8\u00a0учеников 9\u00a0класса",
            "Участвуют 22 из 100 обучающихся 9\u00a0класса – 22,0\u00a0% при плане 30\u00a0%",
            dt.date(2022, 5, 15),
            False,
        ),
    ]
    assert (found.finished, found.taken_back) == ([], [])


def test_the_head_never_sees_what_is_only_prepared_or_was_declined(world, school):
    Recommendation.objects.update(state="prepared", issued_at=None)
    assert head_list(school=school, year=2021, today=TODAY).waiting == []
    Recommendation.objects.update(state="withdrawn")
    assert head_list(school=school, year=2021, today=TODAY).taken_back == []


def test_what_was_taken_back_stays_visible_with_its_reason(world, school):
    world.accept(school, 40)
    world.issue()
    (gone,) = head_list(school=school, year=2021, today=TODAY).taken_back
    assert (
        gone.recommendation.closed_reason
        == "По уточнённым данным план достигнут: 40,0\u00a0% при плане 30\u00a0%."
    )
    assert [(step.step, step.person) for step in gone.history] == [("issue", None), ("withdraw", None)]


def test_one_with_its_history(world, officer, stranger):
    made = Recommendation.objects.first()
    found = one(of=Recommendation.objects.visible_to(officer), pk=made.pk, today=TODAY)
    assert [step.step for step in found.history] == ["issue"]
    assert one(of=Recommendation.objects.visible_to(stranger), pk=made.pk, today=TODAY) is None
    assert waiting_count(of=Recommendation.objects.visible_to(officer), year=2021) == 4


def test_queries_do_not_grow(world, okrug, officer, school, django_assert_num_queries):
    def count() -> None:
        of = Recommendation.objects.visible_to(officer)
        with django_assert_num_queries(5):
            found = officer_list(of=of, year=2021, today=TODAY)
            rows = [row for section in found.sections for group in section.groups for row in group.rows]
            assert all(row.recommendation.school.short_name for row in rows)
        with django_assert_num_queries(3):
            head_list(school=school, year=2021, today=TODAY)

    _ = officer.reach  # read once for a request
    count()
    for number in range(3):
        world.accept(make_school(okrug, f"x-{number}", f"Школа {number}"), 3)
    world.rule("r3", trigger="always", indicator=None, text="Ещё.")
    world.issue()
    count()

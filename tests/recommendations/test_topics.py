"""A rule on a topic: one recommendation for each organisation, about the indicator furthest from its plan."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from indicators.models import Goal, Indicator, Target, Term
from recommendations.handling import acknowledge, answer
from recommendations.models import Priority, Recommendation, Rule
from recommendations.rehearsal import rehearse
from recommendations.rewording import reword
from schools.grades import Grades
from schools.models import Transition
from tests.recommendations.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(okrug, school, small_school):
    """Two indicators of one topic over the same cells: the second has twice the plan, and another unit of plan."""
    world = World(okrug, school, small_school)
    goal = Goal.objects.create(code="early", topic="early_guidance", text="Ранняя профориентация")
    world.indicator.goal = goal
    world.indicator.save()
    world.second = Indicator.objects.create(
        code="bilet_count", name="Участники", short_name="Участники", unit="count", goal=goal
    )
    Term.objects.create(
        indicator=world.second, side="numerator", kind="event", event=world.event, grades=Grades.parse("9")
    )
    world.plan(40)
    world.rule(
        indicator=None, topic="early_guidance", priority=Priority.HIGH, text="{показатель}: {не_хватает}"
    )
    return world


def plan_of_count(world, value: int, school) -> None:
    Target.objects.create(indicator=world.second, year_id=YEAR, school=school, value=Decimal(value))


def made() -> list[tuple[str, str, str, str, int]]:
    rows = Recommendation.objects.order_by("school__code", "pk")
    return [
        (row.school.code, row.indicator.code if row.indicator else "", row.state, row.text, row.priority)
        for row in rows.select_related("school", "indicator")
    ]


def test_the_one_furthest_from_its_plan_measured_by_the_plan_is_its_subject(world, school, small_school):
    plan_of_count(world, 40, small_school)  # 20 of 40: half of the plan is missing, of the share a quarter
    world.accept(school, 30)
    world.accept(small_school, 20, pupils=67)
    world.issue()
    assert made() == [
        ("okr-01", "bilet_9", "issued", "Охват проектом: 10\xa0чел.", 1),
        ("okr-02", "bilet_count", "issued", "Участники: 20\xa0чел.", 1),
    ]
    assert world.issue().fresh
    assert world.issue(force=True) == world.issue(force=True)
    assert len(made()) == 2


def test_its_subject_stays_while_it_is_missed_and_changes_with_a_trace_when_it_is_met(world, school):
    plan_of_count(world, 31, school)
    world.accept(school, 30, pupils=100)
    world.issue()
    assert made()[0][:3] == ("okr-01", "bilet_9", "issued")
    world.accept(school, 20, pupils=45)  # the share is met now, the count is further away than before
    world.issue()
    assert [row[:3] for row in made()] == [
        ("okr-01", "bilet_9", "withdrawn"),
        ("okr-01", "bilet_count", "issued"),
    ]
    reason = Recommendation.objects.get(state="withdrawn").closed_reason
    assert reason.startswith("По уточнённым данным план достигнут")
    assert Recommendation.objects.get(state="issued").issue == 2
    assert not world.issue(force=True).created


def test_what_is_met_is_withdrawn_though_it_was_taken_note_of_and_what_was_answered_is_kept(
    world, school, head
):
    plan_of_count(world, 31, school)
    world.accept(school, 30, pupils=100)
    world.issue()
    acknowledge(recommendation=Recommendation.objects.get(), person=head)
    world.accept(school, 20, pupils=45)
    world.issue()
    assert [row[:3] for row in made()] == [
        ("okr-01", "bilet_9", "withdrawn"),
        ("okr-01", "bilet_count", "issued"),
    ]
    answer(recommendation=Recommendation.objects.get(state="issued"), person=head, text="Сделано")
    world.accept(school, 40, pupils=145)  # the count is met, the share is missed again: the officer decides
    world.issue()
    assert made()[1][:3] == ("okr-01", "bilet_count", "done")
    assert Transition.objects.get(step="note").note.startswith("По уточнённым данным план достигнут")


def test_a_subject_that_only_waits_is_not_changed(world, school, okrug):
    """Nothing is known of it for the moment: no reason to speak of something else."""
    Rule.objects.update(trigger="no_data")
    world.accept(school, None, pupils=None)
    world.report(world.schools[1], "accepted")
    world.issue()
    subjects = [row[1] for row in made() if row[0] == "okr-01"]
    world.report(school, "returned")
    world.issue(force=True)
    assert [row[1] for row in made() if row[0] == "okr-01"] == subjects


def test_a_preview_says_the_same_and_why_not_for_others(world, school, small_school):
    world.accept(school, 30)
    world.accept(small_school, 60)
    world.issue()
    found = rehearse(rule=Rule.objects.get(), municipality_id=world.municipality.pk, year=YEAR, today=TODAY)
    assert [(one.code, text) for one, text in found.fires] == [("okr-01", "Охват проектом: 10\xa0чел.")]
    assert found.others == [("План достигнут", 1)]


def test_a_goal_moved_to_the_topic_is_noticed(world, school):
    world.accept(school, 30)
    world.issue()
    Goal.objects.update(topic="awareness")
    assert world.issue().withdrawn == 1
    assert Recommendation.objects.get().closed_reason == "Показатель больше не относится к теме правила."


@pytest.mark.parametrize(
    "fields", [{"trigger": "always"}, {"trigger": "late"}, {"trigger": "zero", "indicator": "its"}]
)
def test_the_database_refuses_a_topic_where_it_means_nothing(world, fields):
    if "indicator" in fields:
        fields = {**fields, "indicator": world.indicator}
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(code="r9", topic="awareness", text="Текст", **fields)


def test_words_of_an_officer_that_fit_no_more_are_told_in_the_note_of_the_next(world, okrug, school, officer):
    okrug.needs_approval = True
    okrug.save()
    plan_of_count(world, 31, school)
    world.accept(school, 30, pupils=100)
    world.issue()
    prepared = Recommendation.objects.get()
    reword(recommendation=prepared, person=officer, text="Свозите класс на завод.", seen=prepared.text)
    world.accept(school, 20, pupils=45)  # the share is met now: another indicator
    world.issue()
    fresh = Recommendation.objects.live().get()
    assert (fresh.indicator.code, fresh.reworded, fresh.text) == (
        "bilet_count", False, "Участники: 11\xa0чел.",
    )  # fmt: skip
    told = Transition.objects.get(entity_id=fresh.pk, step="prepare").note
    assert "для прежнего показателя специалист написал: «Свозите класс на завод.»" in told

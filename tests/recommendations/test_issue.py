"""Issue: who gets which recommendation, what a second run does, what corrected data do to what stands."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.compute import recompute
from recommendations.issue import Issued, issue
from recommendations.models import Answer, Recommendation
from schools.models import Transition
from tests.cast import make_school
from tests.recommendations.world import TODAY, World, standing

NOTHING = Issued(fresh=True)


@pytest.fixture
def world(okrug, school, small_school, kindergarten) -> World:
    return World(okrug, school, small_school, kindergarten)


@pytest.fixture
def missed(world, school) -> World:
    """One school at 22 of 100 under a plan of 30, its recommendation issued."""
    world.plan(30)
    world.rule()
    world.accept(school, 22)
    assert world.issue() == Issued(created=1)
    return world


def log(recommendation: Recommendation) -> list[tuple[str, str, str, str]]:
    rows = Transition.objects.filter(entity="recommendation", entity_id=recommendation.pk)
    return list(rows.values_list("step", "source", "target", "note"))


def move(state: str) -> None:
    Recommendation.objects.update(state=state)


def test_a_missed_plan_becomes_a_recommendation_with_frozen_evidence(missed, school):
    (made,) = Recommendation.objects.all()
    assert (made.text, made.state, made.due, made.school) == (
        "Охвачено 22,0\u00a0% при плане 30\u00a0%.", "issued", dt.date(2022, 5, 15), school,
    )  # fmt: skip
    evidence = {name: value for name, value in made.evidence.items() if name != "run"}
    assert evidence == {
        "year": 2021, "trigger": "below_target", "rule": "r1", "rule_version": 1, "indicator": "bilet_9",
        "name": "Охват проектом", "heading": "Билет, 9 класс", "event": "«Билет в будущее»",
        "counts": "participants", "of": "pupils", "grades": "9", "status": "missed", "numerator": "22",
        "denominator": "100", "target": "30", "target_version": 1, "short": "8",
        "municipality_numerator": "22", "municipality_denominator": "100",
    }  # fmt: skip
    assert log(made) == [("issue", "", "issued", "")]
    assert made.issued_at is not None


def test_a_second_run_changes_nothing(missed):
    assert missed.issue() == NOTHING
    assert missed.issue(force=True) == Issued()
    assert len(standing()) == 1


def test_a_municipality_that_checks_first_gets_prepared_ones(world, okrug, school):
    okrug.needs_approval = True
    okrug.save()
    world.plan(30)
    world.rule()
    world.accept(school, 22)
    world.issue()
    (made,) = Recommendation.objects.all()
    assert (made.state, made.issued_at, log(made)) == ("prepared", None, [("prepare", "", "prepared", "")])


def test_only_the_kinds_and_the_locality_of_the_rule_are_addressed(world, school, small_school):
    world.plan(30)
    world.rule("kinds", kinds=["basic"])
    world.rule("town", locality="urban")
    for place in (school, small_school):
        world.accept(place, 10)
    world.issue()
    assert standing() == [("kinds", "okr-02", "issued", 1)]


def test_a_school_outside_the_campaign_gets_nothing(world, school, small_school):
    campaign = world.campaigns[2021]
    campaign.all_open = False
    campaign.save()
    campaign.schools.set([school])
    world.plan(30)
    world.rule()
    for place in (school, small_school):
        world.accept(place, 10)
    world.issue()
    assert standing() == [("r1", "okr-01", "issued", 1)]


def test_a_rule_of_another_municipality_says_nothing_here(world, school, neighbour):
    world.plan(30)
    world.rule(municipality=neighbour)
    world.accept(school, 10)
    assert world.issue() == Issued()


def test_met_by_corrected_data_it_is_withdrawn_with_the_reason(missed, school):
    missed.accept(school, 31)
    assert missed.issue() == Issued(withdrawn=1)
    (made,) = Recommendation.objects.all()
    reason = "По уточнённым данным план достигнут: 31,0\u00a0% при плане 30\u00a0%."
    assert (made.state, made.closed_reason) == ("withdrawn", reason)
    assert log(made)[-1] == ("withdraw", "issued", "withdrawn", reason)
    assert missed.issue(force=True) == Issued()


def test_missed_again_it_comes_back_as_the_next_issue(missed, school):
    missed.accept(school, 31)
    missed.issue()
    missed.accept(school, 22)
    assert missed.issue() == Issued(created=1)
    assert standing() == [("r1", "okr-01", "withdrawn", 1), ("r1", "okr-01", "issued", 2)]


def test_still_missed_with_better_numbers_leaves_a_note_once_and_the_evidence_frozen(missed, school):
    missed.accept(school, 25)
    assert missed.issue() == Issued(noted=1)
    assert missed.issue(force=True) == Issued()
    (made,) = Recommendation.objects.all()
    assert made.evidence["numerator"] == "22"
    note = "Данные уточнены: 25,0\u00a0% при плане 30\u00a0%, не хватает 5\u00a0чел."
    assert log(made)[-1] == ("note", "issued", "issued", note)


def test_numbers_that_come_back_are_noted_too(missed, school):
    for took_part in (25, 22):
        missed.accept(school, took_part)
        missed.issue()
    (made,) = Recommendation.objects.all()
    assert log(made)[-1][3] == "Данные снова те же, что были при направлении."
    assert missed.issue(force=True) == Issued()


def test_worse_numbers_re_issue_what_nobody_has_touched(missed, school):
    missed.accept(school, 10)
    assert missed.issue() == Issued(created=1, reissued=1)
    old, new = Recommendation.objects.order_by("pk")
    assert (old.state, old.closed_reason) == (
        "withdrawn", "Данные уточнены: 10,0\u00a0% при плане 30\u00a0%, не хватает 20\u00a0чел. Заменена новой.",
    )  # fmt: skip
    assert (new.state, new.issue, new.evidence["numerator"]) == ("issued", 2, "10")


@pytest.mark.parametrize("state", ["acknowledged", "in_progress", "done"])
def test_worse_numbers_only_leave_a_note_where_the_school_has_begun(missed, school, state):
    move(state)
    missed.accept(school, 10)
    assert missed.issue() == Issued(noted=1)
    assert standing() == [("r1", "okr-01", state, 1)]


def test_a_higher_plan_is_worse_and_a_dropped_plan_withdraws(missed):
    missed.plan(60)
    assert missed.issue() == Issued(created=1, reissued=1)
    missed.plan(None)
    assert missed.issue() == Issued(withdrawn=1)
    assert Recommendation.objects.latest("pk").closed_reason == "Плановое значение снято."


def test_a_done_one_keeps_its_state_when_the_plan_is_met(missed, school, head):
    move("done")
    answer = Answer.objects.create(
        recommendation=Recommendation.objects.get(), person=head, text="Вовлекли ещё девять"
    )
    missed.accept(school, 31)
    assert missed.issue() == Issued(noted=1)
    assert missed.issue(force=True) == Issued()
    assert standing() == [("r1", "okr-01", "done", 1)]
    assert list(Answer.objects.all()) == [answer]


def test_a_confirmed_one_is_never_touched(missed, school):
    move("confirmed")
    for took_part in (31, 5):
        missed.accept(school, took_part)
        assert missed.issue() == Issued()
    assert standing() == [("r1", "okr-01", "confirmed", 1)]


def test_no_data_any_more_withdraws(missed, school):
    missed.accept(school, None)
    missed.issue()
    assert Recommendation.objects.get().closed_reason == "По уточнённым данным значения показателя нет."


@pytest.mark.parametrize("state", ["declined", "recalled"])
def test_what_a_person_refused_is_prepared_again_only_on_other_numbers(missed, school, officer, state):
    made = Recommendation.objects.get()
    move("declined" if state == "declined" else "withdrawn")
    if state == "recalled":
        Transition.objects.create(
            entity="recommendation", entity_id=made.pk, step="recall", target="withdrawn", person=officer
        )
    assert missed.issue(force=True) == Issued()
    missed.accept(school, 23)
    assert missed.issue() == Issued(created=1)


def test_a_rule_that_ended_takes_back_what_is_not_answered(missed, head):
    rule = Recommendation.objects.get().rule
    rule.active = False
    rule.save()
    assert missed.issue() == Issued(withdrawn=1)
    assert Recommendation.objects.get().closed_reason == "Правило больше не применяется."


def test_a_rule_that_ended_leaves_what_a_school_has_answered(missed, head):
    made = Recommendation.objects.get()
    move("in_progress")
    Answer.objects.create(recommendation=made, person=head, text="Делаем")
    made.rule.active = False
    made.rule.save()
    assert missed.issue() == Issued()
    assert standing() == [("r1", "okr-01", "in_progress", 1)]


def test_a_changed_text_replaces_prepared_ones_and_leaves_issued_ones(missed, school):
    rule = Recommendation.objects.get().rule
    rule.text, rule.version = "Новый текст: {не_хватает}", 2
    rule.save()
    assert missed.issue() == Issued()
    move("prepared")
    assert missed.issue(force=True) == Issued(created=1, reissued=1)
    assert Recommendation.objects.latest("pk").text == "Новый текст: 8\u00a0чел."


def test_a_changed_rule_target_or_report_is_noticed(missed, school, small_school):
    assert missed.issue() == NOTHING
    missed.rule("r2", trigger="zero")
    assert missed.issue() == Issued()
    missed.plan(20, school=school)
    assert missed.issue() == Issued(withdrawn=1)
    missed.report(small_school, "submitted")
    assert missed.issue() == Issued()
    assert missed.issue() == NOTHING


def test_a_planned_campaign_issues_nothing(world, school):
    world.plan(30)
    world.rule()
    world.accept(school, 10)
    world.campaigns[2021].state = "planned"
    world.campaigns[2021].save()
    assert world.issue() == NOTHING


def test_a_term_soon_after_issue_is_that_of_the_next_year(world, school):
    world.plan(30)
    world.rule(due="05-15")
    world.accept(school, 10)
    world.issue(today=dt.date(2022, 5, 10))
    assert Recommendation.objects.get().due == dt.date(2023, 5, 15)


def test_the_number_of_queries_does_not_grow_with_schools(world, okrug, school, django_assert_num_queries):
    world.plan(30)
    world.rule()
    world.rule("r2", trigger="always", indicator=None)
    world.issue()

    def issue_after(*places) -> None:
        for place in places:
            world.accept(place, 10)
        recompute(municipality_id=okrug.pk, year=2021)
        with django_assert_num_queries(34):
            issue(municipality_id=okrug.pk, year=2021, today=TODAY)

    issue_after(school)
    issue_after(*(make_school(okrug, f"x-{number}", f"Школа {number}") for number in range(3)))
    assert len(standing()) == (1 + 3) + (3 + 3)

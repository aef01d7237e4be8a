"""Back to the prepared ones: what was sent or declined by mistake, as long as no school has taken note of it."""

from __future__ import annotations

import pytest

from recommendations import handling
from recommendations.batch import take_back, take_batch
from recommendations.models import Recommendation
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.world import World, standing


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule()
    for place in (school, small_school):
        world.accept(place, 10)
    world.issue()
    return world


def keys() -> list[int]:
    return list(Recommendation.objects.order_by("pk").values_list("pk", flat=True))


def test_what_nobody_has_read_goes_back_with_reason_and_trace_and_can_be_sent_again(
    world, okrug, officer, head
):
    read = Recommendation.objects.get(school__code="okr-01")
    handling.acknowledge(recommendation=read, person=head)
    given = {"municipality": okrug, "keys": keys(), "step": "take_back", "person": officer}
    with pytest.raises(StepRefused, match="Напишите, почему рекомендации возвращены"):
        take_batch(**given)
    back = take_batch(**given, note="Текст с ошибкой")
    assert standing() == [("r1", "okr-02", "prepared", 1), ("r1", "okr-01", "acknowledged", 1)]
    again = Recommendation.objects.get(pk=back[0])
    assert (again.issued_at, again.closed_reason) == (None, "")
    logged = Transition.objects.get(step="take_back")
    assert (logged.entity_id, logged.person, logged.note) == (again.pk, officer, "Текст с ошибкой")
    assert take_batch(**given, note="Ещё раз") == []
    handling.approve(recommendation=again, person=officer)
    assert [state for *_, state, _ in standing()] == ["issued", "acknowledged"]


def test_the_next_pass_leaves_it_with_the_officer_though_the_municipality_sends_at_once(
    world, officer, small_school
):
    take_back(recommendation=Recommendation.objects.get(school=small_school), person=officer, reason="Ошибка")
    world.issue()
    world.accept(small_school, 5)
    world.issue()
    assert standing()[0::2] == [("r1", "okr-02", "withdrawn", 1), ("r1", "okr-02", "prepared", 2)]


def test_a_declined_one_comes_back_and_goes_when_the_plan_is_met_by_now(world, okrug, officer, small_school):
    take_back(recommendation=Recommendation.objects.get(school=small_school), person=officer, reason="Ошибка")
    declined = Recommendation.objects.get(school=small_school)
    handling.decline(recommendation=declined, person=officer, reason="Ремонт")
    world.accept(small_school, 45)
    world.issue()
    take_back(recommendation=declined, person=officer, reason="Отклонили не ту")
    assert standing()[0] == ("r1", "okr-02", "prepared", 1)
    world.issue()
    assert standing()[0] == ("r1", "okr-02", "withdrawn", 1)


def test_a_declined_one_stays_where_another_stands_in_its_place(world, okrug, officer, small_school):
    take_back(recommendation=Recommendation.objects.get(school=small_school), person=officer, reason="Ошибка")
    declined = Recommendation.objects.get(school=small_school)
    handling.decline(recommendation=declined, person=officer, reason="Ремонт")
    world.accept(small_school, 5)
    world.issue()
    with pytest.raises(StepRefused, match="Вернуть в проект уже нельзя"):
        take_back(recommendation=declined, person=officer, reason="Отклонили не ту")
    assert [row[2] for row in standing()] == ["declined", "issued", "issued"]


def test_of_two_that_were_declined_one_after_the_other_the_last_comes_back(
    world, okrug, officer, small_school
):
    okrug.needs_approval = True
    okrug.save()
    take_back(recommendation=Recommendation.objects.get(school=small_school), person=officer, reason="Ошибка")
    for took_part in (5, 3):
        waiting = Recommendation.objects.get(school=small_school, state="prepared")
        handling.decline(recommendation=waiting, person=officer, reason="Ремонт")
        world.accept(small_school, took_part)
        world.issue()
    last = Recommendation.objects.get(school=small_school, state="prepared")
    handling.decline(recommendation=last, person=officer, reason="Ремонт")
    given = {"municipality": okrug, "keys": keys(), "step": "take_back", "person": officer}
    assert last.pk in take_batch(**given, note="Отклонили не те")
    assert [row[2] for row in standing() if row[1] == "okr-02"] == ["declined", "declined", "prepared"]

"""An officer's own recommendation to chosen organisations."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from recommendations.models import Recommendation
from recommendations.own import write_own
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.world import TODAY, World


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.accept(school, 10)
    world.issue()
    return world


def write(world, person, schools, text="Провести встречу до {срок}.", **more):
    return write_own(
        municipality=world.municipality, year=2021, schools=[place.pk for place in schools], section="II",
        audience="heads", text=text, person=person, today=TODAY, due=dt.date(2022, 3, 1), **more,
    )  # fmt: skip


def test_it_is_sent_at_once_to_those_chosen(world, officer, school, small_school):
    sent = write(world, officer, [school, small_school])
    assert [
        (row.school, row.state, row.rule, row.text) for row in sorted(sent, key=lambda row: row.school_id)
    ] == [
        (school, "issued", None, "Провести встречу до 1\u00a0марта\u00a02022\u00a0года."),
        (small_school, "issued", None, "Провести встречу до 1\u00a0марта\u00a02022\u00a0года."),
    ]
    assert set(Transition.objects.filter(step="issue").values_list("person__username", flat=True)) == {
        "officer"
    }


def test_a_second_click_sends_nothing_twice(world, officer, school):
    write(world, officer, [school])
    assert write(world, officer, [school]) == []
    assert Recommendation.objects.count() == 1


def test_figures_of_an_indicator_are_frozen_with_it(world, officer, school):
    (sent,) = write(world, officer, [school], text="Охвачено {значение}.", indicator=world.indicator)
    assert (sent.text, sent.evidence["numerator"], sent.evidence["trigger"]) == (
        "Охвачено 10,0\u00a0%.",
        "10",
        "own",
    )


def test_the_pipeline_leaves_it_alone(world, officer, school):
    write(world, officer, [school])
    world.issue(force=True)
    assert Recommendation.objects.get().state == "issued"


def test_faults_are_refused_in_words(world, officer, school, neighbour_school, stranger):
    with pytest.raises(ValidationError, match="неизвестна"):
        write(world, officer, [school], text="{сорк}")
    with pytest.raises(ValidationError, match="Выберите хотя бы одну организацию"):
        write(world, officer, [neighbour_school])
    with pytest.raises(StepRefused):
        write(world, stranger, [school])
    assert Recommendation.objects.count() == 0

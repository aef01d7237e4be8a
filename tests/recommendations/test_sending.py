"""What was prepared weeks ago and is sent today has its term counted from today."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from recommendations import handling
from recommendations.batch import take_batch
from recommendations.models import Recommendation
from tests.recommendations.world import World

SENT = dt.datetime(2022, 5, 10, 20, 0, tzinfo=dt.UTC)  # already the 11th in Novokuznetsk


@pytest.fixture
def world(okrug, school, small_school) -> World:
    okrug.needs_approval, okrug.time_zone = True, "Asia/Novokuznetsk"
    okrug.save()
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule("day", due="05-15", text="Исполнить до {срок}.")
    world.rule("after", due="+30", text="Охвачено {значение}.")
    world.rule("none", due="", text="До {срок}.")
    world.accept(school, 22)
    world.issue()  # on 20 January
    return world


def read() -> list[tuple[str, str, str, dt.date | None, str]]:
    rows = Recommendation.objects.order_by("rule__code")
    return [
        (r.rule.code, r.school.code, r.state, r.due, r.text.replace("\u00a0", " "))
        for r in rows.select_related("rule", "school")
    ]


DATED = [
    ("after", "okr-01", "issued", dt.date(2022, 6, 10), "Охвачено 22,0 %."),
    ("day", "okr-01", "issued", dt.date(2023, 5, 15), "Исполнить до 15 мая 2023 года."),
    ("none", "okr-01", "issued", None, "До конца учебного года."),
]


def test_approved_one_by_one(world, officer):
    assert [row[3] for row in read()] == [dt.date(2022, 2, 19), dt.date(2022, 5, 15), None]
    with time_machine.travel(SENT):
        for made in Recommendation.objects.all():
            handling.approve(recommendation=made, person=officer)
    assert read() == DATED


def test_approved_together(world, okrug, officer):
    keys = list(Recommendation.objects.values_list("pk", flat=True))
    with time_machine.travel(SENT):
        assert sorted(take_batch(municipality=okrug, keys=keys, step="approve", person=officer)) == keys
    assert read() == DATED


def test_the_rule_of_the_day_of_preparation_counts(world, officer):
    """A rule that was changed meanwhile replaces what is prepared; until then its new term is nobody's."""
    rule = Recommendation.objects.get(rule__code="after").rule
    rule.due, rule.version = "+5", 2
    rule.save()
    with time_machine.travel(SENT):
        handling.approve(recommendation=Recommendation.objects.get(rule=rule), person=officer)
    assert Recommendation.objects.get(rule=rule).due == dt.date(2022, 2, 19)


def test_a_second_approval_changes_no_date(world, okrug, officer):
    keys = list(Recommendation.objects.values_list("pk", flat=True))
    with time_machine.travel(SENT):
        take_batch(municipality=okrug, keys=keys, step="approve", person=officer)
    with time_machine.travel(SENT + dt.timedelta(days=40)):
        assert take_batch(municipality=okrug, keys=keys, step="approve", person=officer) == []
    assert read() == DATED

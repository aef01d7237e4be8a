"""The pipeline: one pass does everything, a second nothing; an accepted report is visible at once."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError

from config import pipeline
from config.pipeline import Passed, advance
from indicators.models import MunicipalityValue
from indicators.stale import stale_slices
from monitoring.models import Cohort, Participation, Submission
from monitoring.submitting import accept
from recommendations.models import Recommendation
from recommendations.stale import unissued_slices
from recommendations.tasks import issue_slice
from tests.recommendations.world import TODAY, World, standing


@pytest.fixture
def world(okrug, school) -> World:
    world = World(okrug, school)
    world.plan(30)
    world.rule()
    return world


def test_one_pass_computes_and_issues_and_the_next_finds_nothing(world, school):
    world.accept(school, 10)
    passed = advance(today=TODAY)
    assert (passed.recomputed, passed.looked_at, passed.created, passed.failed) == (1, 1, 1, 0)
    assert (stale_slices(), unissued_slices(today=TODAY)) == ([], [])
    assert advance(today=TODAY) == Passed()
    assert standing() == [("r1", "okr-01", "issued", 1)]


def test_a_lost_message_is_healed_by_the_next_pass(world, school):
    world.accept(school, 10)
    advance(today=TODAY)
    world.plan(5)
    assert advance(today=TODAY).withdrawn == 1


def test_one_municipality_that_fails_hinders_no_other(world, school, neighbour):
    """What fails is a rule with a placeholder that its form would have refused."""
    world.open(2020)
    world.accept(school, 10)
    world.rule("broken", text="{нет_такой}", municipality=world.municipality)
    other = World.__new__(World)
    other.municipality, other.campaigns = neighbour, {}
    other.open(2021)
    passed = advance(today=TODAY)
    assert (passed.failed, passed.recomputed, passed.looked_at) == (1, 3, 2)
    assert unissued_slices(today=TODAY) == [(world.municipality.pk, 2021)]


def test_an_accepted_report_is_in_the_values_at_once(world, school, officer):
    world.accept(school, 10, state="submitted")
    advance(today=TODAY)
    Participation.objects.update(value=35)
    accept(submission=Submission.objects.get(), person=officer)
    value = MunicipalityValue.objects.get(indicator=world.indicator)
    assert (value.numerator, value.denominator) == (35, 100)
    assert stale_slices() == []


def test_the_hook_stands_in_monitoring_once():
    from monitoring.submitting import after_accept

    assert after_accept.count(pipeline.accepted) == 1


def test_the_command_says_what_it_did(world, school):
    world.accept(school, 10)
    out = StringIO()
    call_command("advance", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("Пересчитано: 1\u00a0год муниципалитета, изменено строк: ")
    assert lines[1] == (
        "Рекомендации: новых 1 (из них взамен отозванных 0), отозвано 0, с пометкой об уточнённых данных 0."
    )
    out = StringIO()
    call_command("advance", stdout=out)
    assert out.getvalue().startswith("Всё свежее: пересчитывать и направлять нечего.\n")


def test_the_command_sends_the_mails_that_no_worker_has_sent(world, school, head, settings, time_machine):
    time_machine.move_to(dt.datetime(2022, 1, 20, 7, tzinfo=dt.UTC))  # a Thursday, ten o'clock in Moscow
    head.email = "olga@kuz.example"
    head.save()
    world.accept(school, 10)
    usual, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.console.EmailBackend",
    )
    call_command("advance", stdout=StringIO())
    settings.EMAIL_BACKEND = usual
    for words in ("Письма по почте: отправлено 1, не отправлено 0.\n", ""):
        out = StringIO()
        call_command("advance", stdout=out)
        assert words in out.getvalue()
        assert [message.to for message in mail.outbox] == [["olga@kuz.example"]]
    assert "Письма" not in out.getvalue()


def test_the_command_fails_in_words_when_a_slice_fails(world, school):
    world.accept(school, 10)
    world.rule("broken", text="{нет_такой}")
    with pytest.raises(CommandError, match="Не выполнено шагов: 1"):
        call_command("advance", stdout=StringIO())
    assert Recommendation.objects.count() == 0


def test_finding_what_is_unissued_costs_the_same_for_one_slice_and_three(
    world, school, django_assert_num_queries
):
    with django_assert_num_queries(9):
        assert len(unissued_slices(today=TODAY)) == 1
    world.open(2019)
    world.open(2020)
    with django_assert_num_queries(9):
        assert len(unissued_slices(today=TODAY)) == 3


def test_a_late_rule_is_looked_at_again_every_day(world):
    advance(today=TODAY)
    world.rule("late", trigger="late", indicator=None)
    advance(today=TODAY)
    assert unissued_slices(today=TODAY) == []
    assert unissued_slices(today=TODAY + dt.timedelta(days=1)) == [(world.municipality.pk, 2021)]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Asia/Novokuznetsk", "2022-06-01T16:59Z", "2022-06-01T17:00Z"),
        ("Europe/Kaliningrad", "2022-06-01T21:59Z", "2022-06-01T22:00Z"),
    ],
)
def test_who_is_late_is_told_from_midnight_of_the_municipality_on(world, okrug, zone, before, after):
    """The report is due on 1 June."""
    okrug.time_zone = zone
    okrug.save()
    world.rule("late", trigger="late", indicator=None, due="+3")
    with time_machine.travel(before, tick=False):
        assert advance().created == 0
        assert unissued_slices() == []
    with time_machine.travel(after, tick=False):
        issue_slice(okrug.pk, 2021)
        assert unissued_slices() == []
    made = Recommendation.objects.get()
    assert (made.rule.code, made.school.code, made.due) == ("late", "okr-01", dt.date(2022, 6, 5))


def test_the_cells_of_the_small_world_are_real(world, school):
    world.accept(school, 10)
    assert (Cohort.objects.get().accepted, Participation.objects.get().accepted) == (100, 10)

"""Letters to each organisation: ordered at once, drafted in the background, each organisation once whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.models.signals import post_save
from django.utils import timezone

from recommendations.letters.drafting import change, discard
from recommendations.letters.ordering import BROKEN, draft_waiting, give_up, order_again
from recommendations.letters.registering import register
from recommendations.models import Letter, LetterOrder, LetterRecipient
from schools.models import Role, Transition
from schools.workflow import StepRefused
from tests.cast import make_person
from tests.recommendations.letters.world import TODAY, Levels
from tests.recommendations.test_issue_concurrently import at_once


@pytest.fixture
def second_officer(okrug):
    return make_person("colleague", "Инна", "Львовна", "Берёзова", role=Role.OFFICER, municipality=okrug)


def states() -> list[tuple[str, str, str]]:
    """(organisation, state, heading of its letter) of every order."""
    rows = LetterOrder.objects.order_by("pk").values_list("school__short_name", "state", "letter__addressee")
    return [(school, state, addressee or "") for school, state, addressee in rows]


def test_each_organisation_gets_a_draft_of_its_own(levels, officer):
    batch = levels.order(officer)
    assert states() == [("Детский сад «Ручеёк»", "waiting", ""), ("Ёлкинская СОШ", "waiting", "")]
    assert Letter.objects.count() == 0
    assert draft_waiting() == (2, 0)
    assert states() == [
        ("Детский сад «Ручеёк»", "drafted", "Руководителю Детский сад «Ручеёк»"),
        ("Ёлкинская СОШ", "drafted", "Руководителю Ёлкинская СОШ"),
    ]
    assert set(Letter.objects.values_list("batch", "state")) == {(batch, "draft")}
    assert "27 января 2022 года" in Letter.objects.latest("pk").tasks.replace(
        "\u00a0", " "
    )  # of the day it was ordered
    logged = Transition.objects.filter(entity="letter").values_list("step", "person")
    assert list(logged) == [("draft", officer.pk)] * 2
    assert draft_waiting() == (0, 0)


def test_a_pass_that_ends_early_is_taken_up_by_the_next_and_nothing_is_written_twice(levels, officer):
    levels.order(officer)
    assert draft_waiting(seconds=0) == (1, 0)
    assert [state for _, state, _ in states()] == ["drafted", "waiting"]
    assert draft_waiting() == (1, 0)
    assert sorted(LetterRecipient.objects.values_list("school__code", flat=True)) == sorted(
        school.code for school in levels.schools
    )


def test_a_second_click_and_another_officer_find_the_same_batch(levels, officer, second_officer, school):
    first = levels.order(officer)
    assert levels.order(officer, later=600) == first  # waits still
    draft_waiting()
    assert levels.order(second_officer, later=30) == first
    assert levels.order(officer, schools=[school, levels.schools[0]]) == first  # whatever the order
    later = levels.order(officer, later=61)
    draft_waiting()
    change(letter=Letter.objects.filter(batch=later)[0], person=officer, seen=1, fields={"heading": "Иначе"})
    third = levels.order(officer, later=62)
    draft_waiting()
    discard(letters=Letter.objects.filter(batch=third), person=officer)
    fourth = levels.order(officer, later=63)
    assert len({first, later, third, fourth}) == 4


@contextmanager
def breaks_after_saving(name: str, error: BaseException) -> Iterator[None]:
    """Something breaks, or kills the worker, when the letter of this organisation is half written."""

    def receiver(instance: Letter, **_: object) -> None:
        if name in instance.addressee:
            raise error

    post_save.connect(receiver, sender=Letter)
    try:
        yield
    finally:
        post_save.disconnect(receiver, sender=Letter)


def test_a_worker_killed_in_the_middle_leaves_no_half_letter_and_the_next_goes_on(levels, officer):
    levels.order(officer)
    with breaks_after_saving("Ёлкинская СОШ", SystemExit()), pytest.raises(SystemExit):
        draft_waiting()
    assert [state for _, state, _ in states()] == ["drafted", "waiting"]
    assert Letter.objects.count() == LetterRecipient.objects.count() == 1
    assert draft_waiting() == (1, 0)
    assert Letter.objects.count() == LetterRecipient.objects.count() == 2


def test_what_fails_is_named_leaves_nothing_behind_and_is_ordered_again(levels, officer, second_officer):
    batch = levels.order(officer)
    with breaks_after_saving("Ёлкинская СОШ", ValueError("непечатаемое")):
        assert draft_waiting() == (1, 1)
    assert states() == [
        ("Детский сад «Ручеёк»", "drafted", "Руководителю Детский сад «Ручеёк»"),
        ("Ёлкинская СОШ", "failed", ""),
    ]
    assert LetterOrder.objects.get(state="failed").problem == BROKEN
    assert Transition.objects.filter(entity="letter").count() == Letter.objects.count() == 1
    orders = LetterOrder.objects.filter(batch=batch)
    assert order_again(orders=orders, person=second_officer, now=timezone.now()) == 1
    assert order_again(orders=orders, person=second_officer, now=timezone.now()) == 0
    assert draft_waiting() == (1, 0)
    assert Letter.objects.filter(batch=batch).count() == 2
    assert Transition.objects.filter(entity="letter").last().person == second_officer


def test_who_is_no_officer_any_more_gets_no_letters(levels, officer):
    levels.order(officer)
    officer.memberships.all().delete()
    assert draft_waiting() == (0, 2)
    problems = set(LetterOrder.objects.values_list("problem", flat=True))
    assert problems == {"Письма готовит специалист муниципалитета."}


def test_what_is_given_up_gets_no_draft_and_what_is_drafted_stays(levels, officer):
    batch = levels.order(officer)
    draft_waiting(seconds=0)
    orders = LetterOrder.objects.filter(batch=batch)
    assert (give_up(orders=orders, person=officer), give_up(orders=orders, person=officer)) == (1, 0)
    assert draft_waiting() == (0, 0)
    assert [state for _, state, _ in states()] == ["drafted"]


def test_only_an_officer_orders_and_steps(levels, officer, analyst, head, stranger):
    batch = levels.order(officer)
    orders = LetterOrder.objects.filter(batch=batch)
    for person in (analyst, head, stranger):
        for act in (
            lambda person=person: levels.order(person),
            lambda person=person: order_again(orders=orders, person=person, now=timezone.now()),
            lambda person=person: give_up(orders=orders, person=person),
        ):
            with pytest.raises(StepRefused, match="специалист"):
                act()
    assert [state for _, state, _ in states()] == ["waiting", "waiting"]


def test_nobody_is_written_to_in_a_foreign_municipality(levels, officer, neighbour_school):
    with pytest.raises(StepRefused, match="хотя бы одну"):
        levels.order(officer, schools=[neighbour_school])


@pytest.mark.django_db(transaction=True)
def test_clicks_and_workers_at_once_write_each_letter_once(okrug, kindergarten, school, officer):
    levels = Levels(okrug, kindergarten, school)
    batches = at_once(lambda: levels.order(officer))
    assert len(set(batches)) == 1
    passes = at_once(draft_waiting)
    assert sum(written for written, _ in passes) == 2
    assert sum(failed for _, failed in passes) == 0
    assert Letter.objects.count() == LetterRecipient.objects.count() == 2
    letters = Letter.objects.filter(batch=batches[0])
    made = register(letters=list(letters), person=officer, date=TODAY, number="20", today=TODAY)
    assert [letter.number for letter in made] == ["20", "21"]

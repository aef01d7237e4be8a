"""Marks of execution: once per term, corrected, taken back, refused, always with a trace; who may make them."""

import datetime as dt

import pytest

from roadmap.marking import MarkRefused, mark_done, take_back
from roadmap.models import Mark, Measure
from roadmap.plan import load_roadmap
from roadmap.rules import can_mark
from schools.models import Transition
from tests.roadmap.test_plan import small

TODAY = dt.date(2023, 12, 10)


@pytest.fixture
def measure(okrug):
    load_roadmap(
        municipality=okrug,
        document=small(
            windows=[{"from": "01-01", "to": "06-30"}, {"from": "07-01", "to": "12-31"}],
            recurrence="half_yearly",
        ),
    )
    return Measure.objects.get()


def steps():
    return list(Transition.objects.filter(entity="measure").values_list("step", "target", "note"))


def test_a_double_click_makes_one_mark_and_one_trace(measure, officer):
    said = {
        "measure": measure,
        "person": officer,
        "done_on": dt.date(2023, 9, 25),
        "today": TODAY,
        "text": " Приказ ",
    }
    assert mark_done(**said) == mark_done(**said)
    mark = Mark.objects.get()
    assert (mark.school, mark.done_on, mark.text, mark.person) == (
        None,
        dt.date(2023, 9, 25),
        "Приказ",
        officer,
    )
    assert steps() == [("mark", "done", "мероприятие в целом: 25.09.2023. Приказ")]


def test_a_second_mark_of_the_same_term_corrects_the_first_and_another_term_gets_its_own(
    measure, officer, school
):
    common = {"measure": measure, "person": officer, "today": TODAY, "school": school}
    first = mark_done(**common, done_on=dt.date(2023, 9, 25))
    assert mark_done(**common, done_on=dt.date(2023, 10, 2), link="https://example.org") == first
    mark_done(**common, done_on=dt.date(2023, 3, 1))
    assert sorted(Mark.objects.values_list("done_on", "school__code")) == [
        (dt.date(2023, 3, 1), "okr-01"),
        (dt.date(2023, 10, 2), "okr-01"),
    ]
    assert [step for step, *_ in steps()] == ["mark", "correct_mark", "mark"]


def test_schools_and_the_whole_are_marked_apart(measure, officer, school, small_school):
    for one in (school, small_school, None):
        mark_done(measure=measure, person=officer, today=TODAY, school=one, done_on=TODAY)
    assert Mark.objects.count() == 3


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2023, 12, 11), "Этот день ещё не наступил: укажите дату не позже 10 декабря 2023 года."),
        (
            dt.date(2022, 12, 31),
            "Дорожная карта ещё не действовала: укажите дату не раньше 1 января 2023 года.",
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused(measure, officer, day, words):
    with pytest.raises(MarkRefused) as refused:
        mark_done(measure=measure, person=officer, done_on=day, today=TODAY)
    assert (refused.value.field, str(refused.value).replace("\u00a0", " ")) == ("done_on", words)
    assert not Mark.objects.exists()


def test_a_mark_is_taken_back_once_and_leaves_its_trace(measure, officer, school):
    mark = mark_done(measure=measure, person=officer, done_on=TODAY, today=TODAY, school=school)
    assert take_back(measure=measure, mark_id=mark.pk, person=officer) is not None
    assert take_back(measure=measure, mark_id=mark.pk, person=officer) is None
    assert not Mark.objects.exists()
    assert steps() == [("mark", "done", "okr-01: 10.12.2023"), ("take_back", "open", "okr-01: 10.12.2023")]


def test_who_may_mark_what(measure, people, school, small_school, kindergarten, neighbour_school):
    def allowed(one):
        return {name for name, person in people.items() if can_mark(person, measure, one)}

    assert allowed(None) == {"officer", "admin"}
    assert allowed(school) == {"officer", "head", "admin"}
    assert allowed(small_school) == {"officer", "second_head", "admin"}
    assert allowed(kindergarten) == allowed(neighbour_school) == set()


def test_a_measure_that_is_not_of_the_schools_is_marked_as_a_whole_only(okrug, people, school):
    load_roadmap(municipality=okrug, document=small(responsible=["Центр"]))
    measure = Measure.objects.get()
    assert not can_mark(people["head"], measure, school)
    assert not can_mark(people["officer"], measure, school)
    assert can_mark(people["officer"], measure, None)

"""Lines of the roadmap: who has executed what and how it stands; which roadmap covers a year; doubts."""

import datetime as dt

import pytest

from roadmap.doubts import doubts_of
from roadmap.marking import mark_done
from roadmap.models import Mark, Measure, Roadmap
from roadmap.plan import load_roadmap
from roadmap.queries import (
    covering,
    dated,
    lines_of,
    marks_of,
    measures_visible_to,
    owning_schools,
    period_of,
    term_of,
)
from roadmap.terms import Span
from tests.roadmap.test_plan import KRASNODAR, small

TODAY = dt.date(2023, 12, 10)


def read(school=None):
    roadmap = Roadmap.objects.get()
    return lines_of(
        dated(Measure.objects.filter(section__roadmap=roadmap)),
        marks=marks_of(roadmap),
        schools=owning_schools(roadmap.municipality_id, period_of(roadmap)),
        today=TODAY,
        school=school,
    )


@pytest.fixture
def measure(okrug):
    load_roadmap(municipality=okrug, document=small())
    return Measure.objects.get()


def test_a_measure_of_the_schools_is_done_when_each_of_them_has_marked_it(
    measure, officer, school, small_school, kindergarten, neighbour_school
):
    def mark(one):
        mark_done(measure=measure, person=officer, done_on=dt.date(2023, 12, 1), today=TODAY, school=one)
        [line] = read()
        return str(line.standing.state), sorted(line.schools), line.expected

    assert mark(school) == ("now", [school.pk], 2)
    assert [str(read(one)[0].standing.state) for one in (school, small_school)] == ["done", "now"]
    assert read(school)[0].own == Mark.objects.get()
    assert mark(small_school) == ("done", sorted([school.pk, small_school.pk]), 2)


def test_the_officers_mark_closes_it_for_all(measure, officer, school, small_school):
    mark_done(measure=measure, person=officer, done_on=TODAY, today=TODAY)
    [line] = read(school)
    assert (line.is_done, line.whole, line.own) == (True, Mark.objects.get(), None)


def test_a_municipality_without_schools_leaves_a_measure_of_the_schools_open(measure):
    [line] = read()
    assert (str(line.standing.state), line.expected) == ("now", 0)


def test_schools_of_the_period_are_those_that_existed_in_it(okrug, school, small_school):
    period = Span(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    school.closed = dt.date(2023, 1, 1)
    school.save()
    small_school.opened = dt.date(2023, 12, 31)
    small_school.save()
    assert owning_schools(okrug.pk, period) == [small_school]


def test_the_roadmap_with_most_days_of_the_school_year_comes_first(okrug):
    first = load_roadmap(municipality=okrug, document=small(), code="a")
    second = load_roadmap(
        municipality=okrug, document=small(), code="b", starts=dt.date(2023, 9, 1), ends=dt.date(2024, 8, 31)
    )
    assert covering([first, second], 2022) == [first]
    assert covering([first, second], 2023) == [second, first]
    assert covering([first, second], 2025) == []


def test_krasnodars_missing_body_and_repeated_measure_are_doubted(okrug):
    load_roadmap(municipality=okrug, document=KRASNODAR)
    assert [(doubt.numbers, doubt.word, doubt.text) for doubt in doubts_of(read())] == [
        (("3.6",), "нет ответственного", "У мероприятия 3.6 не указан ответственный."),
        (
            ("3.5", "4.5"),
            "повтор",
            "Мероприятия 3.5 и\u00a04.5 записаны одними и теми же словами: оставьте одно или уточните.",
        ),
    ]


def test_measures_for_programs_cost_four_queries_and_are_limited_by_place(
    okrug, officer, stranger, django_assert_num_queries
):
    load_roadmap(municipality=okrug, document=KRASNODAR)
    assert officer.reach != stranger.reach
    with django_assert_num_queries(4):
        terms = [term_of(measure, TODAY) for measure in measures_visible_to(officer)]
    assert len(terms) == 48
    assert terms[3] == Span(dt.date(2023, 11, 1), dt.date(2023, 11, 30))
    assert list(measures_visible_to(stranger)) == []

"""Renaming, regrading, closing and merging organisations."""

import datetime as dt

import pytest

from schools.grades import Grades
from schools.models import FormerName, School
from schools.registry import SchoolRefused, change_school

TODAY = dt.date(2022, 3, 1)


@pytest.fixture
def change(officer, school):
    def act(person=officer, today=TODAY, **words):
        present = {
            "short_name": school.short_name, "full_name": school.full_name, "grades": school.grades,
            "locality": school.locality, "closed": school.closed, "successor": school.successor, "email": school.email,
        }  # fmt: skip
        return change_school(school=school, person=person, today=today, **{**present, **words})

    return act


def test_what_has_not_changed_is_not_written(change, school, django_assert_num_queries):
    before = School.objects.get(pk=school.pk).changed_at
    assert change() == []
    assert School.objects.get(pk=school.pk).changed_at == before


def test_a_new_name_keeps_the_old_one_and_can_be_searched_for(change, school):
    assert change(short_name="Лицей № 1 «Ёж»", full_name="МБОУ «Лицей № 1»") == ["short_name", "full_name"]
    assert list(FormerName.objects.values_list("short_name", "full_name", "until")) == [
        ("Ёлкинская СОШ", "", TODAY)
    ]
    assert School.objects.get(name_key="лицей № 1 еж").pk == school.pk


def test_two_renamings_on_one_day_keep_the_first_old_name(change):
    change(short_name="Опечатка")
    change(short_name="Лицей № 1")
    assert list(FormerName.objects.values_list("short_name", flat=True)) == ["Ёлкинская СОШ"]


def test_a_merged_school_is_closed_and_names_its_successor(change, school, small_school):
    assert change(closed=TODAY, successor=small_school, grades=Grades.parse("1-9")) == [
        "grades",
        "closed",
        "successor_id",
    ]
    assert list(small_school.predecessors.all()) == [school]


def test_impossible_changes_are_refused_with_their_field(change, school, small_school, neighbour_school):
    attempts = [
        {"grades": Grades()},
        {"successor": small_school},
        {"closed": TODAY, "successor": neighbour_school},
    ]
    fields = []
    for words in attempts:
        with pytest.raises(SchoolRefused) as refused:
            change(**words)
        fields.append(refused.value.field)
    assert fields == ["grades", "closed", "successor"]


def test_only_the_officer_of_the_municipality_changes_a_school(change, people):
    for name in ("region", "head", "analyst", "stranger"):
        with pytest.raises(SchoolRefused, match="специалист"):
            change(person=people[name], email="new@example.ru")
    assert change(person=people["admin"], email="new@example.ru") == ["email"]

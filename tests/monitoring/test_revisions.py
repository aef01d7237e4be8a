"""Revisions count, and name whose accepted facts they changed; nobody where anything may have changed."""

from __future__ import annotations

import pytest

from monitoring import submitting
from monitoring.intake import receive
from monitoring.models import CellChange, RevisedSchool, Revision, Submission
from monitoring.revisions import bump, bump_schools
from monitoring.tidy import Fact

pytestmark = pytest.mark.django_db


def named():
    rows = RevisedSchool.objects.order_by("revision__municipality__code", "number", "school__code")
    return list(rows.values_list("revision__municipality__code", "number", "school__code"))


def sent(*rows, accept):
    facts = [Fact(code, 2021, "pupils", "", 6, value) for code, value in rows]
    return receive(facts=facts, person=None, door=CellChange.Door.FILE, accept=accept)


def test_those_are_named_whose_facts_a_revision_changed(school, small_school, neighbour_school):
    here, there = ((one.municipality_id, 2021) for one in (school, neighbour_school))
    pairs = [(here, school.pk), (there, neighbour_school.pk), (here, small_school.pk), (here, school.pk)]
    assert bump_schools(pairs) == 2
    assert bump([here]) == 1
    assert bump_schools([(here, small_school.pk)]) == 1
    assert bump_schools([]) == 0
    assert sorted(Revision.objects.values_list("municipality__code", "number")) == [
        ("32622000", 3),
        ("32701000", 1),
    ]
    assert named() == [
        ("32622000", 1, "okr-01"), ("32622000", 1, "okr-02"), ("32622000", 3, "okr-02"), ("32701000", 1, "gor-01"),
    ]  # fmt: skip


def test_a_file_that_is_accepted_names_the_schools_of_which_it_changed_something(school, small_school):
    sent(("okr-01", 25), ("okr-02", 30), accept=True)
    sent(("okr-01", 25), ("okr-02", 31), accept=True)
    sent(("okr-01", 24), ("okr-02", 31), accept=False)
    assert named() == [("32622000", 1, "okr-01"), ("32622000", 1, "okr-02"), ("32622000", 2, "okr-02")]


def test_accepted_reports_name_their_schools_once_together(school, small_school):
    sent(("okr-01", 25), ("okr-02", 30), accept=False)
    Submission.objects.update(state=Submission.State.SUBMITTED)
    submissions = list(Submission.objects.order_by("pk"))
    assert set(submitting.accept_many(submissions=submissions, person=None).values()) == {""}
    assert named() == [("32622000", 1, "okr-01"), ("32622000", 1, "okr-02")]

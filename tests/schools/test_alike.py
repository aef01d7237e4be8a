"""Many rows alike in one statement: the same rows as `bulk_create` makes, in the order they were given."""

import datetime as dt
import json

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from recommendations.models import Recommendation
from schools.alike import insert_alike
from schools.models import School, Transition
from tests.cast import make_school

COLUMNS = ("school_id", "text", "evidence", "due", "issue", "reworded")


@pytest.fixture
def pattern(okrug, year) -> Recommendation:
    return Recommendation(municipality=okrug, year_id=year.pk, section="I", audience="heads", state="issued")


def test_rows_are_as_bulk_create_makes_them(okrug, school, pattern, django_assert_num_queries):
    other = make_school(okrug, "x-1", "Школа «Ёлка» № 1")
    evidence = {"name": "Доля «Билета»", "target": "37.5", "outcome": True, "run": None}
    rows = [
        (
            school.pk,
            "Кавычки \" и ', 100 %, {скобки}\nи строка",
            json.dumps(evidence),
            "2022-02-28",
            1,
            False,
        ),
        (other.pk, "", "{}", None, 2, True),
    ]
    with django_assert_num_queries(1):
        keys = insert_alike(pattern, COLUMNS, rows)
    made = Recommendation.objects.in_bulk(keys)
    assert [
        (row.school, row.text, row.evidence, row.due, row.issue, row.reworded)
        for row in (made[key] for key in keys)
    ] == [
        (school, rows[0][1], evidence, dt.date(2022, 2, 28), 1, False),
        (other, "", {}, None, 2, True),
    ]
    assert {(row.state, row.audience, row.priority, row.closed_reason) for row in made.values()} == {
        ("issued", "heads", pattern.priority, "")
    }
    assert all(row.created_at is not None and row.issued_at is None for row in made.values())
    assert Recommendation.objects.filter(evidence__target="37.5").count() == 1
    assert pattern.pk is None


def test_no_rows_ask_nothing(pattern, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_alike(pattern, COLUMNS, []) == []


def test_more_rows_than_one_statement_takes(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("schools.alike.BATCH", 2)
    pattern = Transition(entity="recommendation", step="issue", target="issued")
    with django_assert_num_queries(3):
        keys = insert_alike(pattern, ("entity_id", "note"), [(number, f"№ {number}") for number in range(5)])
    found = Transition.objects.in_bulk(keys)
    assert [(found[key].entity_id, found[key].note) for key in keys] == [(n, f"№ {n}") for n in range(5)]


def test_what_the_table_refuses_is_refused(pattern, school):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_alike(pattern, ("school_id", "issue"), [(school.pk, None)])
    if connection.vendor == "postgresql":  # SQLite knows no longest text
        with pytest.raises(DataError), transaction.atomic():
            insert_alike(pattern, ("school_id", "audience"), [(school.pk, "x" * 16)])
    assert not Recommendation.objects.exists()
    assert School.objects.exists()

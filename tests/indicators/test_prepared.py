"""Statements that PostgreSQL prepares once: the rows are the same whether it has one, makes one, or holds enough."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from indicators import prepared
from indicators.prepared import execute_prepared
from schools.models import SchoolYear

SQL = "SELECT y.year, %(name)s FROM schools_schoolyear y WHERE y.year > %(after)s AND %(day)s <> %(name)s ORDER BY 1"
GIVEN = {"name": "«%s»", "after": 2002, "day": str(dt.date(2021, 9, 1)), "more": None}


def rows(given=GIVEN, sql=SQL):
    with connection.cursor() as cursor:
        execute_prepared(cursor, sql, given)
        return cursor.fetchall()


def held():
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_prepared_once_for_a_connection_and_never_too_many_are(monkeypatch):
    connection.close()
    SchoolYear.objects.bulk_create(
        [SchoolYear(year=year) for year in (2001, 2003, 2004)], ignore_conflicts=True
    )
    wanted = [(2003, "«%s»"), (2004, "«%s»")]
    assert (rows(), held()) == (wanted, 0)
    one = int(connection.vendor == "postgresql")
    with transaction.atomic():
        assert (rows(), rows(), held()) == (wanted, wanted, one)
    with transaction.atomic():
        assert (rows({**GIVEN, "after": 2003}), held()) == (wanted[1:], one)
        monkeypatch.setattr(prepared, "MOST", 1)
        assert (rows(sql=f"{SQL} DESC"), rows(), held()) == (wanted[::-1], wanted, one)

"""The migrations make, from nothing, the very tables of the models, of which the tests' database is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

MIGRATED = "migrated"
OURS = ("schools", "monitoring", "indicators", "recommendations", "roadmap", "reports")
NUMBERED = re.compile(r"(__unnamed_constraint_|fk_)\d+")  # SQLite counts what it keeps no name of


@contextmanager
def migrated_database() -> Iterator[BaseDatabaseWrapper]:
    """A second one beside that of the tests, made by `migrate`."""
    now = connection.settings_dict
    test = {**now["TEST"], "NAME": f"{now['NAME']}_{MIGRATED}", "MIGRATE": True}
    connections.databases[MIGRATED] = {**now, "TEST": test}
    made = connections[MIGRATED]
    try:
        made.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield made
        made.creation.destroy_test_db(now["NAME"], verbosity=0)
    finally:
        made.close()
        del connections[MIGRATED], connections.databases[MIGRATED]


def columns(of: BaseDatabaseWrapper, table: str) -> list[tuple[Any, ...]]:
    with of.cursor() as cursor:
        found = of.introspection.get_table_description(cursor, table)
    return sorted((one.name, one.type_code, one.display_size, one.null_ok, one.collation) for one in found)


def rules(of: BaseDatabaseWrapper, table: str) -> list[tuple[str, str]]:
    """Keys, uniqueness, checks and indexes by their names; SQLite tells the columns of a key as the table has them."""
    with of.cursor() as cursor:
        found = of.introspection.get_constraints(cursor, table)
    for rule in found.values():
        rule["columns"] = sorted(rule["columns"]) if rule["primary_key"] else rule["columns"]
    return sorted((NUMBERED.sub("", name), repr(sorted(rule.items()))) for name, rule in found.items())


def test_the_migrations_make_the_tables_of_the_models(django_db_setup, django_db_blocker):
    models = [
        model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    tables = {model._meta.db_table for model in models if model._meta.managed}
    with django_db_blocker.unblock(), migrated_database() as made:
        assert {table: columns(made, table) for table in tables} == {
            table: columns(connection, table) for table in tables
        }
        assert {table: rules(made, table) for table in tables} == {
            table: rules(connection, table) for table in tables
        }

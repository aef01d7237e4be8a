"""Fixtures of the whole suite; the servers come from tests/servers/fixtures.py (see pyproject.toml)."""

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.cast"]

# The same examples each time, however slow the machine: a run says something of the change, not of its luck.
settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The database of the tests, made for whoever asks first.

    The fixture of pytest-django makes it only where a collected test bears a database mark, so that a walk through
    the demonstration, which bears none, found no tables when it was run alone.
    """
    with django_db_blocker.unblock():
        databases = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set()
        )
    yield
    with django_db_blocker.unblock():
        _close_connections_of_live_servers()
        teardown_databases(databases, verbosity=0)


def _close_connections_of_live_servers() -> None:
    """Their threads keep their connections, and PostgreSQL cannot drop a database somebody is connected to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

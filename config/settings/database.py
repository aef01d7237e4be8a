"""SQLite by default, PostgreSQL by DATABASE_URL (docs/adr/0001-two-databases.md)."""

from pathlib import Path
from typing import Any

from config.database_url import Database
from config.settings.environment import ENV

# WAL: readers never wait for the writer. IMMEDIATE: a transaction that will write takes its turn at the start,
# instead of failing in the middle with "database is locked". Foreign keys are switched on by Django itself.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}


def django_database(database: Database) -> dict[str, Any]:
    if database.engine == "sqlite":
        if database.name != ":memory:":
            Path(database.name).parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.name,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **database.options},
    }


DATABASES = {"default": django_database(ENV.database)}

__all__ = ["DATABASES"]

"""Many rows into a table at once: COPY on PostgreSQL, executemany on SQLite; columns not named take their default.

Only for worlds made up here: references are not checked (that would take most of the time), so they must be right.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models

AT_ONCE = 50_000


@contextmanager
def unchecked() -> Iterator[None]:
    """Neither foreign keys nor triggers are asked for each row."""
    on, off = (
        ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
        if connection.vendor == "sqlite"
        else ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            yield
        finally:
            cursor.execute(off)


def load(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """`names` are columns (`school_id`), values as the database keeps them; the key, too, where others point to it."""
    others = [
        field for field in model._meta.concrete_fields if field.column not in names and not _is_key(field)
    ]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    columns = [*names, *(field.column for field in others)]
    stream = ((*row, *defaults) for row in rows)
    while portion := list(islice(stream, AT_ONCE)):
        _write(model._meta.db_table, columns, portion)


def advance_keys(*tables: type[models.Model]) -> None:
    """The next row that is saved takes a key of its own: on PostgreSQL a COPY with keys leaves the counter behind."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        for model in tables:
            name = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))"
            )


def settle() -> None:
    """The planner knows the tables, and nothing is left to be vacuumed in the middle of a measurement."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _is_key(field: models.Field) -> bool:
    return isinstance(field, (models.AutoField, models.CompositePrimaryKey))


def _write(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    listed = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["?"] * len(columns))
            cursor.connection.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)
            return
        lines = ("\t".join("\\N" if value is None else str(value) for value in row) for row in rows)
        cursor.copy_expert(f"COPY {table} ({listed}) FROM STDIN", io.StringIO("\n".join(lines) + "\n"))

"""What no computation can go below: the facts read once, the ready results written into a bare heap by binary COPY."""

from __future__ import annotations

import io

from django.db import connection

SCAN = (
    "SELECT SUM(accepted) FROM monitoring_participation WHERE year_id = %s",
    "SELECT SUM(accepted) FROM monitoring_cohort WHERE year_id = %s",
)
TABLES = ("indicators_schoolvalue", "indicators_municipalityvalue")


def ready_results() -> list[bytes]:
    """The results as they stand, in the form COPY takes; kept in memory, not measured."""
    with connection.cursor() as cursor:
        return [_copied(cursor, table) for table in TABLES]


def _copied(cursor, table: str) -> bytes:
    stream = io.BytesIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT (FORMAT binary)", stream)
    return stream.getvalue()


def read_and_write(year: int, results: list[bytes]) -> None:
    with connection.cursor() as cursor:
        for statement in SCAN:
            cursor.execute(statement, [year])
        for table, result in zip(TABLES, results, strict=True):
            cursor.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE {table})")
            cursor.copy_expert("COPY bare FROM STDIN (FORMAT binary)", io.BytesIO(result))
            cursor.execute("DROP TABLE bare")
